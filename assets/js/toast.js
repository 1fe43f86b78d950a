// What just happened, with a way back for 30 s; the clock stands still while pointed at or focused.
import htmx from "htmx.org/dist/htmx.esm.js";

function live(toast) {
  let left = toast.querySelector("[data-undo]") ? 30_000 : toast.matches(".q-toast-error") ? 12_000 : 6_000;
  let [since, timer] = [0, 0];
  const go = () => {
    since = Date.now();
    clearTimeout(timer);
    timer = setTimeout(() => toast.remove(), left);
  };
  const hold = () => {
    clearTimeout(timer);
    left -= Date.now() - since;
  };
  for (const event of ["mouseenter", "focusin"]) toast.addEventListener(event, hold);
  for (const event of ["mouseleave", "focusout"]) toast.addEventListener(event, go);
  toast.addEventListener("click", ({ target }) => {
    const undo = target.closest("[data-undo]");
    if (undo) htmx.ajax("POST", undo.dataset.undo, { source: document.body, swap: "none" });
    if (undo || target.closest("[data-close-toast]")) toast.remove();
  });
  go();
}

export function showToast({ text, undo, level }) {
  const toast = document.getElementById("q-toast").content.firstElementChild.cloneNode(true);
  toast.querySelector("span").textContent = text;
  toast.classList.toggle("q-toast-error", level === "error");
  const button = toast.querySelector("[data-undo]");
  undo ? (button.dataset.undo = undo) : button.remove();
  const region = document.getElementById("q-toasts");
  // Above an open dialog nothing else can be seen or clicked: the region moves into it.
  (document.querySelector("dialog[open]") || document.body).append(region);
  region.append(toast);
  if (region.children.length > 3) region.firstElementChild.remove();
  live(toast);
}

export function startToasts() {
  document.querySelectorAll("#q-toasts > *").forEach(live);
  document.addEventListener("qunce:toast", ({ detail }) => detail.items.forEach(showToast));
}
