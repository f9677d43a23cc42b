// The clock of the running timer: an element with data-seconds counts on from what the server said; one with
// data-since, a moment, counts from there.
const begun = performance.now();
const two = (value) => String(value).padStart(2, "0");

function tick() {
  const since = Math.floor((performance.now() - begun) / 1000);
  for (const shown of document.querySelectorAll("[data-since]:not([data-seconds])")) {
    const gone = Math.floor((Date.now() - Date.parse(shown.dataset.since)) / 1000);
    shown.dataset.seconds = Math.max(0, gone) - since;
  }
  for (const shown of document.querySelectorAll("[data-seconds]")) {
    const seconds = Number(shown.dataset.seconds) + since;
    shown.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}
tick();
setInterval(tick, 1000);
