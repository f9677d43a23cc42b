// Buttons that copy a text: shown only where copying works; without them the text is selected by hand.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies][hidden]")) button.hidden = false;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copies).textContent);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = label), 1500);
});
