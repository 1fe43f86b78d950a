// <button data-dialog="#id"> opens a <dialog>; data-close or a click beside it closes; one menu at a time.
// data-fill='{"ids": 7}' puts values into its form, data-fill-chosen="ids" the chosen rows of the button's own
// [data-bulk] form, data-subject what it is about: so one dialog serves a whole list.
import { chosenIds } from "./bulk.js";

function fill(dialog, { form, dataset }) {
  const fields = dialog.querySelector("form")?.elements;
  for (const [name, value] of Object.entries(JSON.parse(dataset.fill || "{}"))) fields[name].value = value;
  if (dataset.fillChosen) fields[dataset.fillChosen].value = chosenIds(form).join();
  const subject = dialog.querySelector("[data-subject-here]");
  if (subject) subject.textContent = dataset.subject || form?.querySelector("[data-bulk-bar] > span")?.textContent || "";
}

export function startDialogs() {
  const menus = () => document.querySelectorAll("details.q-menu[open]");
  document.addEventListener("click", ({ target }) => {
    const opener = target.closest("[data-dialog]");
    const dialog = opener && document.querySelector(opener.dataset.dialog);
    if (dialog) [fill(dialog, opener), dialog.showModal()];
    if (target.matches("dialog") || target.closest("[data-close]")) target.closest("dialog")?.close();
    const kept = target.closest(".q-menu-list a, .q-menu-list button:not([data-set-theme])") ? null : target.closest("details.q-menu");
    menus().forEach((menu) => (menu.open = menu === kept));
  });
  document.addEventListener("keydown", ({ key }) => key === "Escape" && menus().forEach((menu) => [(menu.open = false), menu.querySelector("summary").focus()]));
  document.addEventListener("close", ({ target }) => document.body.append(...target.querySelectorAll("#q-toasts")), true);
  document.addEventListener("htmx:afterRequest", ({ target, detail }) => {
    if (detail.successful && target.matches("[data-close-after]")) target.closest("dialog")?.close();
  });
  // An answer may close what asked for it: HX-Trigger {"qunce:close": {}}.
  document.addEventListener("qunce:close", () => document.querySelectorAll("dialog[open]").forEach((dialog) => dialog.close()));
}
