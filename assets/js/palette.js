// ⌘/Ctrl-K or "/": asks the server while typing, but never while an input method composes.
import htmx from "htmx.org/dist/htmx.esm.js";
import { isTyping } from "./keys.js";

export function startPalette() {
  const dialog = document.getElementById("q-palette");
  if (!dialog) return;
  const input = dialog.querySelector("input");
  const list = dialog.querySelector(".q-palette-list");
  let [timer, asked, current] = [0, null, 0];
  const hits = () => [...list.querySelectorAll(".q-hit")];
  const select = (to) => {
    const all = hits();
    current = (to + all.length) % (all.length || 1);
    all.forEach((hit, i) => hit.setAttribute("aria-selected", String(i === current)));
    input.setAttribute("aria-activedescendant", all[current]?.id || "");
    all[current]?.scrollIntoView({ block: "nearest" });
  };
  const ask = () => {
    if (asked === input.value) return;
    asked = input.value;
    htmx.ajax("GET", `${dialog.dataset.url}?q=${encodeURIComponent(asked)}`, { source: dialog, target: list, swap: "innerHTML" }).then(() => select(0));
  };
  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(ask, 120);
  };
  const open = () => {
    if (!dialog.open) dialog.showModal();
    input.select();
    ask();
  };
  const keys = {
    ArrowDown: () => select(current + 1),
    ArrowUp: () => select(current - 1),
    Enter: () => hits()[current]?.click(),
    Escape: () => dialog.close(), // the browser would only empty the field
  };
  input.addEventListener("input", (event) => event.isComposing || later());
  input.addEventListener("compositionend", later);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229 || !keys[event.key]) return;
    event.preventDefault();
    keys[event.key]();
  });
  document.addEventListener("keydown", (event) => {
    const slash = event.key === "/" && !isTyping(event) && !document.querySelector("dialog[open]");
    if (!slash && !(event.key.toLowerCase() === "k" && (event.metaKey || event.ctrlKey) && !event.isComposing)) return;
    event.preventDefault();
    open();
  });
  document.addEventListener("click", ({ target }) => target.closest?.("[data-palette]") && open());
}
