// The board: a card is moved by dragging it, or with [ and ] when it has the focus. A move that wants its reason asks in
// a dialog, which the menu of a card opens too. Without this, the menu leads to a page that does the same.
const mover = document.getElementById("mover");
const now = document.getElementById("move-now");
const stages = () => [...document.querySelectorAll(".lane")].map((lane) => lane.dataset.stage);
const typing = (target) => target.closest("input, textarea, select, [contenteditable]") !== null;

// Back to the board as it was chosen, at the card that moved.
const here = (tile) => `${document.getElementById("pipeline").dataset.here}#${tile.id}`;

async function ask(tile, stage) {
  const place = new URL(tile.dataset.move, location.href);
  place.searchParams.set("next", here(tile));
  if (stage) place.searchParams.set("stage", stage);
  await htmx.ajax("GET", place.pathname + place.search, { target: "#client-move", swap: "outerHTML" });
  if (!mover.open) mover.showModal();
  mover.querySelector(stage ? "[name=why]" : "[name=stage]")?.focus();
}

function move(tile, stage) {
  const lane = tile.closest(".lane");
  if (!stage || stage === lane.dataset.stage) return;
  if (lane.dataset.asks.split(" ").includes(stage)) {
    ask(tile, stage);
    return;
  }
  now.action = tile.dataset.move;
  now.elements.stage.value = stage;
  now.elements.next.value = here(tile);
  now.requestSubmit();
}

document.addEventListener("click", (event) => {
  const menu = event.target.closest(".tile-menu");
  if (!menu || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  ask(menu.closest(".tile"), "");
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey || (event.key !== "[" && event.key !== "]")) return;
  if (document.documentElement.dataset.keys === "off" || typing(event.target) || mover.open) return;
  const tile = event.target.closest(".tile");
  if (!tile) return;
  event.preventDefault();
  const all = stages();
  move(tile, all[all.indexOf(tile.closest(".lane").dataset.stage) + (event.key === "]" ? 1 : -1)]);
});

// Dragging, by mouse only: a finger scrolls, and has the menu.
let dragged = null;
const over = (event) => dragged && event.target.closest(".lane");

function arm() {
  for (const tile of document.querySelectorAll(".tile")) tile.draggable = true;
  for (const link of document.querySelectorAll(".tile a")) link.draggable = false;
}

document.addEventListener("dragstart", (event) => {
  dragged = event.target.closest?.(".tile");
  dragged?.classList.add("is-dragged");
});
document.addEventListener("dragover", (event) => {
  const lane = over(event);
  for (const each of document.querySelectorAll(".lane.is-over")) if (each !== lane) each.classList.remove("is-over");
  if (!lane) return;
  event.preventDefault();
  lane.classList.add("is-over");
});
document.addEventListener("drop", (event) => {
  const lane = over(event);
  if (!lane) return;
  event.preventDefault();
  move(dragged, lane.dataset.stage);
});
document.addEventListener("dragend", () => {
  for (const each of document.querySelectorAll(".is-over, .is-dragged")) each.classList.remove("is-over", "is-dragged");
  dragged = null;
});

mover.addEventListener("click", (event) => {
  if (event.target === mover) mover.close();
});
document.addEventListener("htmx:afterSettle", arm);
arm();
// The card that moved has the focus again, so that the next key moves it on; the browser itself looks at the mark last.
if (/^#tile-\d+$/.test(location.hash)) {
  addEventListener("load", () => setTimeout(() => document.querySelector(`${location.hash} .tile-name`)?.focus()));
}
