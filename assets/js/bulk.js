// Choosing rows of <form data-bulk>: kept while paging, or "all 12,430" as the filter itself.
export function startBulk() {
  const chosen = new WeakMap(); // form -> Set of ids
  const setOf = (form) => chosen.get(form) || chosen.set(form, new Set()).get(form);
  const show = (form) => {
    const set = setOf(form);
    const all = form.elements.all_matching;
    const boxes = [...form.querySelectorAll("[data-bulk-item]")];
    boxes.forEach((box) => (box.checked = all?.value === "1" || set.has(box.value)));
    const page = form.querySelector("[data-bulk-page]");
    const on = boxes.filter((box) => box.checked).length;
    if (page) [page.checked, page.indeterminate] = [on > 0 && on === boxes.length, on > 0 && on < boxes.length];
    const bar = form.querySelector("[data-bulk-bar]");
    if (!bar) return;
    const count = all?.value === "1" ? Number(form.dataset.bulk) : set.size;
    bar.hidden = count === 0;
    bar.querySelector("[data-bulk-count]").textContent = count.toLocaleString("en");
    const offer = bar.querySelector("[data-bulk-all]");
    if (offer) offer.hidden = all.value === "1" || set.size >= Number(form.dataset.bulk);
  };
  const set = (form, all) => {
    if (form.elements.all_matching) form.elements.all_matching.value = all;
  };
  document.addEventListener("change", ({ target }) => {
    const form = target.form;
    if (!form?.matches("[data-bulk]")) return;
    if (!target.matches("[data-bulk-item], [data-bulk-page]")) return;
    const boxes = target.matches("[data-bulk-page]") ? [...form.querySelectorAll("[data-bulk-item]")] : [target];
    set(form, "");
    boxes.forEach((box) => setOf(form)[target.checked ? "add" : "delete"](box.value));
    show(form);
  });
  document.addEventListener("click", ({ target }) => {
    const form = target.closest?.("[data-bulk]");
    if (!form) return;
    if (target.closest("[data-bulk-all]")) set(form, "1");
    else if (target.closest("[data-bulk-none]")) [set(form, ""), setOf(form).clear()];
    else return;
    show(form);
  });
  // Ids of rows on other pages travel with the form, over htmx as by a plain submit.
  const rest = (form) => [...setOf(form)].filter((id) => ![...form.querySelectorAll("[data-bulk-item]")].some((box) => box.value === id));
  document.addEventListener("formdata", ({ target, formData }) => target.matches("[data-bulk]") && rest(target).forEach((id) => formData.append("ids", id)));
  document.addEventListener("qunce:changed", () => document.querySelectorAll("[data-bulk]").forEach((form) => [set(form, ""), setOf(form).clear(), show(form)]));
  document.addEventListener("htmx:afterSettle", () => document.querySelectorAll("[data-bulk]").forEach(show));
}
