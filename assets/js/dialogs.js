// <button data-dialog="#id"> opens a <dialog>; data-close or a click beside it closes; one menu at a time.
export function startDialogs() {
  document.addEventListener("click", (event) => {
    const { target } = event;
    const opener = target.closest?.("[data-dialog]");
    if (opener) document.querySelector(opener.dataset.dialog)?.showModal();
    if (target.matches?.("dialog") || target.closest?.("[data-close]")) target.closest("dialog")?.close();
    document.querySelectorAll("details.q-menu[open]").forEach((menu) => {
      if (!menu.contains(target) || target.closest(".q-menu-list a, .q-menu-list button:not([data-set-theme])")) menu.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector("details.q-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  document.addEventListener("close", ({ target }) => {
    const toasts = target.querySelector?.("#q-toasts");
    if (toasts) document.body.append(toasts);
  }, true);
  // A part of the answer may ask for a dialog: HX-Trigger {"qunce:close": {}} closes it after a good save.
  document.addEventListener("qunce:close", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
}
