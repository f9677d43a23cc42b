// Leaving a form with unsaved words asks first. Search and filter forms (GET) and dialogs lose nothing.
let unsaved = null;
const keeps = (form) => form && form.method === "post" && !form.hasAttribute("data-careless");

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (keeps(form) && event.target.type !== "hidden") unsaved = form;
});
document.addEventListener("submit", (event) => {
  if (event.target === unsaved) unsaved = null;  // another form leaves the page too: then it asks
});
document.addEventListener("htmx:afterSwap", () => {
  if (unsaved && !unsaved.isConnected) unsaved = null;
});
window.addEventListener("beforeunload", (event) => {
  if (unsaved?.isConnected) event.preventDefault();
});
