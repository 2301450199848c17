// Keys to moderate by; the page works without them. J and K move between statements, A opens one to votes, R does not.
const cards = [...document.querySelectorAll("[data-statement]")];
const keys = document.querySelector("[data-keys]");
const next = document.querySelector("[data-focus]") ?? (location.hash === "#queue" ? cards[0] : null);

// What a person does next has the focus: to confirm, after having looked, or the first of the queue. A browser that has
// come to an address with a fragment lets the focus go, so this waits until it has.
if (next) addEventListener("load", () => setTimeout(() => next.focus()));


if (cards.length) {
  keys.hidden = false;
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const at = cards.indexOf(document.activeElement?.closest("[data-statement]"));
    const step = { KeyJ: 1, KeyK: -1 }[event.code];
    const card = cards[at];
    if (step) cards[Math.min(Math.max(at + step, 0), cards.length - 1)].focus();
    else if (event.code === "KeyA" && card) card.querySelector("[data-accept]").click();
    else if (event.code === "KeyR" && card) {
      const reasons = card.querySelector("[data-reject]");
      reasons.open = true;
      reasons.querySelector("input[type=radio]").focus();
    } else return;
    event.preventDefault();
  });
}
