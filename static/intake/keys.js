// The keyboard among the cells: arrows walk, Alt moves a row, Enter goes on, Escape takes back.

import { known, place, rowOf } from "./cells.js";
import { commit, edit } from "./edits.js";
import { canUndo, undo } from "./undo.js";

// The cell beside this one: up and down in its column, left and right over its row.
function beside(cell, key) {
  const row = rowOf(cell);
  if (key === "arrowleft" || key === "arrowright") {
    const cells = [...row.querySelectorAll("[data-cell]")];
    return cells[cells.indexOf(cell) + (key === "arrowleft" ? -1 : 1)];
  }
  const shown = [...document.querySelectorAll("tr[data-row]")].filter((one) => one.offsetParent);
  const next = shown[shown.indexOf(row) + (key === "arrowup" ? -1 : 1)];
  return next?.querySelector(`[data-cell="${cell.dataset.cell}"]`);
}

function atEdge(cell, key) {
  if (key === "arrowup" || key === "arrowdown") return true;
  const end = key === "arrowleft" ? 0 : cell.value.length;
  return cell.selectionStart === cell.selectionEnd && cell.selectionStart === end;
}

function moveRow(cell, step) {
  commit(cell);
  edit({ edit: "move", step }, place(cell).index);
}

function goToNextProblem() {
  const wrong = '[aria-invalid="true"], tr[data-verdict="warning"] [data-cell]';
  const shown = [...document.querySelectorAll(wrong)].filter((one) => one.offsetParent);
  const now = shown.indexOf(document.activeElement);
  shown[(now + 1) % shown.length]?.focus();
}

function pressedWithControl(event, key) {
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if (key === ".") {
    event.preventDefault();
    goToNextProblem();
  } else if (key === "z" && !typing && canUndo()) {
    event.preventDefault();
    undo();
  }
}

function pressedInCell(event, key, cell) {
  if (event.altKey) {
    if (key !== "arrowup" && key !== "arrowdown") return;
    event.preventDefault();
    moveRow(cell, key === "arrowup" ? -1 : 1);
  } else if (key === "enter") {
    event.preventDefault();
    commit(cell);
    (beside(cell, event.shiftKey ? "arrowup" : "arrowdown") ?? cell).focus();
  } else if (key === "escape") {
    cell.value = known(cell);
  } else if (key.startsWith("arrow") && !event.shiftKey && atEdge(cell, key)) {
    // The list of types opens with an arrow; Enter and Tab walk there.
    if (cell.list && (key === "arrowup" || key === "arrowdown")) return;
    const next = beside(cell, key);
    if (!next) return;
    event.preventDefault();
    next.focus();
    next.select();
  }
}

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if (event.ctrlKey || event.metaKey) {
    pressedWithControl(event, key);
    return;
  }
  const cell = event.target.closest("[data-cell]");
  if (cell) pressedInCell(event, key, cell);
});
