// Keys of the month: j and k move, e explains, x leaves out, v previews. HTML works without it.
const silent = () => document.documentElement.dataset.keys === "off";
const typing = (target) => target.closest("input:not([type=checkbox]), textarea, select") !== null;
const bills = () => [...document.querySelectorAll(".bill")];
const here = () => document.activeElement.closest(".bill");

function move(by) {
  const all = bills();
  const next = all[all.indexOf(here()) + by] ?? (here() ? null : all[0]);
  next?.querySelector("summary").focus();
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
  if (event.ctrlKey || event.metaKey || event.altKey || silent() || typing(event.target) || !does[event.key]) return;
  does[event.key]();
  event.preventDefault();
});
