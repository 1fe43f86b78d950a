// Runs before the first paint: a theme that follows the device must not flash the other one.
const root = document.documentElement;
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => {
  if (!root.dataset.theme) root.dataset.bsTheme = dark.matches ? "dark" : "light";
};
follow();
dark.addEventListener("change", () => {
  follow();
  dispatchEvent(new Event("qunce:theme"));
});
