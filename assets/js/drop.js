// Many files into one <input type="file" multiple>: dropped, chosen or pasted, listed, removable.
const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function list(zone) {
  const input = zone.querySelector("input[type=file]");
  const target = zone.parentElement.querySelector(".q-drop-files");
  const pattern = zone.parentElement.querySelector("template");
  target.replaceChildren(
    ...[...input.files].map((file, i) => {
      const item = pattern.content.firstElementChild.cloneNode(true);
      item.querySelector("b").textContent = item.querySelector("b").title = file.name;
      item.querySelector("small").textContent = size(file.size);
      item.querySelector("button").addEventListener("click", () => put(zone, [...input.files].filter((_, j) => j !== i), false));
      return item;
    }),
  );
}

function put(zone, files, add = true) {
  const input = zone.querySelector("input[type=file]");
  const box = new DataTransfer();
  const seen = new Set();
  for (const file of [...(add && input.multiple ? zone.kept || [] : []), ...files]) {
    const key = `${file.name} ${file.size} ${file.lastModified}`;
    if (!seen.has(key)) [seen.add(key), box.items.add(file)];
  }
  input.files = box.files;
  zone.kept = [...box.files];
  list(zone);
}

export function startDrop() {
  const zoneOf = ({ target }) => target.closest?.("[data-drop]");
  for (const [event, on] of [["dragover", true], ["dragleave", false], ["drop", false]]) {
    document.addEventListener(event, (e) => {
      const zone = zoneOf(e);
      if (!zone) return;
      e.preventDefault();
      zone.classList.toggle("is-over", on);
      if (event === "drop") put(zone, e.dataTransfer.files);
    });
  }
  document.addEventListener("change", (e) => e.target.type === "file" && zoneOf(e) && put(zoneOf(e), [...e.target.files]));
}
