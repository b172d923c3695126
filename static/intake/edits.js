// Edits in place. The text in the box is the one truth: each edit goes to the server and comes back as a text.

import { changed } from "./autosave.js";
import { find, isTyped, place, rowOf, typedCells } from "./cells.js";
import { box, tell } from "./page.js";
import { begin, end, isUnderstood, moved, putRows } from "./rows.js";
import { ask } from "./server.js";
import { inTurn } from "./turns.js";
import { offerUndo, remember } from "./undo.js";

// Ask for an edit of the row at `index`, or of the whole text. True once it is made.
export function edit(values, index) {
  const change = { values, index };
  begin(change);
  return inTurn(async () => {
    const made = await make(change);
    end(change);
    if (!made && values.edit === "set" && !change.gone) {
      delete find({ ...change, cell: values.cell })?.dataset.asked;
    }
    tell(
      made || change.gone ? "" : "The last change is not made: the portal did not answer. Try it once more.",
    );
    // A cell whose edit did not come through before gets its turn.
    if (made) {
      typedCells()
        .filter((one) => one !== document.activeElement)
        .forEach(commit);
    }
    offerUndo();
    changed();
    return made;
  });
}

// Ask for the edit that a cell was typed for.
export function commit(cell) {
  if (!isTyped(cell)) return;
  cell.dataset.asked = cell.value;
  const { index, cell: name } = place(cell);
  edit({ edit: "set", cell: name, value: cell.value }, index);
}

async function make(change) {
  for (;;) {
    const before = box().value;
    if (change.index !== undefined && !isUnderstood(before)) {
      // The box was typed in since: only rows of its text say where this row is now.
      const html = await ask(box().getAttribute("hx-post"));
      if (html === null) return false;
      if (box().value === before) putRows(html, before);
      continue;
    }
    const values = change.gone ? null : valuesOf(change);
    if (!values) return change.gone;
    const html = await ask(box().dataset.rows, values);
    if (html === null) return false;
    // What was typed in the box meanwhile counts.
    if (box().value !== before) continue;
    putRows(html, null, change);
    if (box().value !== before) remember(before);
    // A text that cannot be read takes no file.
    return values.edit !== "append" || box().value !== before;
  }
}

function valuesOf({ values, index }) {
  const { step, ...fields } = values;
  if (index === undefined) return fields;
  if (fields.edit === "set") fields.was = find({ index, cell: fields.cell }).defaultValue;
  if (fields.edit === "move") fields.to = moved(index, step);
  return { ...fields, index };
}

for (const leaving of ["change", "focusout"]) {
  document.addEventListener(leaving, (event) => {
    if (event.target.matches("[data-cell]")) commit(event.target);
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  // The second press of a double click would meet the row that came up.
  if (!button || event.detail >= 2) return;
  const index = rowOf(button)?.dataset.row;
  edit({ edit: button.dataset.edit }, index && Number(index));
});
