// In a draft ([data-draft] holds the picker's address) "/" finds a script, and what is to be looked at again can be put
// right with one click. Keys mean nothing while an input method composes.
const { htmx } = window;
const say = (text) => htmx.trigger(document.body, "qunce:toast", { items: [{ text, level: "error" }] });

// After a letter, a digit or another slash it is an address or a fraction; Chinese keyboards write "、" for "/".
const ASKS = /(?:^|[^A-Za-z0-9:./／])([/／])([^\s/／]{0,20})$|(?:^|\n)(、)([^\s、]{0,20})$/;
const token = () => document.querySelector('meta[name="csrf-token"]')?.content || "";

let at = null; // {box, field, list, start, words}: the place where a picker is open
let [timer, turnedDown] = [0, ""];

function asked(field) {
  const hit = field.selectionStart === field.selectionEnd && ASKS.exec(field.value.slice(0, field.selectionStart));
  if (!hit) return null;
  const words = hit[2] ?? hit[4];
  return { words, start: field.selectionStart - words.length - 1 };
}

const options = () => [...at.list.querySelectorAll("[role=option]")];

function select(to) {
  const all = options();
  const current = all[(to + all.length) % (all.length || 1)];
  for (const one of all) one.setAttribute("aria-selected", String(one === current));
  if (current) at.field.setAttribute("aria-activedescendant", current.id);
  else at.field.removeAttribute("aria-activedescendant");
  current?.scrollIntoView({ block: "nearest" });
}

function close() {
  if (!at) return;
  clearTimeout(timer);
  at.list.hidden = true;
  at.list.replaceChildren();
  at.field.removeAttribute("aria-activedescendant");
  at = null;
}

function look(field) {
  const box = field.closest("[data-draft]");
  const found = box && asked(field);
  if (!found || turnedDown === `${field.id} ${found.start}`) {
    if (!found) turnedDown = "";
    return close();
  }
  at = { box, field, list: box.querySelector(".q-picks"), ...found };
  clearTimeout(timer);
  const place = at;
  timer = setTimeout(async () => {
    const address = new URL(box.dataset.draft, location);
    address.searchParams.set("q", found.words);
    await htmx.ajax("GET", address.pathname + address.search, { source: place.list, target: place.list, swap: "innerHTML" });
    if (at?.list !== place.list) return place.list.replaceChildren();
    place.list.hidden = false;
    select(0);
    place.list.scrollIntoView({ block: "nearest" });
  }, 80);
}

// The browser's own undo goes on working.
function put(field, start, end, text) {
  field.focus();
  field.setSelectionRange(start, end);
  if (document.execCommand(text ? "insertText" : "delete", false, text)) return;
  field.setRangeText(text, start, end, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

// A place that nobody could fill still stands there as {name}.
function markBlank(field) {
  const names = field?.closest?.("[data-blanks]")?.dataset.blanks;
  const hit = names && new RegExp(`[{](?:${names})[}]`).exec(field.value);
  if (!hit) return false;
  field.focus();
  field.setSelectionRange(hit.index, hit.index + hit[0].length);
  say(`${field.closest("[data-blanks]").dataset.wordsBlank} ${hit[0]}`);
  return true;
}

async function take(option) {
  const { box, field, start } = at;
  const end = field.selectionStart;
  const address = option.dataset.take + new URL(box.dataset.draft, location).search;
  const body = new URLSearchParams({ before: field.value.slice(0, start) });
  close();
  const answer = await fetch(address, { method: "POST", body, headers: { "X-CSRFToken": token() } }).catch(() => null);
  if (!answer?.ok) return say(document.body.dataset.wordsError);
  const { text, missing } = await answer.json();
  put(field, start, end, text);
  const blank = missing.length ? field.value.indexOf(missing[0], start) : -1;
  if (blank >= 0) field.setSelectionRange(blank, blank + missing[0].length);
}

// What was found holds for the words that were looked at and no others: while they change, nothing can be put right.
const mended = (box, { dataset }) => box.querySelector(`textarea[name="${CSS.escape(dataset.mend)}"]`);
const isStale = (box, button) => mended(box, button)?.value !== button.closest("[data-looked]").dataset.looked.replace(/\r\n?/g, "\n");

function holdBack(box) {
  for (const button of box?.querySelectorAll("[data-mend]") || []) button.disabled = isStale(box, button);
}

// Spans count code points.
function mend(button, box) {
  if (isStale(box, button)) return;
  const { dataset } = button;
  const field = mended(box, button);
  const signs = [...field.value];
  const [from, to] = [Number(dataset.from), Number(dataset.to)];
  const units = (count) => signs.slice(0, count).join("").length;
  put(field, units(from), units(to), dataset.put);
}

const keys = {
  ArrowDown: () => select(options().findIndex((one) => one.ariaSelected === "true") + 1),
  ArrowUp: () => select(options().findIndex((one) => one.ariaSelected === "true") - 1),
  Enter: () => take(options().find((one) => one.ariaSelected === "true")),
  Tab: () => keys.Enter(),
  Escape: () => [(turnedDown = `${at.field.id} ${at.start}`), close()],
};

document.addEventListener("input", ({ target }) => holdBack(target.closest?.("[data-draft]")));
document.addEventListener("htmx:afterSwap", ({ target }) => holdBack(target.closest?.("[data-draft]")));
document.addEventListener("input", (event) => !event.isComposing && event.target.matches?.("[data-draft] textarea") && look(event.target));
document.addEventListener("compositionend", ({ target }) => target.matches?.("[data-draft] textarea") && look(target));
document.addEventListener("keydown", (event) => {
  if (!at || at.list.hidden || event.target !== at.field || event.isComposing || event.keyCode === 229 || !keys[event.key]) return;
  if (!options().length && event.key !== "Escape") return;
  event.preventDefault();
  event.stopPropagation();
  keys[event.key]();
}, true);
document.addEventListener("pointerdown", (event) => event.target.closest?.(".q-pick") && event.preventDefault()); // the field keeps the caret
document.addEventListener("focusout", ({ relatedTarget }) => at && relatedTarget && !at.box.contains(relatedTarget) && close());
document.addEventListener("click", ({ target }) => {
  const option = target.closest?.(".q-pick");
  if (option && at) return take(option);
  const button = target.closest?.("[data-mend]");
  if (button) return mend(button, button.closest("[data-draft]"));
  const opener = target.closest?.("[data-pick]");
  if (!opener) return at && !at.box.contains(target) && close();
  const field = opener.closest("[data-draft]").querySelector("textarea");
  turnedDown = "";
  if (at) return close();
  const end = document.activeElement === field ? field.selectionStart : field.value.length;
  put(field, end, end, /[A-Za-z0-9:./／]$/.test(field.value.slice(0, end)) ? " /" : "/");
});
document.addEventListener("click", (event) => {
  const { copyFrom } = event.target.closest?.("[data-copy-from]")?.dataset || {};
  if (copyFrom && markBlank(document.querySelector(copyFrom))) event.stopPropagation();
}, true);
document.documentElement.dataset.drafts = "1"; // for whoever waits: "/" means something from here on
