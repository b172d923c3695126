// The cells of the rows on the page: where each is, and what it holds.

export const rowOf = (element) => element.closest("tr[data-row]");
export const place = (cell) => ({ index: Number(rowOf(cell).dataset.row), cell: cell.dataset.cell });
export const find = ({ index, cell }) =>
  document.querySelector(`tr[data-row="${index}"] [data-cell="${cell}"]`);

// What each row stands for, as text that can be compared.
export const contents = () =>
  [...document.querySelectorAll("tr[data-row]")].map(({ dataset }) =>
    JSON.stringify([dataset.documentId, dataset.fileUrl]),
  );

// What an edit was asked for, or what came from the server: a cell has no line breaks.
export const known = (cell) => cell.dataset.asked ?? cell.defaultValue.replace(/[\r\n]/g, "");
// Whether a cell holds what no edit has been asked for yet.
export const isTyped = (cell) => cell.value !== known(cell);
export const typedCells = () => [...document.querySelectorAll("[data-cell]")].filter(isTyped);

// A link stands in the page once, at its row: it may be long, and there may be hundreds.
export function fill() {
  for (const cell of document.querySelectorAll('[data-cell="file_url"]:not([value])')) {
    cell.defaultValue = rowOf(cell).dataset.fileUrl;
  }
}
