// Dragging a theme onto another, or a comment onto a theme, by mouse or finger. The same button pressed (Enter, space or a
// click) opens the same dialog, where the theme is picked from a list: nothing needs a drag.

const SLIP = 6; // pixels before a press is a drag

function open(button, target) {
  const comment = button.dataset.drag === "comment";
  const dialog = document.querySelector(comment ? "[data-place-dialog]" : "[data-drop-dialog]");
  const select = dialog.querySelector("select");
  dialog.querySelector(`input[name=${comment ? "comment" : "theme"}]`).value = button.dataset.value;
  if (comment) dialog.querySelector("input[name=of]").value = button.dataset.from;
  if (!comment) dialog.querySelector("[data-what]").textContent = `“${label(button)}”`;
  for (const option of select.options) option.disabled = option.value === (comment ? button.dataset.from : button.dataset.value);
  select.value = target ?? "";
  dialog.querySelector("[data-close]").onclick = () => dialog.close();
  dialog.onclose = () => button.focus();
  if (comment && target) return dialog.querySelector("form").requestSubmit();
  dialog.showModal();
}

function label(button) {
  return button.closest("[data-theme]")?.querySelector("h2 a, a")?.textContent ?? "";
}

function under(event, button) {
  const theme = document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-theme]");
  const own = button.dataset.drag === "comment" ? button.dataset.from : button.dataset.value;
  return theme && theme.dataset.theme !== own ? theme : null;
}

function drag(button, start) {
  let ghost = null;
  let over = null;
  const move = (event) => {
    if (!ghost && Math.hypot(event.clientX - start.clientX, event.clientY - start.clientY) < SLIP) return;
    if (!ghost) {
      ghost = document.createElement("div");
      ghost.className = "dragged";
      ghost.textContent = button.dataset.drag === "comment" ? "ย้ายข้อความ" : label(button);
      document.body.append(ghost);
      document.body.classList.add("dragging");
    }
    ghost.style.left = `${event.clientX + 12}px`;
    ghost.style.top = `${event.clientY + 12}px`;
    const edge = 60;
    if (event.clientY < edge) scrollBy(0, -14);
    if (event.clientY > innerHeight - edge) scrollBy(0, 14);
    const found = under(event, button);
    if (found === over) return;
    over?.classList.remove("drop-here");
    found?.classList.add("drop-here");
    over = found;
  };
  const end = (event) => {
    button.removeEventListener("pointermove", move);
    for (const name of ["pointerup", "pointercancel"]) button.removeEventListener(name, end);
    document.body.classList.remove("dragging", "pressing");
    over?.classList.remove("drop-here");
    if (!ghost) return;
    ghost.remove();
    button.addEventListener("click", (click) => { click.stopImmediatePropagation(); click.preventDefault(); }, { once: true, capture: true });
    if (event.type === "pointerup" && over) open(button, over.dataset.theme);
  };
  document.body.classList.add("pressing");
  button.setPointerCapture(start.pointerId);
  button.addEventListener("pointermove", move);
  for (const name of ["pointerup", "pointercancel"]) button.addEventListener(name, end);
}

export function draggable() {
  for (const button of document.querySelectorAll("[data-drag]")) {
    if (!button.hidden) continue;
    button.hidden = false;
    button.addEventListener("pointerdown", (event) => { if (event.button === 0) drag(button, event); });
    button.addEventListener("click", () => open(button, null));
  }
}
