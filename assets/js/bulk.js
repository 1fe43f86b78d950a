// Choosing rows of <form data-bulk="TOTAL">: kept while paging, or "all 12,430" as the filter itself.
const chosen = new WeakMap(); // form -> Set of ids
const ids = (form) => chosen.get(form) || chosen.set(form, new Set()).get(form);
export const chosenIds = (form) => [...(chosen.get(form) || [])];
const boxes = (inside) => [...inside.querySelectorAll("[data-bulk-item]")];
const HEADS = "[data-bulk-page], [data-bulk-part]"; // the box above all rows, or above one of several lists
const under = (head) => boxes(head.matches("[data-bulk-part]") ? head.closest("[data-part]") : head.form).filter((box) => box.offsetParent);
const everyForm = (act) => document.querySelectorAll("[data-bulk]").forEach(act);

function reflect(head, mine) {
  const on = mine.filter((box) => box.checked).length;
  [head.checked, head.indeterminate] = [on > 0 && on === mine.length, on > 0 && on < mine.length];
}

function show(form) {
  const all = form.elements.all_matching.value === "1";
  boxes(form).forEach((box) => (box.checked = all || ids(form).has(box.value)));
  form.querySelectorAll(HEADS).forEach((head) => {
    const mine = under(head);
    const on = mine.filter((box) => box.checked).length;
    [head.checked, head.indeterminate] = [on > 0 && on === mine.length, on > 0 && on < mine.length];
  });
  const bar = form.querySelector("[data-bulk-bar]");
  if (!bar) return;
  const count = all ? Number(form.dataset.bulk) : ids(form).size;
  bar.hidden = count === 0;
  bar.querySelector("[data-bulk-count]").textContent = count.toLocaleString("en");
  bar.querySelector("[data-bulk-all]")?.toggleAttribute("hidden", all || count >= Number(form.dataset.bulk));
}

const forget = (form) => [(form.elements.all_matching.value = ""), ids(form).clear()];

export function startBulk() {
  document.addEventListener("change", ({ target }) => {
    const { form } = target;
    if (!form?.matches("[data-bulk]") || !target.matches(`[data-bulk-item], ${HEADS}`)) return;
    form.elements.all_matching.value = "";
    const touched = target.matches(HEADS) ? under(target) : [target];
    touched.forEach((box) => ids(form)[target.checked ? "add" : "delete"](box.value));
    show(form);
  });
  document.addEventListener("click", ({ target }) => {
    const form = target.closest?.("[data-bulk-all], [data-bulk-none]")?.form;
    if (!form) return;
    target.matches("[data-bulk-all]") ? (form.elements.all_matching.value = "1") : forget(form);
    show(form);
  });
  // Ids of rows on other pages travel with the form, over htmx as by a plain submit.
  document.addEventListener("formdata", ({ target, formData }) => {
    const sent = new Set(formData.getAll("ids"));
    chosen.get(target)?.forEach((id) => sent.has(id) || formData.append("ids", id));
  });
  document.addEventListener("qunce:changed", () => everyForm((form) => [forget(form), show(form)]));
  document.addEventListener("htmx:afterSettle", () => everyForm(show));
}
