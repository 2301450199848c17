// Answers by one key: a digit presses the button that shows it, or opens the choice that it stands before.

const keys = document.querySelector("[data-keys]");
if (keys) keys.hidden = false;
document.addEventListener("keydown", (event) => {
  if (event.target.closest("input, select, textarea, dialog") || event.ctrlKey || event.metaKey || event.altKey) return;
  const digit = event.code.match(/^(?:Digit|Numpad)([1-9])$/)?.[1];
  const pressed = digit && document.querySelector(`[data-judge] [data-press="${digit}"]`);
  if (!pressed) return;
  event.preventDefault();
  if (pressed.matches("select")) pressed.focus();
  else pressed.click();
});

// Enter in the choice of a theme sends the answer that belongs to it.
document.querySelector("[data-judge] select")?.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || !event.target.value) return;
  event.preventDefault();
  event.target.closest(".row").querySelector("button").click();
});
