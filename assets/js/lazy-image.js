// A part of the page as one long picture for WeChat: pressed long on a phone, downloaded on a desk.
import { domToBlob } from "modern-screenshot";

export async function show(node, dialog) {
  const root = document.documentElement;
  const theme = root.dataset.bsTheme;
  root.dataset.bsTheme = "light";
  root.dataset.image = "1";
  try {
    const blob = await domToBlob(node, {
      scale: 2,
      type: "image/png",
      backgroundColor: getComputedStyle(document.body).backgroundColor,
      filter: (one) => !(one instanceof Element && one.matches(".q-no-print, .q-actions, .q-chart details, script, template")),
    });
    const url = URL.createObjectURL(blob);
    dialog.querySelector("img").src = url;
    dialog.querySelector("a[download]").href = url;
    dialog.showModal();
    dialog.addEventListener("close", () => URL.revokeObjectURL(url), { once: true });
  } finally {
    root.dataset.bsTheme = theme;
    delete root.dataset.image;
  }
}
