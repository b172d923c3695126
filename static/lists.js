// Rows of lists by keyboard, and the row that was opened, found again when one comes back.

const rows = () => [...document.querySelectorAll("[data-rows] tbody tr:has(a.open)")];
const linkOf = (row) => row.querySelector("a.open");
const kept = (path) => sessionStorage.getItem(`row of ${path}`);
const keep = (path, value) => sessionStorage.setItem(`row of ${path}`, value);

function select(row) {
  for (const other of document.querySelectorAll("[data-rows] tr[aria-selected=true]")) {
    if (other !== row) other.removeAttribute("aria-selected");
  }
  row.setAttribute("aria-selected", "true");
  // A row that left the list stayed for as long as one was at it.
  for (const gone of document.querySelectorAll("tr.gone")) if (gone !== row) gone.remove();
}

// The next or previous row of the list, or from a case the one beside it in the list it was opened from.
export function move(step) {
  const all = rows();
  if (!all.length) {
    const list = JSON.parse(sessionStorage.getItem("list") ?? "[]");
    const next = list[list.indexOf(location.pathname) + step];
    if (list.includes(location.pathname) && next) location.assign(next);
    return;
  }
  const now = all.findIndex((row) => row.ariaSelected === "true");
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  select(next);
  linkOf(next).focus();
}

document.addEventListener("click", (event) => {
  const row = event.target.closest("[data-rows] tbody tr");
  if (!event.target.closest("a[href]") || !row || !linkOf(row)) return;
  select(row);
  keep(location.pathname, linkOf(row).pathname);
  sessionStorage.setItem("list", JSON.stringify(rows().map((one) => linkOf(one).pathname)));
});

function findAgain() {
  const path = kept(location.pathname);
  const row = path && rows().find((one) => linkOf(one).pathname === path);
  if (!row) return;
  select(row);
  row.scrollIntoView({ block: "nearest" });
  if (document.activeElement === document.body) linkOf(row).focus({ preventScroll: true });
}

window.addEventListener("pageshow", findAgain);
document.addEventListener("htmx:historyRestore", findAgain);
