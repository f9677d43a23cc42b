// The sample beside the form tries on a logo as soon as one is chosen; without this, or without room, a button opens it in a tab.
const button = document.querySelector("[data-sample]");
const frame = document.querySelector("iframe[name=sample]");
const room = () => frame !== null && frame.checkVisibility();

button.addEventListener("click", () => (button.formTarget = room() ? frame.name : "_blank"));
button.form.addEventListener("change", (event) => {
  if (event.target.matches("[name=logo_file], [name=remove_logo]") && room()) button.click();
});
