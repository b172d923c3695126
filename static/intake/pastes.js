// A table or links with words on the clipboard: the server makes a text of them, which goes into the box.

import { bringsFiles } from "./attachments.js";
import { box } from "./page.js";
import { ask } from "./server.js";
import { inTurn } from "./turns.js";

// Pastes whose text is not in the box yet.
let pasting = 0;

export const isPasting = () => pasting > 0;

function insert(text) {
  // The browser's own undo then knows of it. Who has gone on to another field is left there.
  if (document.activeElement === box() && document.execCommand("insertText", false, text)) return;
  box().setRangeText(text, box().selectionStart, box().selectionEnd, "end");
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("paste", (event) => {
  const data = event.clipboardData;
  if (bringsFiles(data) || event.target !== box()) return;
  const html = data.getData("text/html");
  if (!/<(table|a)\b/i.test(html)) return;
  event.preventDefault();
  const plain = data.getData("text/plain");
  pasting += 1;
  inTurn(async () => {
    insert((await ask(box().dataset.pasted, { documents_text: "", html })) || plain);
    pasting -= 1;
  });
});
