// Shows the telephones anew while news is written; without it the button "ดูตัวอย่าง" does the same.
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
