// The preview of a talk: every step is taken and drawn by the server, its state is kept here and nowhere else.
const phone = document.querySelector("#phone");
const talk = document.querySelector("#talk");
const send = document.querySelector("#send");
const quick = document.querySelector("#quick");
const field = document.querySelector("#said");
let state = null;
let busy = false;
let wants = null;
let app = "line";
let language = "th";

function mine(text) {
  const element = document.createElement("div");
  element.className = "bubble mine";
  element.textContent = text;
  talk.append(element);
}

async function take(said, button) {
  if (busy) return;
  busy = true;
  for (const old of talk.querySelectorAll("button")) old.disabled = true;
  quick.replaceChildren();
  quick.hidden = true;
  try {
    const answer = await fetch(phone.dataset.step, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ talk: state, app, language, ...said }),
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    state = found.talk;
    show(found, button);
  } catch (error) {
    const told = document.createElement("div");
    told.className = "bubble";
    told.textContent = `${phone.dataset.failed} (${error.message})`;
    talk.append(told);
  } finally {
    busy = false;
  }
}

// What a citizen would send from the telephone: a made-up place, photo, voice, film or file.
function sample(what) {
  if (what === "place") return { kind: "place", place: { lat: 17.4138, lon: 102.7872, title: "" } };
  return { kind: "media", media: { what, reference: "web:preview", name: "", size: null } };
}

// What Telegram does with the message whose button was tapped: another takes its place, or it keeps what was chosen.
// Where the new turn goes: true when it has taken that place.
function settled(button, found) {
  const keys = [];
  let bubble = button.closest(".keys");
  for (; bubble && !bubble.classList.contains("bubble"); bubble = bubble.previousElementSibling) keys.push(bubble);
  if (!bubble) return false;
  for (let next = keys[0].nextElementSibling; next?.classList.contains("keys"); next = next.nextElementSibling) keys.push(next);
  const replaced = found.outgoing.length === 1 && found.outgoing[0].tapped === "replaced";
  if (replaced) bubble.insertAdjacentHTML("beforebegin", found.html);
  for (const row of keys) row.remove();
  if (replaced) bubble.remove();
  else if (found.outgoing.some((one) => one.tapped === "taken")) bubble.querySelector("[dir]").append(`\n\n✓ ${button.textContent.trim()}`);
  return replaced;
}

function show(found, button) {
  wants = found.outgoing.at(-1)?.wants ?? null;
  send.hidden = !wants;
  if (wants) send.querySelector("[data-what]").textContent = phone.dataset[wants];
  const last = talk.lastElementChild;
  if (button && app === "telegram" && settled(button, found)) return;
  talk.insertAdjacentHTML("beforeend", found.html);
  quick.innerHTML = found.quick;
  quick.hidden = !quick.childElementCount;
  // A turn is read from its beginning: a long one does not fit.
  const first = last ? last.nextElementSibling : talk.firstElementChild;
  talk.scrollTop = first ? first.offsetTop - talk.offsetTop - 8 : talk.scrollHeight;
}

function restart() {
  state = null;
  talk.replaceChildren();
  take({ kind: "hello" });
}

function press(group, button) {
  for (const each of group.querySelectorAll("button")) each.setAttribute("aria-pressed", each === button ? "true" : "false");
}

phone.addEventListener("click", (event) => {
  if (event.target.closest("button[data-send]") && wants && !busy) {
    mine(phone.dataset[wants]);
    take(sample(wants));
    return;
  }
  const button = event.target.closest("button[data-tap]");
  if (!button || busy) return;
  // On Telegram a tap says nothing in the chat.
  if (app !== "telegram") mine(button.querySelector("[dir]")?.textContent ?? button.textContent);
  take({ kind: "tap", data: button.dataset.tap }, button);
});
document.querySelector("#say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || busy) return;
  mine(text);
  field.value = "";
  take({ kind: "text", text });
});
document.querySelector("#as").addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  app = button.dataset.app;
  press(event.currentTarget, button);
  phone.className = `phone phone-${app}`;
  document.querySelector("#app-name").textContent = button.textContent;
  restart();
});
document.querySelector("#in")?.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  language = button.dataset.language;
  press(event.currentTarget, button);
  talk.dir = language.endsWith("-Arab") ? "rtl" : "ltr";
  restart();
});
document.querySelector("#again").addEventListener("click", restart);
restart();
