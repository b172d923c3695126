// Asking the portal with all that the form holds, and showing what it answers.

import { csrfToken } from "../csrf.js";
import { form } from "./page.js";

// What a page that is left may still send, as a browser takes no more.
const MOST_KEPT_ALIVE = 60_000;

const typed = () =>
  new URLSearchParams([...new FormData(form)].filter(([, value]) => typeof value === "string"));

// Whether what the form holds now is sent even if the page is left meanwhile.
export const outlives = () => typed().toString().length < MOST_KEPT_ALIVE;

// A page that is left does not cut this off, as it would a request of htmx.
export function post(address, values = {}) {
  const fields = typed();
  for (const [name, value] of Object.entries(values)) fields.set(name, value);
  fields.set("csrfmiddlewaretoken", csrfToken());
  return fetch(address, {
    method: "POST",
    headers: { "HX-Request": "true", "HX-Current-URL": location.href, "X-CSRFToken": csrfToken() },
    body: fields,
    redirect: "error",
    keepalive: fields.toString().length < MOST_KEPT_ALIVE,
  });
}

// Put an answer where it says, or where the last save is told.
export async function show(answer) {
  if (answer.status >= 500) return;
  const elsewhere = answer.headers.get("HX-Retarget");
  htmx.swap(elsewhere ?? "#saved", await answer.text(), { swapStyle: elsewhere ? "innerHTML" : "outerHTML" });
  const address = answer.headers.get("HX-Replace-Url");
  if (address) history.replaceState(history.state, "", address);
}

// The text of a fragment; null if it did not come.
export async function ask(address, values) {
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
