// Translations are kept when one leaves a text, without leaving the page; the page works without this file too.
const page = document.querySelector("#texts");
let sending = Promise.resolve();

function keep(form) {
  const state = form.querySelector("[data-state]");
  sending = sending.then(async () => {
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) });
    const found = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) throw new Error(found.querySelector("[role=alert]")?.textContent ?? page.dataset.failed);
    update(found);
    state.textContent = page.dataset.saved;
    form.dataset.dirty = "";
  }).catch((error) => { state.textContent = error instanceof TypeError ? page.dataset.failed : error.message; });
}

// The counts, the marks and the texts that were filled in elsewhere; never the text that is being typed.
function update(found) {
  for (const kind of ["data-missing", "data-missing-all"]) {
    for (const old of page.querySelectorAll(`[${kind}]`)) {
      const code = old.getAttribute(kind);
      const fresh = found.querySelector(code ? `[${kind}="${code}"]` : `[${kind}]`);
      if (fresh) { old.textContent = fresh.textContent; old.className = fresh.className; }
    }
  }
  for (const revision of page.querySelectorAll("[name=revision]")) {
    revision.value = found.querySelector("[name=revision]")?.value ?? revision.value;
  }
  for (const form of page.querySelectorAll("form.texts")) {
    const fresh = found.getElementById(form.id);
    const lacking = form.querySelector("[data-lacking]");
    lacking.replaceChildren(...(fresh?.querySelector("[data-lacking]").childNodes ?? []));
    for (const text of form.querySelectorAll("textarea")) {
      const same = found.getElementById(text.id);
      const box = text.parentElement;
      box.classList.toggle("lacking", same ? same.parentElement.classList.contains("lacking") : false);
      box.querySelector(".badge")?.remove();
      const badge = same?.parentElement.querySelector(".badge");
      if (badge) box.querySelector("label").append(" ", badge);
      if (same && text !== document.activeElement && form.dataset.dirty !== "yes") text.value = same.value;
    }
  }
}

page.addEventListener("input", (event) => {
  const form = event.target.closest("form.texts");
  if (form) form.dataset.dirty = "yes";
});
page.addEventListener("focusout", (event) => {
  const form = event.target.closest("form.texts");
  if (form && form.dataset.dirty === "yes" && event.target.matches("textarea")) keep(form);
});
page.addEventListener("submit", (event) => {
  if (!event.target.matches("form.texts")) return;
  event.preventDefault();
  keep(event.target);
});
addEventListener("beforeunload", (event) => { if (page.querySelector('form[data-dirty="yes"]')) event.preventDefault(); });
