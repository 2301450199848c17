// The poster's print button.
document.querySelector("#print").addEventListener("click", () => window.print());
