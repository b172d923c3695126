// What is typed is saved by itself, a moment after each change and when the page is left.

import { form } from "./page.js";
import { outlives, post, show } from "./server.js";

const PAUSE = 1500;
let timer = 0;
let saving = Promise.resolve();
// How often it was changed, and at which of these times it was saved.
let changes = 0;
let saved = 0;
let failed = false;

const isStopped = () => document.querySelector("#saved[data-stop]") !== null;

// Whether leaving the page loses what was typed, though it would be saved once more.
export const isUnsaved = () => changes > saved && (failed || isStopped() || !outlives());

// Save once nothing has changed for a moment.
export function changed() {
  changes += 1;
  if (!form.dataset.autosave || isStopped()) return;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function save() {
  timer = 0;
  // One after another: each carries the version that the one before has made.
  saving = saving.then(async () => {
    if (form.dataset.sent || isStopped()) return;
    const now = changes;
    try {
      const answer = await post(form.dataset.autosave);
      failed = !answer.ok;
      if (answer.ok) saved = now;
      await show(answer);
    } catch {
      // No connection: the next change tries again, and the time of the last save stays in sight.
      failed = true;
    }
  });
}

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-cell]")) changed();
});

window.addEventListener("pagehide", () => {
  if (timer) save();
});
