// Follows the events of a page: replaces the parts that changed, says when the connection is lost, ends at the close.
const page = document.querySelector("#live");
const lost = document.querySelector("#lost");

if (page && !["closed", "after"].includes(page.dataset.state)) {
  const events = new EventSource(page.dataset.events);
  events.addEventListener("open", () => { lost.hidden = true; });
  events.addEventListener("error", () => { lost.hidden = false; });
  events.addEventListener("message", (event) => {
    const found = JSON.parse(event.data);
    for (const [name, html] of Object.entries(found.parts)) {
      const part = page.querySelector(`[data-part="${name}"]`);
      if (part.innerHTML !== html) part.innerHTML = html;
    }
    if (found.end) events.close();
    if (found.state !== page.dataset.state) location.reload();
  });
}
