// Buttons with data-copy="#id" copy the text of that element, and say so.
const copied = document.querySelector("#copied");

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const source = document.querySelector(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.textContent.trim());
      button.textContent = "คัดลอกแล้ว";
    } catch {
      // Without permission (or on plain http) the text is selected instead, ready for the keyboard.
      getSelection().selectAllChildren(source);
      button.textContent = "เลือกข้อความไว้แล้ว กดคัดลอกได้เลย";
    }
    copied.textContent = button.textContent;
    setTimeout(() => { button.textContent = label; }, 2500);
  });
}
