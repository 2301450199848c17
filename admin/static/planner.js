// Makes the planner's pages nicer; every one of them works without it.
// Progress of a grouping by events, counting and choosing comments, keys to read by.

const progress = document.querySelector("[data-progress]");
if (progress) {
  const source = new EventSource(progress.dataset.progress);
  source.onmessage = (event) => {
    const now = JSON.parse(event.data);
    progress.querySelector("progress").value = now.progress;
    progress.querySelector("[data-stage]").textContent = now.stage;
    progress.querySelector("[data-percent]").textContent = `${Math.round(100 * now.progress)}%`;
    if (now.end) {
      source.close();
      location.reload();
    }
  };
}

const bar = document.querySelector("[data-selection]");
if (bar) {
  // Found anew each time: the page of a theme set is renewed in parts.
  const boxes = () => [...document.querySelectorAll(`input[type=checkbox][name=${bar.dataset.selection}]`)];
  const words = bar.querySelector("[data-count]").textContent;
  const unit = bar.dataset.selection === "theme" ? "กลุ่ม" : "ข้อ";
  const recount = () => {
    const chosen = boxes().filter((box) => box.checked).length;
    bar.querySelector("[data-count]").textContent = chosen ? `เลือกแล้ว ${chosen} ${unit}` : words;
    bar.classList.toggle("idle", !chosen);
    bar.querySelector("[data-keys]").hidden = false;
  };
  document.addEventListener("change", recount);
  addEventListener("pageshow", recount);
  recount();

  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-all]")) return;
    const on = boxes().some((box) => !box.checked);
    for (const box of boxes()) box.checked = on;
    recount();
  });
  const all = document.querySelector("[data-all]");
  if (all) all.hidden = false;

  const to = bar.querySelector("#to");
  const label = bar.querySelector("#new-label");
  if (to && label) {
    const showLabel = () => {
      label.hidden = to.value !== "new";
      label.required = to.value === "new";
    };
    to.addEventListener("change", showLabel);
    showLabel();
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = boxes();
    const at = all.indexOf(document.activeElement);
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    if (step && all.length) all[Math.min(Math.max(at + step, 0), all.length - 1)]?.focus();
    else if (event.code === "KeyM" && !("triage" in bar.dataset)) bar.querySelector("#to, #into").focus();
    else if (event.code === "KeyU" && document.querySelector("[data-undo]")) document.querySelector("[data-undo]").click();
    else return;
    event.preventDefault();
  });
}
