// Makes the pages of a theme set live: others' acts appear at once, nothing that is being typed or chosen is lost.
import { draggable } from "./board-drag.js";

const line = document.querySelector("[data-changes]");

// What a person has half done on this page: it is put back after the page was renewed.
function halfDone() {
  return {
    checked: [...document.querySelectorAll("[data-part] input[type=checkbox]:checked")].map((box) => `${box.name}=${box.value}`),
    open: [...document.querySelectorAll("[data-part] details[open][data-key]")].map((each) => each.dataset.key),
    focus: document.activeElement?.id || document.activeElement?.closest("[id]")?.id || "",
  };
}

function putBack(before) {
  for (const box of document.querySelectorAll("[data-part] input[type=checkbox]"))
    box.checked = before.checked.includes(`${box.name}=${box.value}`);
  for (const each of document.querySelectorAll("[data-part] details[data-key]"))
    if (before.open.includes(each.dataset.key)) each.open = true;
  if (before.focus && document.activeElement === document.body) document.getElementById(before.focus)?.focus({ preventScroll: true });
  document.dispatchEvent(new Event("change"));
}

// Whether something was typed or picked that has not been sent.
function typing() {
  const fields = document.querySelectorAll("[data-part] :is(input:not([type=checkbox], [type=hidden]), textarea, select)");
  return [...fields].some((field) =>
    field.tagName === "SELECT" ? field.selectedIndex > 0 && !field.querySelector("option[selected]") : field.value !== field.defaultValue);
}

async function renew() {
  const answer = await fetch(location.href, { headers: { "X-Renew": "1" } });
  if (!answer.ok) return false;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const before = halfDone();
  for (const part of document.querySelectorAll("[data-part]")) {
    const fresh = page.querySelector(`[data-part="${part.dataset.part}"]`);
    if (fresh && fresh.innerHTML !== part.innerHTML) part.innerHTML = fresh.innerHTML;
  }
  const fresh = page.querySelector("[data-changes]");
  for (const name of ["version", "beat", "state"]) line.dataset[name] = fresh.dataset[name];
  for (const field of document.querySelectorAll("input[type=hidden][name=version]")) field.value = fresh.dataset.version;
  putBack(before);
  draggable();
  return true;
}

function tell(said) {
  if (!said.length) return;
  line.textContent = said.map((act) => `${act.actor}: ${act.what}`).join(" · ");
  line.hidden = false;
}

function offer() {
  const again = document.createElement("a");
  again.className = "button small";
  again.href = location.href;
  again.textContent = "โหลดหน้าใหม่";
  line.append(" ", again);
  line.hidden = false;
}

let running = Promise.resolve();
async function changed(now) {
  const stale = String(now.version) !== line.dataset.version || String(now.beat) !== line.dataset.beat;
  if (!stale) return;
  if (now.state !== line.dataset.state) return location.reload();
  tell(now.said.slice(0, 3));
  const busy = typing() || document.querySelector("dialog[open]") || document.body.classList.contains("pressing");
  if (busy) offer();
  else await renew();
}

if (line) {
  const events = new EventSource(`${line.dataset.changes}?seen=${line.dataset.version}`);
  events.onmessage = (event) => { running = running.then(() => changed(JSON.parse(event.data))); };
  addEventListener("pagehide", () => events.close());
  addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}

draggable();
