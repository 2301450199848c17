// Shows the telephones anew while news is written, and how many each choice reaches when another is chosen; without it
// the button "ดูตัวอย่าง" does the same.
const form = document.querySelector("#compose");
const screens = document.querySelector("#screens");
let waiting = 0;
let asked = 0;

async function look() {
  const mine = ++asked;
  const answer = await fetch(form.dataset.screens, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (answer.ok && mine === asked) screens.innerHTML = await answer.text();
}

form.querySelector("[data-look]").hidden = true;
form.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => look().catch(() => {}), 400);
});

let counting = 0;

async function count() {
  const mine = ++counting;
  const answer = await fetch(form.dataset.counts, { method: "POST", body: new URLSearchParams(new FormData(form)) });
  if (!answer.ok || mine !== counting) return;
  const numbers = await answer.json();
  for (const place of form.querySelectorAll("[data-reach]")) {
    const of = place.dataset.reach;
    place.textContent = numbers[of] ?? (of.startsWith("kind:") ? "" : "0");
  }
}

form.addEventListener("change", (event) => {
  if (event.target.matches("[type=radio], [name=topic], #about, [name=urgent]")) count().catch(() => {});
});
