import htmx from "htmx.org/dist/htmx.esm.js";
import { startBulk } from "./bulk.js";
import { startDialogs } from "./dialogs.js";
import { startKeys } from "./keys.js";
import { startPalette } from "./palette.js";
import { copyText, startNarrow, startTheme } from "./small.js";
import { showToast, startToasts } from "./toast.js";

// htmx-4-ready: nothing inherited, hx-target and hx-swap stand on the element itself.
Object.assign(htmx.config, {
  defaultSwapStyle: "outerHTML",
  disableInheritance: true,
  allowEval: false,
  allowScriptTags: false,
  includeIndicatorStyles: false,
  historyCacheSize: 0, // going back asks the server: names of members do not stay in the browser's store
  refreshOnHistoryMiss: true,
  responseHandling: [
    { code: "204", swap: false },
    { code: "[23]..", swap: true },
    { code: "422", swap: true }, // an invalid form comes back with its errors
    { code: "[45]..", swap: false, error: true },
  ],
});
window.htmx = htmx;

const word = (key) => document.body.dataset[key] || "";

// The one place that adds the CSRF header.
document.addEventListener("htmx:configRequest", ({ detail }) => {
  detail.headers["X-CSRFToken"] = document.querySelector('meta[name="csrf-token"]')?.content || "";
});
document.addEventListener("htmx:responseError", ({ detail: { xhr } }) => {
  const plain = (xhr.getResponseHeader("Content-Type") || "").startsWith("text/plain");
  showToast({ text: plain && xhr.responseText ? xhr.responseText : word("wordsError"), level: "error" });
});
document.addEventListener("htmx:sendError", () => showToast({ text: word("wordsOffline"), level: "error" }));
// A page that the browser kept while we were elsewhere shows yesterday's worklist.
addEventListener("pageshow", (event) => event.persisted && location.reload());

// Charts, file drop, drafts, push and the long image are fetched by the pages that have them.
const lazy = (name) => import(document.body.dataset[`lazy${name}`]);
htmx.onLoad((part) => {
  const charts = part.querySelectorAll("[data-chart]");
  if (charts.length) lazy("Charts").then((module) => charts.forEach(module.draw));
  if (part.querySelector("[data-drop]")) lazy("Drop");
  if (part.matches("[data-draft]") || part.querySelector("[data-draft]")) lazy("Drafts");
  part.querySelectorAll(".q-tabs > [aria-current]").forEach((tab) => {
    const tabs = tab.parentElement; // on a phone the current one may stand outside
    tabs.scrollLeft = tab.offsetLeft - tabs.offsetLeft - (tabs.clientWidth - tab.offsetWidth) / 2;
  });
});

document.addEventListener("click", ({ target }) => {
  const copy = target.closest("[data-copy], [data-copy-from]");
  if (copy) copyText(copy);
  const image = target.closest("[data-image]");
  const failed = () => showToast({ text: word("wordsError"), level: "error" });
  if (image) lazy("Image").then((module) => module.show(document.querySelector(image.dataset.image), document.getElementById("q-image"))).catch(failed);
  const push = target.closest("[data-push]");
  const said = ({ message }) => showToast({ text: push.dataset[`words${message}`] || word("wordsError"), level: "error" });
  if (push) lazy("Push").then((module) => module.signOn(push)).catch(said);
  if (target.closest("[data-print]")) print();
});

// The script is deferred: the page stands.
for (const start of [startTheme, startToasts, startDialogs, startPalette, startKeys, startBulk, startNarrow]) start();
document.documentElement.dataset.ready = "1";
