/* The ledger's table: narrowed by words, speaker and verdict, and put in another order. */
"use strict";
{
  const form = document.querySelector("form.sift");
  const body = document.querySelector("table.ledger tbody");
  const rows = [...body.rows];
  const chosen = (name) => form.elements[name].value.trim().toLowerCase();
  const said = (row, column) => row.cells[column].textContent.trim().toLowerCase();
  const all = (row) => `${row.textContent} ${row.querySelector("a").href}`.toLowerCase();
  const [BY, VERDICT] = [1, 2];

  const fits = (row) =>
    chosen("words").split(/\s+/).every((word) => all(row).includes(word)) &&
    said(row, BY).endsWith(chosen("by")) && said(row, VERDICT).endsWith(chosen("verdict"));
  const update = () => {
    for (const row of rows) row.hidden = !fits(row);
    form.querySelector("output").value = `${rows.filter((row) => !row.hidden).length} of ${rows.length} claims`;
  };
  const order = () => {
    const column = form.elements.order.value;
    const sorted = column ? rows.toSorted((a, b) => said(a, column).localeCompare(said(b, column))) : rows;
    body.append(...sorted);
  };
  form.addEventListener("input", update);
  form.elements.order.addEventListener("change", order);
  form.addEventListener("submit", (event) => event.preventDefault());
  update();
}
