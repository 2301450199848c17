// The web chat with JavaScript: says things without leaving the page, keeps what could not be sent and sends it again
// under the same name (the server stores it once), and asks now and then for what is new. Without it, forms do.

const chat = document.getElementById("chat");
const log = document.getElementById("log");
const choices = document.getElementById("choices");
const typing = document.getElementById("typing");
const form = document.getElementById("say");
const text = document.getElementById("text");

const address = `/chat/${chat.dataset.code}`;
const kept = `prachakhom:${chat.dataset.code}`;
const waits = `${kept}:say:`; // each thing under its own name, so that two windows never write over each other
const half = `${kept}:half`; // what is half typed, until the server has it
const signal = document.getElementById("signal");
const IDLE = [3, 5, 10, 20, 30]; // seconds between questions while nothing happens
const RETRY = [1, 2, 4, 8, 15]; // seconds between tries of what could not be sent, more or less
const HEAVY = 1024 * 1024; // bytes from which a photo is made lighter before it is sent
const LONGEST_SIDE = 2048; // pixels of a photo that was: a number plate across a road can still be read
const PATIENCE = 20; // seconds until a try counts as lost: a weak signal may leave it hanging for ever

let cursor = chat.dataset.cursor;
let pending = chat.dataset.pending === "true";
let queue = recall();
let sending = false;
let failures = 0;
let idle = 0;
let timer = 0;
let chose = false;

function recall() {
  try {
    const names = Object.keys(localStorage).filter((each) => each.startsWith(waits));
    return names.map((each) => JSON.parse(localStorage.getItem(each))).sort((one, other) => one.at - other.at);
  } catch {
    return [];
  }
}

function keep(entry) {
  try {
    localStorage.setItem(waits + entry.event, JSON.stringify(entry));
  } catch {
    // private windows keep nothing; the queue lives as long as the page
  }
}

function drop(entry) {
  try {
    localStorage.removeItem(waits + entry.event);
  } catch {
    // nothing was kept
  }
}

function remember(value) {
  try {
    sessionStorage.setItem(half, value);
  } catch {
    // nothing is kept: the text field is empty when the page is read anew
  }
}

function remembered() {
  try {
    return sessionStorage.getItem(half) || "";
  } catch {
    return "";
  }
}

// What is said once about the signal, below the conversation; empty when all is well.
function tell(key) {
  const words = chat.dataset[key] || "";
  if (signal.textContent !== words) signal.textContent = words;
}

// A request that is given up after a while.
async function fetched(url, options = {}) {
  const stop = new AbortController();
  const bell = setTimeout(() => stop.abort(), PATIENCE * 1000);
  try {
    const answer = await fetch(url, { ...options, headers: { Accept: "application/json" }, signal: stop.signal });
    return { status: answer.status, ok: answer.ok, news: answer.ok ? await answer.json() : null };
  } finally {
    clearTimeout(bell);
  }
}

function name() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function element(tag, className, content) {
  const made = document.createElement(tag);
  made.className = className;
  if (content) made.textContent = content;
  return made;
}

// What the visitor said, shown before the server has it; unless it has it after all, and only its answer got lost.
function show(entry) {
  if (log.querySelector(`[data-said^="${entry.event}-"]`)) return;
  const turn = element("div", "turn said unsent");
  turn.dataset.event = entry.event;
  const bubble = element("p", "bubble", entry.label);
  bubble.dir = "auto";
  turn.append(element("span", "unseen", chat.dataset.you), bubble, element("p", "state", chat.dataset.sending));
  log.append(turn);
  scroll(turn);
}

function state(entry, key) {
  const turn = log.querySelector(`[data-event="${entry.event}"]`);
  if (!turn?.classList.contains("unsent")) return;
  turn.classList.toggle("waiting", key === "waiting");
  turn.classList.toggle("refused", key === "refused");
  if (key !== "waiting") turn.classList.remove("unsent");
  turn.querySelector(".state").textContent = chat.dataset[key];
}

function say(entry) {
  document.getElementById("problem")?.remove();
  entry.at = Date.now();
  queue.push(entry);
  keep(entry);
  show(entry);
  send();
}

async function send() {
  if (sending) return;
  sending = true;
  while (queue.length) {
    const entry = queue[0];
    let answer = null;
    try {
      answer = await post(entry);
    } catch {
      answer = null; // no signal
    }
    if (!answer || answer.status >= 500) {
      state(entry, "waiting");
      tell(navigator.onLine ? "slow" : "offline");
      setTimeout(send, RETRY[Math.min(failures++, RETRY.length - 1)] * (750 + Math.random() * 500));
      break;
    }
    failures = 0;
    tell("");
    queue.shift();
    drop(entry);
    if (answer.ok) {
      apply(answer.news);
      state(entry, "sent");
    } else refuse(entry, answer.status);
  }
  sending = false;
}

function post(entry) {
  const fields = new URLSearchParams({ event: entry.event, after: cursor, [entry.kind]: entry.value });
  return fetched(`${address}/say`, { method: "POST", body: fields });
}

// What was typed goes back into the field, before whatever was typed since.
function refuse(entry, status) {
  state(entry, "refused");
  if (status === 403) tell("cookies");
  if (entry.kind === "text") {
    text.value = text.value ? `${entry.value}\n${text.value}` : entry.value;
    remember(text.value);
  }
  for (const button of choices.querySelectorAll("button")) button.disabled = false;
}

// The page speaks another language now, its own words and its direction too: it is read anew, and what was typed stays.
function turnTo(language) {
  if (!language || language === document.documentElement.lang || queue.length) return false;
  remember(text.value);
  location.reload();
  return true;
}

// Put what is new into the page, each thing once, in order, before what has not been sent yet.
function apply(news) {
  if (!news.pending && turnTo(news.language)) return;
  let first = null;
  for (const item of news.items) {
    if (document.getElementById(item.id)) continue;
    const own = item.said && log.querySelector(`[data-event="${item.said.split("-")[0]}"]`);
    const holder = document.createElement("template");
    holder.innerHTML = item.html.trim();
    const made = holder.content.firstElementChild;
    if (own) {
      own.id = item.id;
      own.dataset.said = item.said;
      own.classList.remove("unsent", "waiting");
      own.querySelector(".state").textContent = made.querySelector(".state").textContent;
    } else {
      log.insertBefore(made, log.querySelector(".unsent"));
      first = first || made;
    }
  }
  if (!news.pending && (pending || news.cursor !== cursor)) renew(news.choices);
  if (news.until) document.getElementById("until").textContent = news.until;
  cursor = news.cursor;
  pending = news.pending;
  typing.hidden = !pending;
  idle = first ? 0 : idle;
  if (first) scroll(first);
  ask();
}

// Whoever chose with the keyboard goes on from the next choices: a button that is disabled lets go of the focus.
function renew(html) {
  const held = chose || choices.contains(document.activeElement);
  const next = matchMedia("(pointer: fine)").matches ? text : null; // on a telephone its keyboard would come up
  chose = false;
  choices.innerHTML = html;
  offerPlace();
  if (held) (choices.querySelector("button:not([hidden])") || next)?.focus({ preventScroll: true });
}

// Only the browser knows where it is: without script, or on a machine that will not tell, coordinates can be typed.
function offerPlace() {
  const button = document.getElementById("place");
  if (button && navigator.geolocation) button.hidden = false;
}

function sharePlace(button) {
  const problem = button.parentElement.querySelector(".problem");
  problem.textContent = "";
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      const value = `${coords.latitude.toFixed(6)} ${coords.longitude.toFixed(6)}`;
      say({ event: name(), kind: "place", value, label: button.dataset.label });
    },
    () => {
      problem.textContent = button.dataset.failed;
      button.disabled = false;
    },
    { enableHighAccuracy: true, timeout: 20000 },
  );
}

// A photo as LINE would send it: large ones take minutes on a weak signal. Whatever cannot be drawn goes as it is.
async function lighter(file) {
  if (!file.type.startsWith("image/") || file.size < HEAVY || !window.createImageBitmap) return file;
  try {
    const drawn = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(drawn.width, drawn.height));
    const paper = document.createElement("canvas");
    paper.width = Math.round(drawn.width * scale);
    paper.height = Math.round(drawn.height * scale);
    paper.getContext("2d").drawImage(drawn, 0, 0, paper.width, paper.height);
    const made = await new Promise((done) => paper.toBlob(done, "image/jpeg", 0.85));
    const called = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return made && made.size < file.size ? new File([made], called, { type: "image/jpeg" }) : file;
  } catch {
    return file;
  }
}

// A file is sent at once or not at all: what waits for a signal is kept in a store that is too small for films, so the
// page says that it was not kept. Sent again, it goes under the name it had, and the server stores it once.
async function sendFile(form) {
  const problem = form.querySelector(".problem");
  const button = form.querySelector("button");
  const picked = [...form.querySelectorAll("input[type=file]")].map((input) => input.files[0]).find(Boolean);
  problem.textContent = "";
  if (!picked) return (problem.textContent = form.dataset.empty);
  button.disabled = true;
  const chosen = form.dataset.wants === "image" ? await lighter(picked) : picked;
  button.disabled = false;
  if (chosen.size > form.dataset.most * 1024 * 1024) return (problem.textContent = form.dataset.large);
  if (queue.length || sending) return (problem.textContent = form.dataset.first);
  document.getElementById("problem")?.remove();
  const event = form.elements.event.value;
  const entry = { event, kind: "file", label: form.dataset.label };
  const fields = new FormData();
  for (const [key, value] of Object.entries({ event, chooses: "file", after: cursor })) fields.append(key, value);
  fields.append("file", chosen);
  sending = button.disabled = true;
  show(entry);
  let answer = null;
  let news = null;
  let why = "failed";
  try {
    answer = await fetch(`${address}/say`, { method: "POST", headers: { Accept: "application/json" }, body: fields });
    if (answer.ok) news = await answer.json();
    else why = answer.status === 413 ? "large" : (await answer.json()).problem;
  } catch {
    answer = null; // no signal
  }
  sending = button.disabled = false;
  if (news) {
    apply(news);
    state(entry, "sent");
  } else {
    log.querySelector(`.unsent[data-event="${event}"]`)?.remove();
    problem.textContent = form.dataset[why] || form.dataset.failed;
  }
  if (queue.length) send(); // typed meanwhile
}

// To the end, but never past the beginning of what is new.
function scroll(turn) {
  const top = turn.getBoundingClientRect().top + window.scrollY - 16;
  const end = document.documentElement.scrollHeight - window.innerHeight;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  window.scrollTo({ top: Math.min(top, end), behavior: calm ? "auto" : "smooth" });
}

function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  const wait = pending ? 0.7 : IDLE[Math.min(idle++, IDLE.length - 1)];
  timer = setTimeout(look, wait * 1000);
}

async function look() {
  if (sending) return ask();
  try {
    const answer = await fetched(`${address}/messages?after=${cursor}`);
    if (answer.ok) {
      if (!queue.length) tell("");
      return apply(answer.news);
    }
  } catch {
    // no signal: asked again later
  }
  ask();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const value = text.value.trim();
  if (!value) return text.focus();
  if (value.length > chat.dataset.most) return tell("long");
  text.value = "";
  remember("");
  say({ event: name(), kind: "text", value, label: value });
});

text.addEventListener("input", () => {
  remember(text.value);
  if (signal.textContent === chat.dataset.long) tell("");
});

text.addEventListener("keydown", (event) => {
  const typed = event.key === "Enter" && !event.shiftKey && !event.isComposing;
  if (typed && matchMedia("(pointer: fine)").matches) {
    event.preventDefault();
    form.requestSubmit();
  }
});

choices.addEventListener("submit", (event) => {
  event.preventDefault();
  if (event.target.classList.contains("files")) return sendFile(event.target);
  const button = event.submitter;
  if (!button) return;
  chose = choices.contains(document.activeElement);
  for (const other of choices.querySelectorAll("button")) other.disabled = true;
  button.classList.add("chosen");
  say({ event: name(), kind: "tap", value: button.value, label: button.querySelector(".label").textContent });
});

choices.addEventListener("click", (event) => {
  if (event.target.id === "place") sharePlace(event.target);
});

const copy = document.getElementById("copy");
if (navigator.clipboard) {
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById("resume").href);
    copy.textContent = chat.dataset.copied;
  });
}

addEventListener("online", () => {
  tell("");
  send();
});
addEventListener("offline", () => tell("offline"));
addEventListener("pageshow", (event) => {
  if (event.persisted) look(); // by the back button: what was said since elsewhere
});
document.addEventListener("visibilitychange", () => {
  idle = 0;
  if (document.hidden) clearTimeout(timer);
  else look();
});

offerPlace();
if (!navigator.onLine) tell("offline");
text.value ||= remembered();
for (const entry of queue) show(entry);
const last = log.querySelector(".turn:last-child");
if (last && log.children.length > 1) scroll(last); // who comes for the first time reads from the top
send();
ask();
