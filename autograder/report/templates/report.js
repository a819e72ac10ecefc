// Sort a table by a click on a column's name; show the rows that hold what is typed.
"use strict";

function valueOf(row, column) {
  const cell = row.cells[column];
  return cell.dataset.value === undefined ? cell.textContent.trim() : Number(cell.dataset.value);
}

function compare(one, other) {
  if (typeof one === "number" && typeof other === "number") {
    return one - other;
  }
  return String(one).localeCompare(String(other), "en", { numeric: true });
}

function sortBy(table, heading) {
  const column = heading.cellIndex;
  const falling = heading.getAttribute("aria-sort") === "ascending";
  const body = table.tBodies[0];
  const rows = Array.from(body.rows, (row) => [valueOf(row, column), row]);
  rows.sort((one, other) => (falling ? -1 : 1) * compare(one[0], other[0]));
  body.append(...rows.map((pair) => pair[1]));
  for (const each of heading.parentElement.cells) each.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", falling ? "descending" : "ascending");
}

function filter(table, words, flaggedOnly, count) {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  let shown = 0;
  for (const row of table.tBodies[0].rows) {
    const text = row.textContent.toLowerCase();
    const fits = wanted.every((word) => text.includes(word));
    row.hidden = !fits || (flaggedOnly && row.dataset.flagged === undefined);
    shown += row.hidden ? 0 : 1;
  }
  count.textContent = `${shown} of ${table.tBodies[0].rows.length} shown`;
}

for (const table of document.querySelectorAll("table[data-sortable]")) {
  for (const button of table.querySelectorAll("th button")) {
    button.addEventListener("click", () => sortBy(table, button.closest("th")));
  }
  const form = document.querySelector(`form[data-table="${table.id}"]`);
  const [words, flagged, count] = ["words", "flagged", "count"].map((name) =>
    form.querySelector(`[name="${name}"]`),
  );
  const update = () => filter(table, words.value, flagged.checked, count);
  form.hidden = false;
  form.addEventListener("submit", (event) => event.preventDefault());
  form.addEventListener("input", update);
  update();
}
