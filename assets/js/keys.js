// j/k move, Enter opens, x selects, z undoes, ? helps; any other letter presses the row's [data-key] button.
export const isTyping = (event) =>
  event.isComposing || event.keyCode === 229 || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.type !== "checkbox" || event.target.isContentEditable;

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
const here = () => document.querySelector("[data-row].is-at");

function move(step) {
  const all = rows();
  if (!all.length) return;
  const now = all.indexOf(here());
  const next = all[Math.min(Math.max(now + step, 0), all.length - 1)];
  all.forEach((row) => row.classList.toggle("is-at", row === next));
  next.focus({ preventScroll: true });
  next.scrollIntoView({ block: "nearest" });
}

const acts = {
  j: () => move(1),
  k: () => move(-1),
  Enter: () => here()?.querySelector("[data-open]")?.click(),
  x: () => here()?.querySelector("[data-bulk-item]")?.click(),
  z: () => [...document.querySelectorAll("#q-toasts [data-undo]")].pop()?.click(),
  "?": () => document.getElementById("q-keys")?.showModal(),
};

export function startKeys() {
  let goes = 0;
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target !== here()) return;
    const link = Date.now() - goes < 1200 && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    goes = event.key === "g" ? Date.now() : 0;
    if (link) return link.click();
    const button = here()?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    const act = acts[event.key];
    if (!button && !act) return;
    event.preventDefault();
    button ? button.click() : act();
  });
  // A row that was done leaves: stay where it stood.
  let at = -1;
  document.addEventListener("htmx:beforeSwap", () => (at = rows().indexOf(here())));
  document.addEventListener("htmx:afterSettle", () => {
    if (at < 0 || here()) return;
    rows().slice(0, at + 1).pop()?.classList.add("is-at");
    here()?.focus({ preventScroll: true });
  });
  document.addEventListener("focusin", ({ target }) => {
    const row = target.closest?.("[data-row]");
    if (row) rows().forEach((one) => one.classList.toggle("is-at", one === row));
  });
}
