// j/k move, Enter opens, x selects, z undoes, ? helps, g and a letter goes; other letters press the row's [data-key] button.
const FIELDS = "input:not([type=checkbox], [type=radio]), textarea, select, [contenteditable]";
export const isTyping = (event) => event.isComposing || event.keyCode === 229 || event.target.matches?.(FIELDS);

const rows = () => [...document.querySelectorAll("[data-row]")].filter((row) => row.offsetParent);
const here = () => document.querySelector("[data-row].is-at");
const mark = (row) => rows().forEach((one) => one.classList.toggle("is-at", one === row));

function move(step) {
  const all = rows();
  const next = all[Math.min(Math.max(all.indexOf(here()) + step, 0), all.length - 1)];
  document.documentElement.dataset.keys = "1"; // the frame shows only to those who use keys
  mark(next);
  next?.focus({ preventScroll: true });
  next?.scrollIntoView({ block: "nearest" });
}

// While rows are chosen, a letter acts on all of them.
const keyed = (key) => {
  const wanted = `[data-key="${CSS.escape(key)}"]`;
  return document.querySelector(`[data-bulk-bar]:not([hidden]) ${wanted}`) || here()?.querySelector(wanted);
};

const acts = {
  j: () => move(1),
  k: () => move(-1),
  Enter: () => here()?.querySelector("[data-open], a.q-name")?.click(),
  x: () => here()?.querySelector("[data-bulk-item]")?.click(),
  z: () => [...document.querySelectorAll("#q-toasts [data-undo]")].pop()?.click(),
  "?": () => document.getElementById("q-keys").showModal(),
};

export function startKeys() {
  let [goes, at] = [0, -1];
  document.addEventListener("keydown", (event) => {
    if (isTyping(event) || event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (event.key === "Enter" && event.target !== here()) return;
    const link = Date.now() - goes < 1200 && document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
    goes = event.key === "g" ? Date.now() : 0;
    if (link) return link.click();
    const button = keyed(event.key);
    const act = button ? () => button.click() : acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("focusin", ({ target }) => target.closest?.("[data-row]") && mark(target.closest("[data-row]")));
  document.addEventListener("pointerdown", () => delete document.documentElement.dataset.keys);
  // A row that was done leaves: stay where it stood.
  document.addEventListener("htmx:beforeSwap", () => (at = rows().indexOf(here())));
  document.addEventListener("htmx:afterSettle", () => {
    if (at < 0 || here()) return;
    mark(rows().slice(0, at + 1).pop());
    here()?.focus({ preventScroll: true });
  });
}
