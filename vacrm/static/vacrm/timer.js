// The clock of the running timer: an element with data-since (a moment) shows how long it has run.
function tick() {
  for (const shown of document.querySelectorAll("[data-since]")) {
    const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(shown.dataset.since)) / 1000));
    const two = (value) => String(value).padStart(2, "0");
    shown.textContent = `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  }
}
if (document.querySelector("[data-since]")) tick();
setInterval(tick, 1000);
