// The week as a grid: arrows move, Enter or a click types over a cell in place, Enter saves, Esc leaves it as it was.
// Without this module each cell is a link to a small form.
const grid = () => document.getElementById("time-grid");
const cells = () => [...grid().tBodies[0].rows].map((row) => [...row.querySelectorAll("td:not(.sum, .left)")]);
const link = (cell) => cell?.querySelector("a");
let before = null; // the cell that is typed over, with what stood in it
let back = null; // the address of the cell to stand on after a save

function place(cell) {
  const rows = cells();
  const row = rows.findIndex((each) => each.includes(cell));
  return [rows, row, row < 0 ? -1 : rows[row].indexOf(cell)];
}

function move(cell, key) {
  const [rows, row, column] = place(cell);
  const [down, right] = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] }[key];
  link(rows[row + down]?.[column + right])?.focus();
}

async function open(anchor, typed = null) {
  leave();
  const cell = anchor.closest("td");
  before = { cell, content: [...cell.childNodes] };
  await htmx.ajax("GET", anchor.getAttribute("href"), { target: cell, swap: "innerHTML" });
  htmx.process(cell); // it does so itself a moment later: an Enter before that would leave the page
  const field = cell.querySelector("input[name=said]");
  if (typed !== null && field) field.value = typed;
  field?.focus();
  if (typed === null) field?.select();
}

function leave() {
  if (!before) return;
  const { cell, content } = before;
  before = null;
  cell.replaceChildren(...content);
  link(cell)?.focus();
}

// On a narrow screen the day she works on is in sight.
function show() {
  const day = grid()?.querySelector("thead .today");
  const around = grid()?.closest(".scroll-x");
  if (day && around) around.scrollLeft = day.offsetLeft - around.clientWidth / 2;
}
show();

document.addEventListener("click", (event) => {
  const anchor = event.target.closest("a[data-cell]");
  if (!anchor || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(anchor);
});

document.addEventListener("keydown", (event) => {
  const cell = grid()?.contains(event.target) ? event.target.closest("tbody td") : null;
  if (!cell || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.matches("input")) {
    if (event.key === "Escape") leave();
    if (event.key === "Enter") back = event.target.form.getAttribute("action");
  } else if (event.key.startsWith("Arrow")) {
    event.preventDefault();
    move(cell, event.key);
  } else if (/^[0-9]$/.test(event.key) && event.target.matches("a[data-cell]")) {
    event.preventDefault();
    open(event.target, event.key);
  }
});

// Words are not lost by looking elsewhere: a cell that was changed is saved, one that was not is left.
document.addEventListener("focusout", (event) => {
  const field = event.target;
  if (!before?.cell.contains(field) || back || !document.hasFocus()) return;
  if (field.value === field.defaultValue) setTimeout(() => before?.cell.contains(field) && leave());
  else field.form.requestSubmit();
});

document.addEventListener("htmx:afterSettle", () => {
  if (document.querySelector("#time-cell .is-invalid")) {
    back = null;
    document.querySelector("#time-cell input[name=said]").focus();
  } else if (!document.getElementById("time-cell")) {
    before = null;
    if (back) document.querySelector(`a[data-cell][href="${back}"]`)?.focus();
    back = null;
  }
});
