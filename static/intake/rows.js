// Rows are put in place anew while someone may be in a cell: focus and half a word stay with their row.

import { contents, fill, find, place, typedCells } from "./cells.js";
import { box } from "./page.js";

// The text that the rows on the page were understood from.
let understood = box().defaultValue;
// Changes that were asked for and are not made yet, each with its row's place among those on the page.
const waiting = new Set();
let held = null;

export const isUnderstood = (text) => text === understood;
export const begin = (change) => waiting.add(change);
export const end = (change) => waiting.delete(change);
export const isChanging = () => waiting.size > 0;

// Ask for the rows of the text as it is now.
export function renew() {
  htmx.trigger(box(), "renew");
}

// Put the rows of `text` in place; without it, the rows and the text that `change` has made.
export function putRows(html, text, change) {
  const before = hold();
  // What is still on its way shows an older text.
  htmx.trigger(box(), "htmx:abort");
  htmx.swap("#rows", html, { swapStyle: "outerHTML" });
  // What comes into a box that was typed in is only its default.
  if (change) box().value = box().defaultValue;
  understood = text ?? box().value;
  release(before, change);
}

// Where a row that is moved by `step` from `index` comes to lie.
export function moved(index, step) {
  return Math.min(Math.max(index + step, 0), contents().length - 1);
}

function hold() {
  const cell = document.activeElement?.closest("[data-cell]");
  const focus = cell && { ...place(cell), start: cell.selectionStart, end: cell.selectionEnd };
  const typed = typedCells().map((one) => ({ ...place(one), value: one.value }));
  // A cell that is taken away with half a word in it is no cell that was left.
  for (const one of document.querySelectorAll("[data-cell]")) one.dataset.asked = one.value;
  return { focus, typed, rows: contents() };
}

function release({ focus, typed, rows }, change) {
  fill();
  const now = contents();
  for (const one of [...waiting, ...typed, ...(focus ? [focus] : [])]) {
    if (one === change || one.index === undefined || one.gone) continue;
    const index = change ? after(change, one.index) : found(one.index, rows, now);
    if (index === undefined || index < 0) one.gone = true;
    else one.index = index;
  }
  for (const one of waiting) {
    if (one === change || one.gone || one.values.edit !== "set") continue;
    const cell = find({ index: one.index, cell: one.values.cell });
    if (cell) cell.value = cell.dataset.asked = one.values.value;
  }
  for (const one of typed) {
    const cell = !one.gone && find(one);
    if (cell) cell.value = one.value;
  }
  const cell = focus && !focus.gone && find(focus);
  cell?.focus();
  cell?.setSelectionRange(focus.start, focus.end);
}

// Where the row at `index` is after a change.
function after({ values, index: from }, index) {
  if (values.edit === "remove" && index >= from) return index === from ? -1 : index - 1;
  if (values.edit !== "move") return index;
  const to = moved(from, values.step);
  if (index === from) return to;
  if (from < index && index <= to) return index - 1;
  return to <= index && index < from ? index + 1 : index;
}

// Where the row at `index` is among rows of another text.
function found(index, rows, now) {
  return now[index] === rows[index] ? index : now.indexOf(rows[index]);
}

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  if (event.detail.requestConfig.parameters.documents_text !== box().value) {
    // It was asked for before the text became what it is.
    event.detail.shouldSwap = false;
    renew();
  } else if (event.detail.shouldSwap) {
    understood = box().value;
    held = hold();
  }
});

document.addEventListener("htmx:afterSwap", () => {
  if (!held) return;
  const before = held;
  held = null;
  release(before);
});

// A browser may bring back what was typed, but not its rows.
window.addEventListener("pageshow", () => {
  if (!isUnderstood(box().value)) renew();
});

// A link that ends while one looks at it is a fault from then on.
document.addEventListener("portal:expired", renew);

fill();
