// <button data-dialog="#id"> opens a <dialog>; data-close or a click beside it closes; one menu at a time.
export function startDialogs() {
  const menus = () => document.querySelectorAll("details.q-menu[open]");
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-dialog]");
    if (opener) document.querySelector(opener.dataset.dialog)?.showModal();
    if (target.matches("dialog") || target.closest("[data-close]")) target.closest("dialog")?.close();
    const kept = target.closest(".q-menu-list a, .q-menu-list button:not([data-set-theme])") ? null : target.closest("details.q-menu");
    menus().forEach((menu) => (menu.open = menu === kept));
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && menus().forEach((menu) => [(menu.open = false), menu.querySelector("summary").focus()]));
  document.addEventListener("close", ({ target }) => document.body.append(...target.querySelectorAll("#q-toasts")), true);
  // An answer may close what asked for it: HX-Trigger {"qunce:close": {}}.
  document.addEventListener("qunce:close", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
}
