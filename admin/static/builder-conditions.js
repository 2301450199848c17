// Conditions without typing expressions: which comparisons a question allows, its answers to choose from, more rows.

const FOR = {
  choice: ["is", "is_not", "answered", "unanswered"],
  several: ["has", "has_not", "answered", "unanswered"],
  number: ["is", "is_not", "more", "less", "at_least", "at_most", "answered", "unanswered"],
  date: ["is", "is_not", "more", "less", "at_least", "at_most", "answered", "unanswered"],
  text: ["is", "is_not", "answered", "unanswered"],
  other: ["answered", "unanswered"],
};
const BARE = ["answered", "unanswered"];

export function conditions(form, changed) {
  const list = form.querySelector(".if-rows");
  if (!list) return;
  const add = form.querySelector(".if-add");
  add.hidden = false;
  // The blank row at the end is for those without scripts.
  if (list.children.length > 1) list.lastElementChild.remove();
  for (const row of list.children) wire(row);
  tidy();

  function wire(row) {
    const remove = row.querySelector(".if-remove");
    remove.hidden = false;
    row.querySelector(".if-question").addEventListener("change", () => fit(row, true));
    row.querySelector(".if-op").addEventListener("change", () => fit(row, true));
    remove.addEventListener("click", () => {
      const next = row.nextElementSibling ?? row.previousElementSibling;
      if (list.children.length === 1) append();
      row.remove();
      (next?.querySelector(".if-question") ?? add).focus();
      tidy();
      changed();
    });
    fit(row, false);
  }

  // The comparisons and answers that go with the question of a row.
  function fit(row, byHand) {
    const option = row.querySelector(".if-question").selectedOptions[0];
    const op = row.querySelector(".if-op");
    const kind = option?.value ? ("several" in option.dataset ? "several" : option.dataset.kind) : null;
    const allowed = kind ? FOR[kind] ?? FOR.text : null;
    for (const each of op.options) each.hidden = each.disabled = Boolean(allowed) && !allowed.includes(each.value);
    if (op.selectedOptions[0]?.disabled) op.value = allowed[0];
    op.disabled = !kind;
    // A disabled field is not sent, and the rows would no longer stand beside one another.
    if (!kind) op.disabled = false;
    const bare = BARE.includes(op.value) || !kind;
    const box = row.querySelector(".if-value");
    const field = box.querySelector("[name=if-value]");
    const wanted = field.value;
    const listed = option?.dataset.choices && !bare ? JSON.parse(option.dataset.choices) : null;
    const isRight = listed ? field.tagName === "SELECT" && !byHand : field.tagName === "INPUT" && (field.type === "date") === (kind === "date" && !bare && wanted !== "");
    if (!isRight || byHand) box.replaceChildren(listed ? select(listed, wanted, field.id) : input(kind, wanted, field.id, byHand));
    box.hidden = bare;
    row.querySelector(`label[for="${field.id}"]`).hidden = bare;
  }

  function select(listed, wanted, id) {
    const made = document.createElement("select");
    made.id = id;
    made.name = "if-value";
    for (const [name, label] of listed) made.append(new Option(label, name, false, name === wanted));
    return made;
  }

  function input(kind, wanted, id, byHand) {
    const made = document.createElement("input");
    made.id = id;
    made.name = "if-value";
    made.maxLength = 200;
    const isDate = /^\d{4}-\d{2}-\d{2}$/.test(wanted);
    made.type = kind === "date" && (isDate || byHand) ? "date" : "text";
    if (kind === "number") made.inputMode = "decimal";
    made.value = made.type === "date" && !isDate ? "" : wanted;
    return made;
  }

  function append() {
    const row = list.lastElementChild.cloneNode(true);
    row.querySelector(".if-question").value = "";
    row.querySelector(".if-op").value = "is";
    const field = input(null, "", row.querySelector("[name=if-value]").id, true);
    row.querySelector(".if-value").replaceChildren(field);
    list.append(row);
    tidy();
    wire(row);
    return row;
  }

  // Every field keeps a label of its own when rows come and go.
  function tidy() {
    [...list.children].forEach((row, at) => {
      const labels = row.querySelectorAll("label");
      const fields = [row.querySelector(".if-question"), row.querySelector(".if-op"), row.querySelector("[name=if-value]")];
      fields.forEach((field, i) => {
        field.id = field.id.replace(/\d+$/, at + 1);
        labels[i].htmlFor = field.id;
        labels[i].textContent = labels[i].textContent.replace(/\d+$/, at + 1);
      });
      const remove = row.querySelector(".if-remove");
      remove.setAttribute("aria-label", remove.getAttribute("aria-label").replace(/\d+$/, at + 1));
    });
  }

  add.addEventListener("click", () => {
    const last = list.lastElementChild;
    const row = last.querySelector(".if-question").value ? append() : last;
    row.querySelector(".if-question").focus();
    changed();
  });
}
