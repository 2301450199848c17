// A paper typed in: what is asked follows the answers at once. Without this the button "show" does the same.
const form = document.getElementById("paper");
let asking = 0;

async function look() {
  const mine = ++asking;
  const sent = new FormData(form);
  sent.set("act", "look");
  for (const [name, value] of [...sent]) if (value instanceof File) sent.delete(name);
  const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(sent) });
  if (!answer.ok || mine !== asking) return;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = page.getElementById("asked"), old = document.getElementById("asked");
  if (!fresh || mine !== asking || keys(fresh) === keys(old)) return;
  const at = document.activeElement;
  const again = at && old.contains(at) ? [at.name, at.value, at.type] : null;
  const typed = new FormData(form);
  old.replaceWith(fresh);
  for (const area of fresh.querySelectorAll("textarea, input:not([type])")) {
    if (typed.has(area.name)) area.value = typed.get(area.name); // what was typed while the answer was on its way
  }
  if (again) {
    const same = [...fresh.querySelectorAll("input, select, textarea")].filter((each) => each.name === again[0]);
    (same.find((each) => again[2] !== "radio" && again[2] !== "checkbox" || each.value === again[1]) ?? same[0])?.focus();
  }
}

function keys(part) {
  return [...part.querySelectorAll("input, select, textarea, option")].map((each) => each.name + "=" + (each.type === "text" || each.tagName === "TEXTAREA" ? "" : each.value)).join("|");
}

form?.addEventListener("change", (event) => {
  if (event.target.matches("[data-look]")) look();
});
document.getElementById("problems")?.focus();
