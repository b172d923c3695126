// What the pages do beyond HTML and htmx: a fresh CSRF token, copying, single keys. No page needs it.

import "./arriving.js";
import "./clock.js";
import { csrfToken } from "./csrf.js";
import { move } from "./lists.js";
import "./steady.js";

// A sign-in in another tab changes the token; forms of this page then take the new one.
document.addEventListener(
  "submit",
  (event) => {
    const field = event.target.querySelector("[name=csrfmiddlewaretoken]");
    const token = csrfToken();
    if (field && token) field.value = token;
  },
  true,
);

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, parameters } = event.detail;
  headers["X-CSRFToken"] = csrfToken();
  // The server reads the form's own field before the header, and the field is as old as the page.
  if (parameters.csrfmiddlewaretoken) parameters.csrfmiddlewaretoken = headers["X-CSRFToken"];
});

// Of the pages that were seen, htmx keeps nothing but this address, which may hold whom someone looked for.
function forgetAddress() {
  sessionStorage.removeItem("htmx-current-path-for-history");
}

forgetAddress();
document.addEventListener("htmx:pushedIntoHistory", forgetAddress);
document.addEventListener("htmx:replacedInHistory", forgetAddress);

// Once a fragment came through, a note that the session has ended is over.
document.addEventListener("htmx:afterRequest", (event) => {
  const note = document.getElementById("session");
  if (note && event.detail.successful) note.replaceChildren();
});

// A second press while the first is on its way is for comfort only: the form key makes one batch of both.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (!form.matches("[data-keep]") || event.submitter?.formTarget) return;
  if (form.dataset.sent) {
    event.preventDefault();
    return;
  }
  form.dataset.sent = "yes";
  if (event.submitter) event.submitter.setAttribute("aria-busy", "true");
});

window.addEventListener("pageshow", (event) => {
  // A page out of the browser's memory may be of someone who has signed out since.
  if (event.persisted) location.reload();
  for (const form of document.querySelectorAll("[data-sent]")) {
    delete form.dataset.sent;
    for (const button of document.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
  }
});

document.addEventListener("click", (event) => {
  const copy = event.target.closest("[data-copy], [data-copy-from]");
  if (copy) {
    const text = copy.dataset.copy ?? document.getElementById(copy.dataset.copyFrom).textContent;
    navigator.clipboard?.writeText(text).then(() => copy.setAttribute("data-done", ""));
  }
  event.target.closest("[data-dismiss]")?.closest(".toast").remove();
  const opener = event.target.closest("[data-open]");
  if (opener) {
    event.preventDefault();
    document.getElementById(opener.dataset.open).showModal();
  }
});

const PLACES = { c: "/", b: "/batches/", f: "/files/", a: "/audit/" };
let going = false;

function nextLowCheck() {
  const low = [...document.querySelectorAll("[data-low]")];
  const now = low.indexOf(document.activeElement);
  low[(now + 1) % low.length]?.focus();
}

function single(key) {
  if (going && PLACES[key]) location.assign(PLACES[key]);
  going = key === "g" && !going;
  if (going) return;
  if (key === "j") move(1);
  else if (key === "k") move(-1);
  else if (key === "x") nextLowCheck();
  else if (key === "/") document.getElementById("q").focus();
  else if (key === "f") document.getElementById("f")?.focus();
  else if (key === "?") document.getElementById("keys").showModal();
  else if (/^[1-6]$/.test(key)) document.querySelectorAll(".tabs a")[key - 1]?.click();
  else document.querySelector(`[data-key="${CSS.escape(key)}"]`)?.click();
}

document.addEventListener("keydown", (event) => {
  const key = event.key.toLowerCase();
  const menu = key === "escape" && document.querySelector("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
    return;
  }
  if ((event.ctrlKey || event.metaKey) && !event.altKey) {
    const wanted = document.querySelector(`[data-key="ctrl+${CSS.escape(key)}"]`);
    if (wanted) {
      event.preventDefault();
      if (wanted.localName === "input") wanted.focus();
      else wanted.click();
    }
    return;
  }
  const typing = event.target.closest("input, textarea, select, [contenteditable], dialog");
  if (typing || event.altKey || !("shortcuts" in document.body.dataset)) return;
  if (key === "/" || key === "?" || key === "f") event.preventDefault();
  single(key);
});
