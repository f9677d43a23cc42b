// J and K walk through the list of requests; Enter opens the one that has the focus. Links work without it.
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (document.documentElement.dataset.keys === "off" || typing(event.target)) return;
  if (document.querySelector("dialog[open]") || (event.key !== "j" && event.key !== "k")) return;
  const rows = [...document.querySelectorAll(".inbox-list a.req")];
  const focused = rows.indexOf(document.activeElement);
  const here = focused >= 0 ? focused : rows.findIndex((row) => row.classList.contains("is"));
  const next = event.key === "j" ? here + 1 : here < 0 ? -1 : here - 1;
  if (!rows[next]) return;
  event.preventDefault();
  rows[next].focus();
});

// A link to a folded reply opens it.
document.addEventListener("click", (event) => {
  const link = event.target.closest('a[href^="#answer-"]');
  const place = link && document.querySelector(link.getAttribute("href"));
  if (place) place.closest("details").open = true;
});
