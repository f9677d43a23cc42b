// Keys: Ctrl/⌘ K searches, Ctrl/⌘ Enter does the main act of the page, ? shows the keys, n makes something new, t is for the timer; any data-key answers to its letter. HTML works without it.
const palette = document.getElementById("palette");
const help = document.getElementById("help");

const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;
const silent = () => document.documentElement.dataset.keys === "off";

function search() {
  if (!palette) {
    document.querySelector("[data-search]").select();
    return;
  }
  if (!palette.open) palette.showModal();
  const words = palette.querySelector("input");
  words.select();
  if (!document.querySelector("#found a")) htmx.trigger(words, "find");
}

// A page's own button goes before the bar's, and a button before a link: t stops the timer that runs.
function press(key) {
  const places = [`#main [data-key="${key}"]`, `button[data-key="${key}"]`, `[data-key="${key}"]`];
  const found = places.map((place) => document.querySelector(place)).find(Boolean);
  if (found?.matches("input")) found.select();
  else found?.click();
  return Boolean(found);
}

// The main act of a page is the button with data-main. From within another small form, that form's button is meant.
function act(form) {
  const main = document.querySelector("[data-main]");
  if (!main || document.querySelector("dialog[open]")) return false;
  if (form?.method === "post" && form !== main.form) form.requestSubmit();
  else main.click();
  return true;
}

// An address may name the field to write in: /time/#time-q.
const field = document.getElementById(location.hash.slice(1));
if (field?.matches("input")) {
  field.focus();
  field.setSelectionRange(field.value.length, field.value.length);
}

document.addEventListener("keydown", (event) => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
    event.preventDefault();
    search();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && event.key === "Enter") {
    if (act(event.target.form)) event.preventDefault();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || silent() || typing(event.target)) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.key === "?") help.showModal();
  else if (!/^[a-z]$/.test(event.key) || !press(event.key)) return;
  event.preventDefault();
});

for (const link of document.querySelectorAll("[data-palette]")) {
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    search();
  });
}

// In the palette the arrows walk through what was found; Enter in the field shows it as a page. Esc closes it at once:
// by itself, the browser would empty the field first.
palette?.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    event.preventDefault();
    palette.close();
    return;
  }
  const links = [...palette.querySelectorAll("#found a")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    const next = here + (event.key === "ArrowDown" ? 1 : -1);
    (links[next] ?? palette.querySelector("input")).focus();
  }
});
palette?.addEventListener("click", (event) => {
  if (event.target === palette) palette.close();
});
help.addEventListener("click", (event) => {
  if (event.target === help) help.close();
});
