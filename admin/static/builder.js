// The questionnaire builder without leaving the page: the same forms, sent by script, and the answer put in its place.
// Every page works without this file; nothing here knows what an act does.
import { conditions } from "./builder-conditions.js";
import { choices } from "./builder-choices.js";
import { draggable } from "./builder-drag.js";

const CHECK_AFTER = 400; // milliseconds without a key
const announcer = document.querySelector("#announce");
const narrow = matchMedia("(max-width: 63.99rem)");
const look = { as: "", in: "" };
let dirty = false;
let timer = 0;
let checking = null;
let sending = Promise.resolve();

const region = () => document.querySelector("#builder");
const editor = () => document.querySelector("#editor");

function say(text, bad = false) {
  const said = document.querySelector("#said");
  if (said) {
    said.textContent = text;
    said.classList.toggle("bad", bad);
  }
  announcer.textContent = "";
  // A live region is read out when it changes: the same words twice need a change between.
  setTimeout(() => { announcer.textContent = text; }, 50);
}

function body(form, button) {
  const data = new URLSearchParams(new FormData(form));
  if (button?.name) data.append(button.name, button.value);
  return data;
}

async function load(address, options) {
  const answer = await fetch(address, options);
  const found = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = found.querySelector("#builder");
  if (!fresh) {
    location.assign(answer.redirected ? answer.url : address);
    return false;
  }
  const active = document.activeElement?.id;
  const notice = found.querySelector("main > .banner[role=status]")?.textContent ?? "";
  const refused = fresh.querySelector("#refused")?.textContent ?? "";
  document.querySelector("main > .banner[role=status]")?.remove();
  region().replaceWith(document.adoptNode(fresh));
  dirty = Boolean(refused) && Boolean(editor());
  const url = new URL(answer.url);
  if (answer.ok && url.pathname === location.pathname) {
    url.searchParams.delete("done");
    history.replaceState(null, "", url.pathname + url.search);
  }
  ready();
  focus(refused, document.getElementById(active) ? active : options?.from, options?.opening);
  say(refused || notice, Boolean(refused));
  return answer.ok;
}

function focus(refused, active, opening) {
  const opened = editor()?.querySelector("#e-label");
  const same = active ? document.getElementById(active) : null;
  const name = new URL(location.href).searchParams.get("at") ?? "";
  if (refused) region().querySelector("#refused").scrollIntoView({ block: "center" });
  if (opened && (opening || !same || same.closest("#add"))) {
    opened.focus({ preventScroll: true });
    document.getElementById(`q-${name}`)?.scrollIntoView({ block: "start" });
  } else if (same && !same.disabled) same.focus();
  else if (active?.startsWith("up-") || active?.startsWith("down-")) {
    document.getElementById(active.startsWith("up-") ? active.replace("up-", "down-") : active.replace("down-", "up-"))?.focus();
  } else document.getElementById("undo")?.focus();
}

// One request after the other: each page tells the revision that the next act is about.
function queued(work) {
  sending = sending.then(work).catch(() => say(region().dataset.offline, true));
  return sending;
}

async function saved() {
  const form = editor();
  return !dirty || !form || load(form.action, { method: "POST", body: body(form, form.querySelector("#save")) });
}

function act(form, button) {
  const own = form === editor();
  const id = button?.id;
  clearTimeout(timer);
  return queued(async () => {
    if (own) return load(form.action, { method: "POST", body: body(form, button), opening: true });
    // What is being typed elsewhere on the page is kept first.
    const kept = body(form, button);
    if (dirty) {
      if (!(await saved())) return false;
      kept.set("revision", region().dataset.revision);
    }
    const opening = ["add", "use", "duplicate", "group"].includes((button?.value ?? "").split(":")[0]);
    return load(form.action, { method: "POST", body: kept, opening, from: id });
  });
}

function open(address) {
  return queued(async () => {
    if (dirty && !(await saved())) return;
    await load(address, { opening: true });
  });
}

// Validation as one types: the server reads what is typed as it would on saving, and stores nothing.
async function check() {
  const form = editor();
  checking?.abort();
  checking = new AbortController();
  const data = form ? body(form) : new URLSearchParams();
  for (const [key, value] of Object.entries(look)) if (value) data.set(key, value);
  try {
    const address = form?.dataset.check ?? "questions/check";
    const answer = await fetch(address, { method: "POST", body: data, signal: checking.signal });
    if (!answer.ok) return;
    const { parts } = await answer.json();
    for (const [name, html] of Object.entries(parts)) {
      const part = region().querySelector(`[data-part="${name}"]`);
      if (!part || name === "expression") continue;
      if (name === "sentence") tell(part, html, parts.expression);
      else if (part.innerHTML !== html) part.innerHTML = html;
    }
  } catch (error) {
    if (error.name !== "AbortError") say(region().dataset.offline, true);
  }
}

function tell(part, sentence, expression) {
  const words = part.dataset;
  part.textContent = sentence || expression ? `${words.when} ${sentence || expression}` : words.all;
}

function typed() {
  dirty = true;
  clearTimeout(timer);
  timer = setTimeout(check, CHECK_AFTER);
}

// On a telephone the preview stands below the question that is open, on a desk beside the list.
function placeAside() {
  const aside = region().querySelector("#aside");
  const card = editor();
  if (narrow.matches && card) card.after(aside);
  else region().querySelector(".builder-split").append(aside);
}

function ready() {
  region().classList.add("scripted");
  placeAside();
  draggable(region(), place);
  const form = editor();
  if (form) {
    conditions(form, typed);
    choices(form, typed);
  }
  if (look.as || look.in) check();
}

function place(name, into, at) {
  const item = document.getElementById(`q-${name}`);
  const form = item.querySelector("form.question-head");
  const button = document.createElement("button");
  button.name = "act";
  button.value = `place:${at}`;
  const target = document.createElement("input");
  target.type = "hidden";
  target.name = "into";
  target.value = into;
  form.append(target);
  act(form, button);
}

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.closest("#builder")) return;
  event.preventDefault();
  act(form, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("#builder a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
  if (link.dataset.app || link.dataset.language) {
    event.preventDefault();
    if (link.dataset.app) look.as = link.dataset.app;
    if (link.dataset.language) look.in = link.dataset.language;
    const again = link.dataset.app ? `[data-app="${look.as}"]` : `[data-language="${look.in}"]`;
    check().then(() => region().querySelector(again)?.focus());
  } else if (link.id === "cancel") {
    event.preventDefault();
    dirty = false;
    open(link.href);
  } else if (link.matches(".question-label")) {
    event.preventDefault();
    open(link.href);
  }
});

document.addEventListener("input", (event) => {
  if (event.target.closest("#editor")) typed();
});

document.addEventListener("change", (event) => {
  if (event.target.id !== "e-type") return;
  document.querySelector("#e-type-about").textContent = event.target.selectedOptions[0].dataset.about;
});

// Alt and an arrow move the question that has the focus.
document.addEventListener("keydown", (event) => {
  const step = { ArrowUp: "up", ArrowDown: "down" }[event.key];
  if (!event.altKey || !step || event.target.closest("#editor")) return;
  const item = event.target.closest("#builder .question");
  const button = item && document.getElementById(`${step}-${item.dataset.name}`);
  if (!button) return;
  event.preventDefault();
  if (!button.disabled) act(button.form, button);
});

addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
narrow.addEventListener("change", placeAside);
ready();
