// Where the focus is when a page with a form opens: at the first fault, or at the first field that is wanting.

const main = document.querySelector("main");
const form = main.querySelector("form:has(.field)");
// A telephone would open its keyboard over what one has come to read.
const typing = matchMedia("(pointer: fine)").matches;

function isWanting(field) {
  if (field.matches("[type=hidden], [type=checkbox]") || field.closest(".field:has(.opt)")) return false;
  if (field.type === "radio") return !form.querySelector(`[name="${CSS.escape(field.name)}"]:checked`);
  return !field.value && field.matches(".field *, .radios *");
}

function find() {
  const fault = form.querySelector('[aria-invalid="true"], .radios[aria-describedby] input');
  const told = main.querySelector(":is(.banner, .notice)[role=alert]:not([hidden])");
  if (!typing || !fault) {
    told?.setAttribute("tabindex", "-1");
    if (told || !typing) return told;
  }
  return fault ?? [...form.elements].find(isWanting);
}

// Once every script is there, so that keys mean what they should where the focus is.
document.addEventListener("DOMContentLoaded", () => {
  if (form && !document.querySelector("[autofocus]")) find()?.focus();
});
