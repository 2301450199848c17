// Reading comments by keys, and finding while one types; every page works without it.

const bar = document.querySelector("[data-triage]");
const row = () => document.activeElement?.closest?.(".comment");

// What an act is about: the chosen comments, else the one that is being read.
function choose() {
  const boxes = [...document.querySelectorAll("input[name=comment]")];
  if (boxes.some((box) => box.checked)) return true;
  const box = row()?.querySelector("input[name=comment]");
  if (!box) return false;
  box.checked = true;
  document.dispatchEvent(new Event("change"));
  return true;
}

const dialog = document.querySelector("[data-move]");
const to = document.querySelector("#to");

function listed() {
  const typed = dialog.querySelector("#move-to").value.trim().replace(/[๐-๙]/g, (d) => d.charCodeAt(0) - 0x0e50);
  const themes = [...to.options].filter((option) => option.value && option.value !== "new");
  const exact = themes.filter((option) => option.value === typed);
  return exact.concat(themes.filter((option) => option.value !== typed && option.text.includes(typed)));
}

function list() {
  const items = listed().map((option, at) => {
    const item = document.createElement("li");
    item.role = "option";
    item.id = `move-${at}`;
    item.dataset.value = option.value;
    item.textContent = option.text;
    item.ariaSelected = String(at === 0);
    return item;
  });
  dialog.querySelector("#move-list").replaceChildren(...items);
  mark(0);
}

function mark(step) {
  const items = [...dialog.querySelectorAll("#move-list li")];
  const at = items.findIndex((item) => item.ariaSelected === "true");
  const next = Math.min(Math.max(at + step, 0), items.length - 1);
  items.forEach((item, place) => { item.ariaSelected = String(place === next); });
  items[next]?.scrollIntoView({ block: "nearest" });
  const input = dialog.querySelector("#move-to");
  if (items[next]) input.setAttribute("aria-activedescendant", items[next].id);
  else input.removeAttribute("aria-activedescendant");
}

function move(value) {
  to.value = value;
  to.dispatchEvent(new Event("change"));
  remember();
  bar.requestSubmit(bar.querySelector("button.primary"));
}

// The comment to read next is remembered over the act that sends the page anew.
function remember() {
  const rows = [...document.querySelectorAll(".comment")];
  const at = rows.findIndex((each) => each.querySelector("input:checked"));
  const next = rows.slice(at + 1).find((each) => !each.querySelector("input:checked")) ?? rows[at - 1];
  if (next) sessionStorage.setItem("reading", next.id);
}

if (bar && dialog) {
  const input = dialog.querySelector("#move-to");
  const open = () => { input.value = ""; list(); dialog.showModal(); input.focus(); };
  input.addEventListener("input", list);
  dialog.addEventListener("keydown", (event) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) mark(step);
    else if (event.key === "Enter" && event.target === input) {
      const chosen = dialog.querySelector("[aria-selected=true]");
      if (chosen) move(chosen.dataset.value);
    } else return;
    event.preventDefault();
  });
  dialog.addEventListener("click", (event) => {
    const item = event.target.closest("li");
    if (item) move(item.dataset.value);
    if (event.target.closest("[data-close]")) dialog.close();
  });
  const mark_ = (name) => {
    const on = document.querySelector("input[name=comment]:checked")?.closest(".comment")?.querySelector(`[data-mark=${name}]`);
    remember();
    sessionStorage.setItem("reading", document.querySelector("input[name=comment]:checked").closest(".comment").id);
    bar.querySelector(`button[value=${on ? "un" : ""}${name}]`).click();
  };
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input:not([type=checkbox]), select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.code === "Slash") document.querySelector("#q").focus();
    else if (!["KeyM", "KeyN", "KeyS", "KeyF"].includes(event.code) || !choose()) return;
    else if (event.code === "KeyM") open();
    else if (event.code === "KeyS") mark_("star");
    else if (event.code === "KeyF") mark_("flag");
    else {
      to.value = "new";
      to.dispatchEvent(new Event("change"));
      document.querySelector("#new-label").focus();
    }
    event.preventDefault();
  });
  bar.addEventListener("submit", (event) => { if (!event.submitter?.value) remember(); });
  const last = document.getElementById(sessionStorage.getItem("reading") ?? "");
  sessionStorage.removeItem("reading");
  last?.querySelector("input[name=comment]")?.focus();
}

// Finding while one types: the list of comments is renewed, the address follows.
const search = document.querySelector("[data-search]");
if (search) {
  const words = search.querySelector("#q");
  let waiting, latest = 0;
  const find = async () => {
    const asked = new URLSearchParams([...new FormData(search)].filter(([, value]) => value));
    const mine = (latest += 1);
    const address = `${search.action}?${asked}`;
    const answer = await fetch(`${address}&typing=1`);
    if (!answer.ok || mine !== latest) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    document.querySelector("[data-part=found]").replaceWith(page.querySelector("[data-part=found]"));
    history.replaceState(null, "", address);
    for (const back of document.querySelectorAll("input[name=back]")) back.value = location.pathname + location.search;
    document.dispatchEvent(new Event("change"));
  };
  words.addEventListener("input", (event) => {
    clearTimeout(waiting);
    if (!event.isComposing) waiting = setTimeout(find, 300);
  });
}
