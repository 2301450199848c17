// Beside each date field: the same day in Thai words and the Buddhist Era.
const words = new Intl.DateTimeFormat("th-TH-u-ca-buddhist-nu-latn", { weekday: "long", day: "numeric", month: "long", year: "numeric" });

function say(field) {
  const shown = document.querySelector(`#${field.id}-be`);
  const day = field.value ? new Date(`${field.value}T12:00`) : null;
  if (shown) shown.textContent = day && !Number.isNaN(day.getTime()) ? words.format(day) : "";
}

for (const field of document.querySelectorAll("input[type=date]")) {
  field.addEventListener("input", () => say(field));
  say(field);
}
