// A part of the page as one long picture for WeChat: pressed long on a phone, downloaded on a desk.
import { domToBlob } from "modern-screenshot";

const root = document.documentElement;

// Light, and as wide as a phone held in the hand; charts need a moment to follow.
async function dress(theme, image) {
  root.dataset.bsTheme = theme;
  root.toggleAttribute("data-image", image);
  dispatchEvent(new Event("qunce:theme"));
  await new Promise((done) => setTimeout(done, 200));
}

export async function show(node, dialog) {
  const theme = root.dataset.bsTheme;
  await dress("light", true);
  try {
    const blob = await domToBlob(node, {
      scale: 2,
      type: "image/png",
      font: false, // the system's own; gathering web fonts would write a style element, which no page may
      backgroundColor: getComputedStyle(document.body).backgroundColor,
      filter: (one) => !(one instanceof Element && one.matches(".q-no-print, .q-actions, .q-chart details, script, template")),
    });
    const url = URL.createObjectURL(blob);
    dialog.querySelector("img").src = url;
    dialog.querySelector("a[download]").href = url;
    dialog.showModal();
    dialog.addEventListener("close", () => URL.revokeObjectURL(url), { once: true });
  } finally {
    await dress(theme, false);
  }
}
