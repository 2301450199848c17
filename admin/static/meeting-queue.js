// The moderation queue by keyboard: S shows the comment on top, H keeps it off the screen.
const BUTTONS = { KeyS: "show", KeyH: "hide" };

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || event.target.closest("input, select, textarea")) return;
  const act = BUTTONS[event.code];
  const button = act && document.querySelector(`.queue form button[value="${act}"]`);
  if (button) { event.preventDefault(); button.click(); }
});
