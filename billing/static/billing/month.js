// Keys of the month: Ctrl/⌘ Enter does the main act; j and k move, e explains, x leaves out, v previews. HTML works without it.
const silent = () => document.documentElement.dataset.keys === "off";
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select") !== null;
const bills = () => [...document.querySelectorAll(".bill")];
const here = () => document.activeElement.closest(".bill");

function move(by) {
  const all = bills();
  const next = all[all.indexOf(here()) + by] ?? (here() ? null : all[0]);
  next?.querySelector("summary").focus();
}

// From within a small form, its own button is meant, never the main act of the page.
function main(form) {
  if (form && form.method === "post" && form.id !== "issue" && !form.querySelector("[data-main]")) form.requestSubmit();
  else document.querySelector("[data-main]")?.click();
}

const does = {
  j: () => move(1),
  k: () => move(-1),
  e: () => here()?.querySelector("details").toggleAttribute("open"),
  x: () => here()?.querySelector("[type=checkbox]")?.click(),
  v: () => here()?.querySelector("a[target=_blank]")?.click(),
};

document.addEventListener("keydown", (event) => {
  if (document.querySelector("dialog[open]")) return;
  const held = event.ctrlKey || event.metaKey;
  if (held && event.key === "Enter") main(event.target.form);
  else if (held || event.altKey || silent() || typing(event.target) || !does[event.key]) return;
  else does[event.key]();
  event.preventDefault();
});
