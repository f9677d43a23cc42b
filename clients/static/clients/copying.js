// Buttons that copy a text or a field: shown only where copying works; without them it is selected by hand.
if (navigator.clipboard) {
  for (const button of document.querySelectorAll("[data-copies][hidden]")) button.hidden = false;
}
document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copies]");
  if (!button) return;
  const source = document.getElementById(button.dataset.copies);
  await navigator.clipboard.writeText(source.value ?? source.textContent);
  const label = button.textContent;
  button.textContent = button.dataset.copied;
  setTimeout(() => (button.textContent = label), 1500);
});
