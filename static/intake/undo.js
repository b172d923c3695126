// Undo: the texts before the edits in place, until the box is typed in.

import { changed } from "./autosave.js";
import { box } from "./page.js";
import { renew } from "./rows.js";
import { inTurn } from "./turns.js";

const texts = [];

export const canUndo = () => texts.length > 0;
export const remember = (text) => texts.push(text);

export function offerUndo() {
  const button = document.querySelector("[data-undo]");
  if (button) button.hidden = !canUndo();
}

export function undo() {
  inTurn(() => {
    const before = texts.pop();
    if (before === undefined) return;
    box().value = before;
    renew();
    offerUndo();
    changed();
  });
}

// What is typed in the box would be lost with the edits before it.
document.addEventListener("input", (event) => {
  if (event.target !== box()) return;
  texts.length = 0;
  offerUndo();
});

document.addEventListener("click", (event) => {
  if (event.target.closest("[data-undo]")) undo();
});

// The button comes anew with the rows.
document.addEventListener("htmx:afterSwap", offerUndo);
