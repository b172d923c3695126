// New case and Add documents: cells edited in place, undo, files dropped, rich pastes, autosave.
// The text in the box is the one truth: every edit goes to the server and comes back as a new text.

const form = document.getElementById("case-form");
const box = () => document.getElementById("id_documents_text");
const undone = [];
let queue = Promise.resolve();

// ---- edits in place -------------------------------------------------------------------------

// How often someone has typed in the box.
let typed = 0;
document.addEventListener("input", (event) => {
  if (event.target === box()) typed += 1;
});

// One after another, each from the text that the one before has left.
function edit(values) {
  queue = queue.then(async () => {
    const before = box().value;
    const mark = typed;
    const looking = document.getElementById("preflight");
    if (looking) htmx.trigger(looking, "htmx:abort");
    await htmx.ajax("POST", box().dataset.rows, { source: form, target: "#rows", swap: "outerHTML", values });
    if (typed !== mark) {
      // What was typed in the box meanwhile counts.
      renew();
    } else {
      // What comes into a box that was typed in is only its default.
      box().value = box().defaultValue;
      if (box().value !== before) undone.push(before);
    }
    offerUndo();
    changed();
  });
  return queue;
}

function renew() {
  htmx.trigger(box(), "renew");
}

function undo() {
  const before = undone.pop();
  if (before === undefined) return;
  box().value = before;
  renew();
  offerUndo();
  changed();
}

function offerUndo() {
  const button = document.querySelector("[data-undo]");
  if (button) button.hidden = !undone.length;
}

const rowOf = (element) => element.closest("tr[data-row]");
const place = (cell) => ({ row: Number(rowOf(cell).dataset.row), cell: cell.dataset.cell });
const find = ({ row, cell }) => document.querySelector(`tr[data-row="${row}"] [data-cell="${cell}"]`);

// The rows are put in place anew while someone may be in a cell: focus and half a word stay.
let held = null;

document.addEventListener("htmx:beforeSwap", (event) => {
  if (event.detail.target.id !== "rows") return;
  const cell = document.activeElement?.closest("[data-cell]");
  held = cell && { ...place(cell), typed: cell.value === cell.defaultValue ? null : cell.value };
  // A cell that is taken away with half a word in it is no cell that was left.
  if (cell) cell.defaultValue = cell.value;
});

document.addEventListener("htmx:afterSwap", () => {
  const cell = held && find(held);
  if (!cell) return;
  if (held.typed !== null) cell.value = held.typed;
  cell.focus();
  held = null;
});

function commit(cell) {
  if (cell.value === cell.defaultValue) return;
  const { row, cell: name } = place(cell);
  const was = cell.defaultValue;
  cell.defaultValue = cell.value;
  edit({ edit: "set", index: row, cell: name, value: cell.value, was });
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-cell]")) commit(event.target);
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-edit]");
  if (button) {
    const index = rowOf(button)?.dataset.row;
    edit({ edit: button.dataset.edit, ...(index === undefined ? {} : { index }) });
  }
  if (event.target.closest("[data-undo]")) undo();
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

async function moveRow(cell, step) {
  const { row, cell: name } = place(cell);
  const to = row + step;
  if (!find({ row: to, cell: name })) return;
  commit(cell);
  await edit({ edit: "move", index: row, to });
  find({ row: to, cell: name })?.focus();
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
    cell.value = cell.defaultValue;
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

function insert(text) {
  box().focus();
  // The browser's own undo then knows of it.
  if (!document.execCommand("insertText", false, text)) {
    box().setRangeText(text, box().selectionStart, box().selectionEnd, "end");
    renew();
    changed();
  }
}

document.addEventListener("paste", async (event) => {
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
  try {
    const answer = await fetch(box().dataset.pasted, {
      method: "POST",
      headers: { "X-CSRFToken": cookie("csrftoken") },
      body: new URLSearchParams({ html }),
      redirect: "error",
    });
    insert((answer.ok && (await answer.text())) || plain);
  } catch {
    insert(plain);
  }
});

// A link that ends while one looks at it is a fault from then on.
document.addEventListener("portal:expired", renew);

// ---- files ----------------------------------------------------------------------------------

const drop = document.querySelector("[data-drop]");
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
    item.remove();
    edit({ edit: "append", value: answer.line });
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
function post(address) {
  const fields = new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));
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
