// The preview of a talk: every step is taken by the server, its state is kept here and nowhere else.
const phone = document.querySelector("#phone");
const talk = document.querySelector("#talk");
const field = document.querySelector("#said");
let state = null;
let busy = false;

function bubble(text, mine = false) {
  const element = document.createElement("div");
  element.className = mine ? "bubble mine" : "bubble";
  element.textContent = text;
  return element;
}

function buttons(list, kind) {
  const box = document.createElement("div");
  box.className = kind;
  for (const each of list) {
    const element = document.createElement("button");
    element.type = "button";
    element.textContent = each.number ? `${each.number}. ${each.label}` : each.label;
    element.addEventListener("click", () => {
      talk.append(bubble(each.label, true));
      take({ kind: "tap", data: each.data });
    });
    box.append(element);
  }
  return box;
}

function show(message) {
  const spoken = bubble(message.text);
  talk.append(spoken);
  if (message.buttons.length) talk.append(buttons(message.buttons, "bubble-buttons"));
  if (message.controls.length) talk.append(buttons(message.controls, "bubble-controls"));
  return spoken;
}

async function take(said) {
  if (busy) return;
  busy = true;
  for (const old of talk.querySelectorAll("button")) old.disabled = true;
  try {
    const answer = await fetch(phone.dataset.step, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ talk: state, ...said }),
    });
    const found = await answer.json();
    if (!answer.ok) throw new Error(found.error);
    state = found.talk;
    const spoken = found.outgoing.map(show);
    talk.scrollTop = talk.scrollHeight;
    if (spoken.length && spoken[0].offsetTop < talk.scrollTop) talk.scrollTop = spoken[0].offsetTop - talk.offsetTop - 8;
  } catch (error) {
    talk.append(bubble(`${phone.dataset.failed} (${error.message})`));
  } finally {
    busy = false;
  }
}

function restart() {
  state = null;
  talk.replaceChildren();
  take({ kind: "hello" });
}

document.querySelector("#say").addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || busy) return;
  talk.append(bubble(text, true));
  field.value = "";
  take({ kind: "text", text });
});
document.querySelector("#again").addEventListener("click", restart);
restart();
