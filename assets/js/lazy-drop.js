// Many files into one <input type="file" multiple>: dropped or chosen, listed, removable.
const size = (bytes) => (bytes < 1048576 ? `${Math.max(1, Math.round(bytes / 1024))} KB` : `${(bytes / 1048576).toFixed(1)} MB`);

function put(zone, files) {
  const box = new DataTransfer();
  new Map([...files].map((file) => [`${file.name} ${file.size}`, file])).forEach((file) => box.items.add(file));
  zone.querySelector("input").files = box.files;
  zone.files = [...box.files];
  const [list, pattern] = [".q-drop-files", "template"].map((part) => zone.parentElement.querySelector(part));
  const items = zone.files.map((file) => {
    const item = pattern.content.firstElementChild.cloneNode(true);
    item.querySelector("b").textContent = item.querySelector("b").title = file.name;
    item.querySelector("small").textContent = size(file.size);
    item.querySelector("button").onclick = () => put(zone, zone.files.filter((one) => one !== file));
    return item;
  });
  list.replaceChildren(...items);
}

for (const kind of ["dragover", "dragleave", "drop", "change"]) {
  document.addEventListener(kind, (event) => {
    const zone = event.target.closest?.("[data-drop]");
    if (!zone) return;
    if (kind !== "change") event.preventDefault();
    zone.classList.toggle("is-over", kind === "dragover");
    const files = { drop: event.dataTransfer?.files, change: event.target.files }[kind];
    if (files) put(zone, zone.querySelector("input").multiple ? [...(zone.files || []), ...files] : files);
  });
}
