// The hall's screen: follows its events, says since when it is behind when the line is cut, obeys keys without a mouse.
const root = document.documentElement, page = document.body;
const lost = document.querySelector("#lost"), keys = document.querySelector("#keys");
const SILENT = 10_000; // milliseconds without a word from the server: twice as long as its longest silence
const AGAIN = 3_000; // milliseconds until a stream that the browser has given up is opened anew
const screens = page.dataset.screens.split(" ");
let heard = Date.now(), own = sessionStorage.getItem("ground"), events = null, gone = false;

function clock(at) {
  const when = new Date(at), two = (n) => String(n).padStart(2, "0");
  return root.lang === "th" ? `${two(when.getHours())}.${two(when.getMinutes())} น.` : `${two(when.getHours())}:${two(when.getMinutes())}`;
}

function tell() {
  const behind = Date.now() - heard > SILENT || (events && events.readyState !== EventSource.OPEN);
  lost.hidden = !gone && !behind;
  const text = gone ? page.dataset.gone : page.dataset.lost.replace("{time}", clock(heard));
  if (!lost.hidden && lost.textContent !== text) lost.textContent = text;
}

function show(found) {
  for (const [name, html] of Object.entries(found.parts)) {
    const part = page.querySelector(`[data-part="${name}"]`);
    if (part.innerHTML !== html) part.innerHTML = html;
  }
  root.dataset.ground = own || found.ground;
}

function follow() {
  if (events) events.close();
  events = new EventSource(`${location.pathname.replace(/\/$/, "")}/${page.dataset.events}`);
  events.addEventListener("message", (event) => {
    heard = Date.now();
    const found = JSON.parse(event.data);
    gone = Boolean(found.gone);
    if (gone) events.close(); else show(found);
    tell();
  });
  events.addEventListener("beat", () => { heard = Date.now(); tell(); });
  events.addEventListener("open", () => { heard = Date.now(); tell(); });
  events.addEventListener("error", tell);
}

// A browser gives a stream up that a proxy answers with an error, and never notices one that a cut cable left silent.
setInterval(() => {
  tell();
  if (!gone && (events.readyState === EventSource.CLOSED || Date.now() - heard > 3 * SILENT)) follow();
}, AGAIN);

function zoom(by) {
  const now = Math.min(1.5, Math.max(0.7, Number(sessionStorage.getItem("zoom") || 1) + by));
  sessionStorage.setItem("zoom", now);
  root.style.setProperty("--zoom", now);
}

function pin(name) {
  const asked = new URLSearchParams(location.search);
  if (name) asked.set("screen", name); else asked.delete("screen");
  location.search = asked.toString();
}

function beside(by) {
  const at = screens.indexOf(page.dataset.pinned);
  pin(screens[(at + by + screens.length) % screens.length]);
}

const acts = {
  f: () => (document.fullscreenElement ? document.exitFullscreen() : root.requestFullscreen()),
  d: () => { own = getComputedStyle(root).colorScheme === "dark" ? "light" : "dark"; sessionStorage.setItem("ground", own); root.dataset.ground = own; },
  "+": () => zoom(0.1), "=": () => zoom(0.1), "-": () => zoom(-0.1),
  "0": () => pin(""),
  ArrowRight: () => beside(1), PageDown: () => beside(1), ArrowLeft: () => beside(-1), PageUp: () => beside(-1),
  "?": () => { keys.hidden = !keys.hidden; if (!keys.hidden) keys.focus(); },
  Escape: () => { keys.hidden = true; },
};
screens.forEach((name, at) => { acts[String(at + 1)] = () => pin(name); });

// By the place of the key too, so that a keyboard left in Thai works as well.
const PLACES = { KeyF: "f", KeyD: "d", Minus: "-", Equal: "+", Slash: "?" };
addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const digit = /^Digit([0-7])$/.exec(event.code);
  const act = acts[event.key] || acts[event.key.toLowerCase()] || acts[PLACES[event.code]] || (digit && acts[digit[1]]);
  if (act) { event.preventDefault(); act(); }
});

if (own) root.dataset.ground = own;
zoom(0);
follow();
