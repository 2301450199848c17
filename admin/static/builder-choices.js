// The rows of choices: add, take out, reorder by hand or by keys, paste a column of a spreadsheet into any of them.

export function choices(form, changed) {
  const list = form.querySelector(".choice-rows");
  if (!list) return;
  const add = form.querySelector(".choice-add");
  add.hidden = false;
  add.addEventListener("click", () => {
    const last = list.lastElementChild;
    (label(last).value ? append(last) : last).querySelector("[name=choice-label]").focus();
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const what = button?.value.split(":")[0];
    if (!what?.startsWith("choice-")) return;
    event.preventDefault();
    move(button.closest(".choice-row"), what.replace("choice-", ""), button);
  });
  list.addEventListener("keydown", (event) => {
    const row = event.target.closest(".choice-row");
    if (event.altKey && ["ArrowUp", "ArrowDown"].includes(event.key)) {
      event.preventDefault();
      event.stopPropagation();
      move(row, event.key === "ArrowUp" ? "up" : "down", event.target);
    } else if (event.key === "Enter" && event.target.name === "choice-label") {
      event.preventDefault();
      const next = row.nextElementSibling;
      (next && !label(next).value ? next : append(row)).querySelector("[name=choice-label]").focus();
    }
  });
  list.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").replace(/\r\n?/g, "\n").replace(/\n+$/, "");
    if (event.target.name !== "choice-label" || !/[\n\t]/.test(text)) return;
    event.preventDefault();
    fill(event.target.closest(".choice-row"), text);
  });
  window.Sortable.create(list, { handle: ".drag", draggable: ".choice-row", animation: 120, onEnd: settle });

  function label(row) {
    return row.querySelector("[name=choice-label]");
  }

  function append(after) {
    const row = after.cloneNode(true);
    for (const field of row.querySelectorAll("input, select")) field.value = "";
    after.after(row);
    settle();
    return row;
  }

  function move(row, how, from) {
    if (how === "delete") {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (!next) {
        for (const field of row.querySelectorAll("input, select")) field.value = "";
        label(row).focus();
      } else {
        row.remove();
        label(next).focus();
      }
    } else {
      const beside = how === "up" ? row.previousElementSibling : row.nextElementSibling;
      if (beside) beside[how === "up" ? "before" : "after"](row);
      from.focus();
    }
    settle();
  }

  // A pasted column: one choice a line; of two cells the first is the code, a third one names the answer it goes with.
  function fill(row, text) {
    const lines = text.split("\n").map((line) => line.split("\t").map((cell) => cell.trim())).filter((cells) => cells.some(Boolean));
    let at = row;
    lines.forEach((cells, n) => {
      if (n > 0 || label(at).value) at = append(at);
      const [code, words] = cells.length > 1 && cells[1] ? [cells[0], cells[1]] : ["", cells.find(Boolean)];
      at.querySelector("[name=choice-name]").value = code.replace(/\s+/g, "_");
      label(at).value = words;
      const parent = at.querySelector("select[name=choice-parent]");
      const goes = parent && cells[2] && [...parent.options].find((option) => [option.value, option.textContent].includes(cells[2]));
      if (goes) parent.value = goes.value;
    });
    label(at).focus();
    settle();
  }

  // Names for the ear, and the numbers that the buttons carry when the page is sent without this script.
  function settle() {
    [...list.children].forEach((row, at) => {
      const n = at + 1;
      const field = label(row);
      field.id = `e-c${n}`;
      field.placeholder = "";
      const named = row.querySelector("label");
      named.htmlFor = field.id;
      for (const each of [named, ...row.querySelectorAll("[aria-label]")]) {
        if (each === named) named.textContent = named.textContent.replace(/\d+/, n);
        else each.setAttribute("aria-label", each.getAttribute("aria-label").replace(/\d+/, n));
      }
      for (const button of row.querySelectorAll("button")) button.value = button.value.replace(/\d+$/, at);
    });
    changed();
  }
}
