// Beside each date and time field: the same moment in Thai words and the Buddhist Era. And buttons that set the close.
const words = new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

function say(field) {
  const moment = field.value ? new Date(field.value) : null;
  const text = moment && !Number.isNaN(moment.getTime())
    ? `${words.format(moment)} เวลา ${field.value.slice(11, 16).replace(":", ".")} น.` : "";
  document.querySelector(`#${field.id}-be`).textContent = text;
}

for (const field of document.querySelectorAll("input[type=datetime-local]")) {
  field.addEventListener("input", () => say(field));
  say(field);
}

const pad = (n) => String(n).padStart(2, "0");
for (const button of document.querySelectorAll("[data-days]")) {
  button.addEventListener("click", () => {
    const opens = document.querySelector("#opens_at");
    const day = opens && opens.value ? new Date(opens.value) : new Date();
    day.setDate(day.getDate() + Number(button.dataset.days));
    const closes = document.querySelector("#closes_at");
    closes.value = `${day.getFullYear()}-${pad(day.getMonth() + 1)}-${pad(day.getDate())}T16:30`;
    say(closes);
  });
}
