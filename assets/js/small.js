// Copying, and the theme.
export async function copyText(button) {
  const source = button.dataset.copyFrom && document.querySelector(button.dataset.copyFrom);
  const text = source ? (source.value ?? source.textContent) : button.dataset.copy;
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // No clipboard on plain http from a phone: select it in a field and ask the old way.
    const field = Object.assign(document.createElement("textarea"), { value: text, readOnly: true, className: "q-hidden" });
    (button.closest("dialog") || document.body).append(field);
    field.select();
    const copied = document.execCommand("copy");
    field.remove();
    if (!copied) return source?.select?.();
  }
  button.closest("[data-row]")?.classList.add("was-copied"); // what comes next is to say that it was sent
  const label = button.querySelector("[data-label]");
  if (!label || button.classList.contains("is-copied")) return;
  const before = label.textContent;
  label.textContent = button.dataset.done;
  button.classList.add("is-copied");
  setTimeout(() => [(label.textContent = before), button.classList.remove("is-copied")], 2000);
}

export function startTheme() {
  const root = document.documentElement;
  document.addEventListener("click", ({ target }) => {
    const button = target.closest?.("[data-set-theme]");
    if (!button) return;
    const theme = button.dataset.setTheme;
    document.cookie = `qunce_theme=${theme}; path=/; max-age=31536000; samesite=lax`;
    root.dataset.theme = theme;
    root.dataset.bsTheme = theme || (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
    document.querySelectorAll("[data-set-theme]").forEach((one) => one.setAttribute("aria-pressed", String(one === button)));
    dispatchEvent(new Event("qunce:theme"));
    const { themeUrl } = button.closest("[data-theme-url]")?.dataset || {};
    const headers = { "X-CSRFToken": document.querySelector('meta[name="csrf-token"]')?.content || "" };
    if (themeUrl) fetch(themeUrl, { method: "POST", body: new URLSearchParams({ theme }), headers, keepalive: true }).catch(() => {}); // this browser keeps it anyway
  });
}

// <input data-narrow="#list"> shows only the entries that hold what was typed, and those already chosen.
export function startNarrow() {
  document.addEventListener("input", ({ target }) => {
    const list = target.dataset?.narrow && document.querySelector(target.dataset.narrow);
    if (!list) return;
    const wanted = target.value.trim().toLowerCase();
    for (const one of list.children) one.hidden = !one.textContent.toLowerCase().includes(wanted) && !one.querySelector(":checked");
  });
}
