// What New case and Add documents have in common: the form, the box of links, and the line that tells.

export const form = document.getElementById("case-form");

// The box is asked for anew each time, as an answer may bring another.
export const box = () => document.getElementById("id_documents_text");

// Say this sentence above the rows, or, if it is empty, no more.
export function tell(sentence) {
  const notice = document.getElementById("unmade");
  notice.hidden = !sentence;
  notice.textContent = sentence;
}
