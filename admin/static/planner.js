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
  const boxes = [...document.querySelectorAll(`input[type=checkbox][name=${bar.dataset.selection}]`)];
  const count = bar.querySelector("[data-count]");
  const words = count.textContent;
  const unit = bar.dataset.selection === "theme" ? "กลุ่ม" : "ข้อ";
  const recount = () => {
    const chosen = boxes.filter((box) => box.checked).length;
    count.textContent = chosen ? `เลือกแล้ว ${chosen} ${unit}` : words;
    bar.classList.toggle("idle", !chosen);
  };
  document.addEventListener("change", recount);
  addEventListener("pageshow", recount);
  recount();

  const all = document.querySelector("[data-all]");
  if (all) {
    all.hidden = false;
    all.addEventListener("click", () => {
      const on = boxes.some((box) => !box.checked);
      for (const box of boxes) box.checked = on;
      recount();
    });
  }
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
  const keys = bar.querySelector("[data-keys]");
  if (keys) {
    keys.hidden = false;
    document.addEventListener("keydown", (event) => {
      const typing = event.target.closest("input:not([type=checkbox]), select, textarea");
      if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
      const at = boxes.indexOf(document.activeElement);
      const step = { KeyJ: 1, KeyK: -1 }[event.code];
      if (step) boxes[Math.min(Math.max(at + step, 0), boxes.length - 1)]?.focus();
      else if (event.code === "KeyM") to.focus();
      else return;
      event.preventDefault();
    });
  }
}
