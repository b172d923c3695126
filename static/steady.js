// A page that looks again by itself changes only where there is news. Of an answer to its own question, each
// part that differs (pages/parts.py) is put in place; what is open, focused, selected or scrolled stays so.

// What the person or htmx has set, and the server does not know.
const KEPT = new Set(["open", "aria-selected", "tabindex", "hx-swap-oob", "data-touched"]);

const byId = (id, root = document) => (id ? root.querySelector(`#${CSS.escape(id)}`) : null);
const partsIn = (part) =>
  [...part.querySelectorAll("[data-part]")].filter(
    (one) => one.parentElement.closest("[data-part]") === part,
  );

document.addEventListener("htmx:beforeSwap", (event) => {
  const { target, requestConfig, serverResponse } = event.detail;
  if (!event.detail.shouldSwap || requestConfig.elt !== target || !target.matches("[data-part]")) return;
  const answer = document.createElement("template");
  answer.innerHTML = serverResponse;
  if (!byId(target.id, answer.content)) return;
  event.detail.shouldSwap = false;
  // Someone searched meanwhile: this is the answer to an older question.
  if (!target.isConnected) return;
  standing(() => {
    for (const fresh of [...answer.content.children]) {
      const old = byId(fresh.id);
      if (old) renew(old, fresh);
    }
  });
});

// What the person is at does not move in the window, whatever comes in above it.
function standing(change) {
  const at = document.querySelector("tr[aria-selected=true]") ?? document.activeElement;
  const before = at.getBoundingClientRect().top;
  change();
  const now = at.isConnected ? at : byId(at.id);
  if (now && now !== document.body) scrollBy(0, now.getBoundingClientRect().top - before);
}

function renew(old, fresh) {
  const inner = partsIn(fresh);
  const isList = old.hasAttribute("data-parts");
  if (old.dataset.part !== fresh.dataset.part || !(isList || inner.every((part) => byId(part.id, old)))) {
    replace(old, fresh);
    return;
  }
  if (isList) renewList(old, inner);
  else for (const part of inner) renew(byId(part.id, old), part);
  adopt(old, fresh);
}

function renewList(list, fresh) {
  const had = document.activeElement;
  const wanted = new Set(fresh.map((part) => part.id));
  for (const one of [...list.children]) {
    if (wanted.has(one.id)) continue;
    if (isAt(one)) leave(one);
    else one.remove();
  }
  let next = list.firstElementChild;
  for (const part of fresh) {
    while (next && !wanted.has(next.id)) next = next.nextElementSibling;
    const old = byId(part.id, list);
    if (old && old === next) next = old.nextElementSibling;
    else list.insertBefore(old ?? part, next);
    if (old) renew(old, part);
    else htmx.process(part);
  }
  // What is moved loses the focus.
  if (list.contains(had)) had.focus({ preventScroll: true });
}

const isAt = (row) => row.ariaSelected === "true" || row.contains(document.activeElement);

// A row that left the list stays under the hands of whoever is at it, until they move on (lists.js).
function leave(row) {
  row.classList.add("gone");
  row.title = "No longer in this list";
  row.dataset.part = "";
}

function adopt(old, fresh) {
  const names = new Set(
    [...old.getAttributeNames(), ...fresh.getAttributeNames()].filter((name) => !KEPT.has(name)),
  );
  for (const name of names) {
    if (!fresh.hasAttribute(name)) old.removeAttribute(name);
    else if (old.getAttribute(name) !== fresh.getAttribute(name))
      old.setAttribute(name, fresh.getAttribute(name));
  }
  htmx.process(old);
}

function replace(old, fresh) {
  for (const row of old.querySelectorAll("tr[aria-selected=true]")) {
    const now = byId(row.id, fresh);
    if (!now) {
      leave(row);
      return;
    }
    now.setAttribute("aria-selected", "true");
  }
  for (const details of [old, ...old.querySelectorAll("details")]) {
    const now = details.id === fresh.id ? fresh : byId(details.id, fresh);
    if (!details.matches("details[data-touched]") || !now) continue;
    now.open = details.open;
    now.dataset.touched = "";
  }
  if (old.ariaSelected) fresh.setAttribute("aria-selected", old.ariaSelected);
  const restore = [keepFocus(old), keepSelection(old), keepScroll(old)];
  old.replaceWith(fresh);
  htmx.process(fresh);
  for (const one of restore) one(fresh);
}

// Opened or closed by a person: from then on it is theirs.
document.addEventListener("click", (event) => {
  const details = event.target.closest("summary")?.parentElement;
  if (details) details.dataset.touched = "";
});

const looks = (one) =>
  [one.localName, one.getAttribute("href"), one.dataset.copy, one.ariaLabel ?? one.textContent.trim()].join(
    "\n",
  );

function keepFocus(old) {
  const had = document.activeElement;
  if (!old.contains(had)) return () => {};
  const { selectionStart, selectionEnd } = had;
  return (fresh) => {
    const twins = [fresh, ...fresh.querySelectorAll(had.localName)];
    const now = byId(had.id, fresh) ?? twins.find((one) => looks(one) === looks(had));
    (now ?? document.getElementById("content")).focus({ preventScroll: true });
    if (selectionStart !== undefined) now?.setSelectionRange(selectionStart, selectionEnd);
  };
}

function pathTo(node, root) {
  const steps = [];
  for (let at = node; at !== root; at = at.parentNode)
    steps.unshift([...at.parentNode.childNodes].indexOf(at));
  return steps;
}

const follow = (root, steps) => steps.reduce((at, step) => at?.childNodes[step], root);

function keepSelection(old) {
  const { anchorNode, anchorOffset, focusNode, focusOffset, isCollapsed } = getSelection();
  if (isCollapsed || !(old.contains(anchorNode) || old.contains(focusNode))) return () => {};
  const ends = [anchorNode, focusNode].map((node) => ({
    node,
    steps: old.contains(node) && pathTo(node, old),
  }));
  return (fresh) => {
    const [from, to] = ends.map(({ node, steps }) => (steps ? follow(fresh, steps) : node));
    const stayed = from?.textContent === anchorNode.textContent && to?.textContent === focusNode.textContent;
    if (stayed) getSelection().setBaseAndExtent(from, anchorOffset, to, focusOffset);
  };
}

function keepScroll(old) {
  const scrolled = [old, ...old.querySelectorAll("*")]
    .filter((one) => one.scrollTop || one.scrollLeft)
    .map((one) => ({ steps: pathTo(one, old), top: one.scrollTop, left: one.scrollLeft }));
  return (fresh) => {
    for (const { steps, top, left } of scrolled) follow(fresh, steps)?.scrollTo?.(left, top);
  };
}
