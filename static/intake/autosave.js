// A draft is saved by itself, a moment after each change and when the page is left.

import { form } from "./page.js";
import { post, show } from "./server.js";

const PAUSE = 1500;
let timer = 0;
let saving = Promise.resolve();

const isStopped = () => document.querySelector("#saved[data-stop]") !== null;

// Save once nothing has changed for a moment.
export function changed() {
  if (!form.dataset.autosave || isStopped()) return;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function save() {
  timer = 0;
  // One after another: each carries the version that the one before has made.
  saving = saving.then(async () => {
    if (form.dataset.sent || isStopped()) return;
    try {
      await show(await post(form.dataset.autosave));
    } catch {
      // No connection: the next change tries again, and the time of the last save stays in sight.
    }
  });
}

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-cell]")) changed();
});

window.addEventListener("pagehide", () => {
  if (timer) save();
});
