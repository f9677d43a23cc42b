// Leaving a form with unsaved words asks first. Search and filter forms (GET) and dialogs lose nothing.
let unsaved = null;
let sent = null; // what a request that failed on the way did not save
const keeps = (form) => form && form.method === "post" && !form.hasAttribute("data-careless");

// A form that was refused still holds what was typed.
function refused() {
  const form = document.querySelector("form[method=post] .is-invalid")?.form;
  if (keeps(form)) unsaved = form;
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (keeps(form) && event.target.type !== "hidden") unsaved = form;
});
document.addEventListener("submit", (event) => {
  if (event.submitter?.formTarget) return; // only looked at elsewhere, not saved
  sent = unsaved;
  unsaved = null;
});
document.addEventListener("htmx:afterSwap", () => {
  if (unsaved && !unsaved.isConnected) unsaved = null;
  refused();
});
for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
  document.addEventListener(failure, () => (unsaved ??= sent));
}
window.addEventListener("beforeunload", (event) => {
  if (unsaved?.isConnected) event.preventDefault();
});
refused();
