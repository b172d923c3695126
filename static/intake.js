// New case and Add documents: cells edited in place, undo, files dropped, rich pastes, autosave.
// The text in the box is the one truth: every edit goes to the server and comes back as a new text.

const form = document.getElementById("case-form");
const box = () => document.getElementById("id_documents_text");

// ---- edits in place -------------------------------------------------------------------------

// The text that the rows on the page were understood from.
let understood = box().defaultValue;
const undone = [];
let queue = Promise.resolve();
// Edits that were asked for and are not made yet, each with its row's place among those on the page.
const waiting = new Set();

const rowOf = (element) => element.closest("tr[data-row]");
const place = (cell) => ({ index: Number(rowOf(cell).dataset.row), cell: cell.dataset.cell });
const find = ({ index, cell }) => document.querySelector(`tr[data-row="${index}"] [data-cell="${cell}"]`);
const contents = () => [...document.querySelectorAll("tr[data-row]")].map(({ dataset }) => JSON.stringify([dataset.documentId, dataset.fileUrl]));
// What an edit was asked for, or what came from the server: a cell has no line breaks.
const known = (cell) => cell.dataset.asked ?? cell.defaultValue.replace(/[\r\n]/g, "");
// Whether a cell holds what no edit has been asked for yet.
const isTyped = (cell) => cell.value !== known(cell);
const typedCells = () => [...document.querySelectorAll("[data-cell]")].filter(isTyped);

// One after another, each from the text that the one before has left. True once it is made.
function edit(values, index) {
  const change = { values, index };
  waiting.add(change);
  queue = queue.then(async () => {
    const made = await make(change);
    waiting.delete(change);
    if (!made && values.edit === "set" && !change.gone) delete find({ ...change, cell: values.cell })?.dataset.asked;
    tell(made || change.gone ? "" : "The last change is not made: the portal did not answer. Try it once more.");
    // A cell whose edit did not come through before gets its turn.
    if (made) typedCells().filter((one) => one !== document.activeElement).forEach(commit);
    offerUndo();
    changed();
    return made;
  });
  return queue;
}

async function make(change) {
  for (;;) {
    const before = box().value;
    if (change.index !== undefined && before !== understood) {
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
    if (box().value !== before) undone.push(before);
    // A text that cannot be read takes no file.
    return values.edit !== "append" || box().value !== before;
  }
}

function valuesOf({ values, index }) {
  const { step, ...fields } = values;
  if (index === undefined) return fields;
  if (fields.edit === "set") fields.was = find({ index, cell: fields.cell }).defaultValue;
  if (fields.edit === "move") fields.to = Math.min(Math.max(index + step, 0), contents().length - 1);
  return { ...fields, index };
}

// The text of a fragment; null if it did not come.
async function ask(address, values) {
  try {
    const answer = await post(address, values);
    if (answer.ok) {
      document.getElementById("session").replaceChildren();
      return await answer.text();
    }
    if (answer.headers.get("HX-Retarget")) await show(answer);
  } catch {
    // No connection.
  }
  return null;
}

function tell(sentence) {
  const notice = document.getElementById("unmade");
  notice.hidden = !sentence;
  notice.textContent = sentence;
}

// The rows are put in place anew while someone may be in a cell: focus and half a word stay with their row.
function putRows(html, text, change) {
  const held = hold();
  // What is still on its way shows an older text.
  htmx.trigger(box(), "htmx:abort");
  htmx.swap("#rows", html, { swapStyle: "outerHTML" });
  // What comes into a box that was typed in is only its default.
  if (change) box().value = box().defaultValue;
  understood = text ?? box().value;
  release(held, change);
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

// Where the row at `index` is after an edit.
function after({ values, index: from }, index) {
  if (values.edit === "remove" && index >= from) return index === from ? -1 : index - 1;
  if (values.edit !== "move") return index;
  const to = Math.min(Math.max(from + values.step, 0), contents().length - 1);
  if (index === from) return to;
  if (from < index && index <= to) return index - 1;
  return to <= index && index < from ? index + 1 : index;
}

// Where the row at `index` is among rows of another text.
function found(index, rows, now) {
  return now[index] === rows[index] ? index : now.indexOf(rows[index]);
}

let held = null;

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
  offerUndo();
});

function renew() {
  htmx.trigger(box(), "renew");
}

// A browser may bring back what was typed, but not its rows.
window.addEventListener("pageshow", () => {
  if (box().value !== understood) renew();
});

function undo() {
  queue = queue.then(() => {
    const before = undone.pop();
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
  undone.length = 0;
  offerUndo();
});

function offerUndo() {
  const button = document.querySelector("[data-undo]");
  if (button) button.hidden = !undone.length;
}

function commit(cell) {
  if (!isTyped(cell)) return;
  cell.dataset.asked = cell.value;
  const { index, cell: name } = place(cell);
  edit({ edit: "set", cell: name, value: cell.value }, index);
}

for (const leaving of ["change", "focusout"]) {
  document.addEventListener(leaving, (event) => {
    if (event.target.matches("[data-cell]")) commit(event.target);
  });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  // The second press of a double click would meet the row that came up.
  if (button && event.detail < 2) {
    const index = rowOf(button)?.dataset.row;
    edit({ edit: button.dataset.edit }, index && Number(index));
  }
  if (event.target.closest("[data-undo]")) undo();
});

// What is sent or saved is what the cells show, and every file that is on its way.
form.addEventListener("submit", async (event) => {
  const typed = typedCells();
  if (!typed.length && !waiting.size && !pasting && !uploading()) return;
  event.preventDefault();
  event.stopPropagation();
  typed.forEach(commit);
  await queue;
  if (uploading()) tell("Nothing was sent or saved: a file is still on its way. Wait for its row.");
  else if (!waiting.size && !typedCells().length) form.requestSubmit(event.submitter);
});

window.addEventListener("beforeunload", (event) => {
  if (!form.dataset.sent && (waiting.size || pasting || typedCells().length || uploading())) event.preventDefault();
});

function shown() {
  return [...document.querySelectorAll("tr[data-row]")].filter((row) => row.offsetParent);
}

// The cell beside this one: up and down in its column, left and right over its row.
function beside(cell, key) {
  const row = rowOf(cell);
  if (key === "arrowleft" || key === "arrowright") {
    const cells = [...row.querySelectorAll("[data-cell]")];
    return cells[cells.indexOf(cell) + (key === "arrowleft" ? -1 : 1)];
  }
  const rows = shown();
  const next = rows[rows.indexOf(row) + (key === "arrowup" ? -1 : 1)];
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

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  if ((event.ctrlKey || event.metaKey) && key === ".") {
    event.preventDefault();
    nextProblem();
    return;
  }
  const typing = event.target.closest("input:not([type=checkbox]), textarea, select");
  if ((event.ctrlKey || event.metaKey) && key === "z" && !typing && undone.length) {
    event.preventDefault();
    undo();
    return;
  }
  const cell = event.target.closest("[data-cell]");
  if (!cell || event.ctrlKey || event.metaKey) return;
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
});

function nextProblem() {
  const bad = [...document.querySelectorAll('[aria-invalid="true"], tr[data-verdict="warning"] [data-cell]')].filter((one) => one.offsetParent);
  const now = bad.indexOf(document.activeElement);
  bad[(now + 1) % bad.length]?.focus();
}

// ---- pasting --------------------------------------------------------------------------------

// Pastes whose text is not in the box yet.
let pasting = 0;

function insert(text) {
  // The browser's own undo then knows of it. Who has gone on to another field is left there.
  if (document.activeElement === box() && document.execCommand("insertText", false, text)) return;
  box().setRangeText(text, box().selectionStart, box().selectionEnd, "end");
  box().dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("paste", (event) => {
  const data = event.clipboardData;
  if (data.files.length && !data.types.includes("text/plain")) {
    event.preventDefault();
    attach(data.files);
    return;
  }
  if (event.target !== box()) return;
  const html = data.getData("text/html");
  if (!/<(table|a)\b/i.test(html)) return;
  event.preventDefault();
  const plain = data.getData("text/plain");
  pasting += 1;
  queue = queue.then(async () => {
    insert((await ask(box().dataset.pasted, { documents_text: "", html })) || plain);
    pasting -= 1;
  });
});

// A link that ends while one looks at it is a fault from then on.
document.addEventListener("portal:expired", renew);

// ---- files ----------------------------------------------------------------------------------

const drop = document.querySelector("[data-drop]");
const uploading = () => document.querySelectorAll("#uploads progress").length;
const LARGEST = 25 * 1024 * 1024;

function attach(files) {
  for (const file of files) upload(file);
}

function upload(file) {
  const item = document.createElement("li");
  item.className = "upload";
  const name = document.createElement("span");
  name.textContent = file.name;
  const told = document.createElement("small");
  told.className = "faint";
  const meter = document.createElement("progress");
  meter.className = "meter bare";
  meter.max = 1;
  meter.value = 0;
  item.append(name, meter, told);
  document.getElementById("uploads").append(item);
  const refuse = (sentence) => {
    meter.remove();
    item.dataset.tone = "red";
    item.setAttribute("role", "alert");
    told.textContent = sentence;
    const away = document.createElement("button");
    away.type = "button";
    away.className = "linkish";
    away.textContent = "Dismiss";
    away.addEventListener("click", () => item.remove());
    item.append(away);
  };
  if (file.size > LARGEST) {
    refuse(`It has ${(file.size / 1024 / 1024).toFixed(0)} MB; 25 MB is the most.`);
    return;
  }
  const request = new XMLHttpRequest();
  request.open("POST", drop.dataset.drop);
  request.setRequestHeader("X-CSRFToken", cookie("csrftoken"));
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) meter.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    let answer = {};
    try {
      answer = JSON.parse(request.responseText);
    } catch {
      answer = { error: "The portal did not take it. Sign in again in another tab, then attach it once more." };
    }
    if (request.status !== 201) {
      refuse(answer.error);
      return;
    }
    edit({ edit: "append", value: answer.line }).then((made) => {
      if (made) item.remove();
      else refuse("It has no row yet. Attach it once more.");
    });
  });
  request.addEventListener("error", () => refuse("The connection broke. Attach it once more."));
  const body = new FormData();
  body.append("form_key", form.elements.form_key.value);
  body.append("attachments", file);
  request.send(body);
}

document.getElementById("id_attachments")?.addEventListener("change", (event) => {
  attach(event.target.files);
  // What was uploaded is named in the text; the form need not carry it again.
  event.target.value = "";
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    drop.classList.add("over");
  });
}
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) drop.classList.remove("over");
});
document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  drop.classList.remove("over");
  attach(event.dataTransfer.files);
});

// ---- autosave -------------------------------------------------------------------------------

const PAUSE = 1500;
let timer = 0;
let saving = Promise.resolve();

function changed() {
  if (!form.dataset.autosave || document.querySelector("#saved[data-stop]")) return;
  clearTimeout(timer);
  timer = setTimeout(save, PAUSE);
}

function save() {
  timer = 0;
  // One after another: each carries the version that the one before has made.
  saving = saving.then(async () => {
    if (form.dataset.sent || document.querySelector("#saved[data-stop]")) return;
    try {
      await show(await post(form.dataset.autosave));
    } catch {
      // No connection: the next change tries again, and the time of the last save stays in sight.
    }
  });
}

// A page that is left does not cut this off, as it would a request of htmx.
function post(address, values = {}) {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
  fields.set("csrfmiddlewaretoken", cookie("csrftoken"));
  return fetch(address, {
    method: "POST",
    headers: { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRFToken": cookie("csrftoken") },
    body: fields,
    redirect: "error",
    keepalive: fields.toString().length < 60_000,
  });
}

async function show(answer) {
  if (answer.status >= 500) return;
  const elsewhere = answer.headers.get("HX-Retarget");
  htmx.swap(elsewhere ?? "#saved", await answer.text(), { swapStyle: elsewhere ? "innerHTML" : "outerHTML" });
  const address = answer.headers.get("HX-Replace-Url");
  if (address) history.replaceState(history.state, "", address);
}

form.addEventListener("input", (event) => {
  if (!event.target.matches("[data-cell]")) changed();
});
window.addEventListener("pagehide", () => {
  if (timer) save();
});
