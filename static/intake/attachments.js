// Files that are chosen, dropped or pasted: each goes up by itself, and then becomes a row.

import { csrfToken } from "../csrf.js";
import { edit } from "./edits.js";
import { form } from "./page.js";

const LARGEST = 25 * 1024 * 1024;
const area = document.querySelector("[data-drop]");

export const isUploading = () => document.querySelector("#uploads progress") !== null;
// Whether a paste is of files; with a text beside them it is the text that is meant.
export const bringsFiles = (data) => data.files.length > 0 && !data.types.includes("text/plain");

function attach(files) {
  for (const file of files) upload(file);
}

function upload(file) {
  const line = addLine(file.name);
  if (file.size > LARGEST) {
    line.refuse(`It has ${(file.size / 1024 / 1024).toFixed(0)} MB; 25 MB is the most.`);
    return;
  }
  send(file, line);
}

function send(file, line) {
  const request = new XMLHttpRequest();
  request.open("POST", area.dataset.drop);
  request.setRequestHeader("X-CSRFToken", csrfToken());
  request.setRequestHeader("Accept", "application/json");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) line.meter.value = event.loaded / event.total;
  });
  request.addEventListener("load", () => {
    const answer = read(request.responseText);
    // 202: its row says that it is still being looked at, and changes by itself.
    if (request.status === 201 || request.status === 202) addRow(answer.line, line);
    // The portal is reading other files: it says after how many seconds to come again.
    else if (request.status === 503)
      line.wait(() => send(file, line), request.getResponseHeader("Retry-After"));
    else line.refuse(answer.error);
  });
  request.addEventListener("error", () => line.refuse("The connection broke. Attach it once more."));
  const body = new FormData();
  body.append("form_key", form.elements.form_key.value);
  body.append("attachments", file);
  request.send(body);
}

function read(text) {
  try {
    return JSON.parse(text);
  } catch {
    return { error: "The portal did not take it. Sign in again in another tab, then attach it once more." };
  }
}

async function addRow(value, line) {
  if (await edit({ edit: "append", value })) line.item.remove();
  else line.refuse("It has no row yet. Attach it once more.");
}

// A file on its way: its name, how far it is, and, once it is refused, why.
function addLine(fileName) {
  const item = element("li", "upload");
  const name = element("span", "", fileName);
  const meter = element("progress", "meter bare");
  const told = element("small", "faint");
  meter.max = 1;
  meter.value = 0;
  item.append(name, meter, told);
  document.getElementById("uploads").append(item);

  function refuse(sentence) {
    meter.remove();
    item.dataset.tone = "red";
    item.setAttribute("role", "alert");
    told.textContent = sentence;
    const away = element("button", "linkish", "Dismiss");
    away.type = "button";
    away.addEventListener("click", () => item.remove());
    item.append(away);
  }
  function wait(again, seconds) {
    told.textContent = "Waits until other files are read.";
    setTimeout(
      () => {
        told.textContent = "";
        again();
      },
      1000 * (Number(seconds) || 2),
    );
  }
  return { item, meter, refuse, wait };
}

function element(tag, className, text = "") {
  const made = document.createElement(tag);
  if (className) made.className = className;
  made.textContent = text;
  return made;
}

document.getElementById("id_attachments")?.addEventListener("change", (event) => {
  attach(event.target.files);
  // What was uploaded is named in the text; the form need not carry it again.
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  if (!bringsFiles(event.clipboardData)) return;
  event.preventDefault();
  attach(event.clipboardData.files);
});

for (const name of ["dragenter", "dragover"]) {
  document.addEventListener(name, (event) => {
    if (!event.dataTransfer.types.includes("Files")) return;
    event.preventDefault();
    area.classList.add("over");
  });
}

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) area.classList.remove("over");
});

document.addEventListener("drop", (event) => {
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  area.classList.remove("over");
  attach(event.dataTransfer.files);
});
