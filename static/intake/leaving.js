// What is sent or saved is what the cells show, and every file that is on its way; what is not saved is warned of.

import { isUploading } from "./attachments.js";
import { isUnsaved } from "./autosave.js";
import { typedCells } from "./cells.js";
import { commit } from "./edits.js";
import { form, tell } from "./page.js";
import { isPasting } from "./pastes.js";
import { isChanging } from "./rows.js";
import { allDone } from "./turns.js";

const isUnfinished = () => isChanging() || isPasting() || typedCells().length > 0 || isUploading();

form.addEventListener("submit", async (event) => {
  if (!isUnfinished()) return;
  event.preventDefault();
  event.stopPropagation();
  typedCells().forEach(commit);
  await allDone();
  if (isUploading()) tell("Nothing was sent or saved: a file is still on its way. Wait for its row.");
  else if (!isChanging() && !typedCells().length) form.requestSubmit(event.submitter);
});

window.addEventListener("beforeunload", (event) => {
  if (!form.dataset.sent && (isUnfinished() || isUnsaved())) event.preventDefault();
});
