() => {
  const found = [];
  const say = (text) => found.push(text);
  const name = (el) => {
    const label = (el.getAttribute("aria-label") || el.textContent || el.name || "").trim().replace(/\s+/g, " ").slice(0, 40);
    return `<${el.tagName.toLowerCase()}${el.id ? " #" + el.id : ""}${el.className && el.className.baseVal === undefined ? " ." + String(el.className).split(" ").slice(0, 2).join(".") : ""}> “${label}”`;
  };
  const style = (el) => getComputedStyle(el);
  const shown = (el) => el.checkVisibility({ checkOpacity: true, checkVisibilityCSS: true });
  const hiddenFromEyes = (el) => el.closest(".q-hidden, .visually-hidden, .q-skip");
  const width = document.documentElement.clientWidth;
  const phone = width < 500;

  // 1. Nothing wider than the window.
  if (document.documentElement.scrollWidth > width + 1) say(`the page is ${document.documentElement.scrollWidth} px wide in a window of ${width}`);
  const clipped = (el) => {
    for (let up = el.parentElement; up && up !== document.body; up = up.parentElement) if (style(up).overflowX !== "visible") return true;
    return false;
  };
  let wide = 0;
  for (const el of document.body.querySelectorAll("*")) {
    const box = el.getBoundingClientRect();
    if (!box.width || (box.right <= width + 1 && box.left >= -1) || hiddenFromEyes(el) || !shown(el) || clipped(el)) continue;
    if (wide++ < 5) say(`${name(el)} reaches from ${Math.round(box.left)} to ${Math.round(box.right)} in a window of ${width}`);
  }

  // 2. Ids are unique.
  const ids = new Map();
  for (const el of document.querySelectorAll("[id]")) ids.set(el.id, (ids.get(el.id) || 0) + 1);
  for (const [id, n] of ids) if (n > 1) say(`id “${id}” stands ${n} times`);

  // 3. Interactive things do not lie on each other, and have room for a thumb.
  const floats = (el) => {
    for (let up = el; up; up = up.parentElement) if (["fixed", "sticky"].includes(style(up).position)) return true;
    return false;
  };
  const selector = 'a[href], button, input:not([type="hidden"]), select, textarea, summary, [role="button"]';
  const things = [...document.querySelectorAll(selector)].filter((el) => shown(el) && !hiddenFromEyes(el) && !floats(el));
  const boxes = things.map((el) => el.getBoundingClientRect());
  let laid = 0;
  for (let i = 0; i < things.length; i++) {
    for (let j = i + 1; j < things.length; j++) {
      const [a, b] = [boxes[i], boxes[j]];
      const x = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const y = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (x <= 2 || y <= 2 || things[i].contains(things[j]) || things[j].contains(things[i]) || clipped(things[i]) !== clipped(things[j])) continue;
      if (laid++ < 5) say(`${name(things[i])} and ${name(things[j])} overlap by ${Math.round(x)}×${Math.round(y)}`);
    }
  }
  if (phone) {
    let small = 0;
    for (const el of things) {
      const inText = el.tagName === "A" && !el.matches(".btn") && (style(el).display.startsWith("inline") || el.closest(".q-title"));
      const target = el.matches("input[type=checkbox], input[type=radio], input[type=file]") ? el.closest("label") || el : el;
      const box = target.getBoundingClientRect();
      if (inText || el.matches(".q-link, .q-name") || (box.height >= 43.5 && box.width >= 43.5)) continue;
      if (small++ < 5) say(`${name(el)} is ${Math.round(box.width)}×${Math.round(box.height)}, too small for a thumb`);
    }
  }

  // 4. Text stays in its box.
  for (const el of document.querySelectorAll(".btn, .q-badge, th, td, h1, h2, h3, summary, .q-stat-value, legend, label")) {
    if (!shown(el) || hiddenFromEyes(el) || style(el).overflowX !== "visible") continue;
    if (el.scrollWidth > el.clientWidth + 2 && style(el).display !== "inline" && el.clientWidth) say(`text leaves ${name(el)}: ${el.scrollWidth} in ${el.clientWidth}`);
  }

  // 5. Text is not squeezed into a column of a few signs.
  let squeezed = 0;
  for (const el of document.body.querySelectorAll("p, li, dd, td, span, bdi, a, strong, label")) {
    const own = [...el.childNodes].filter((node) => node.nodeType === 3).map((node) => node.data.trim()).join("");
    if (own.length < 12 || !shown(el) || hiddenFromEyes(el)) continue;
    const em = parseFloat(style(el).fontSize);
    const box = el.getBoundingClientRect();
    if (box.width < 4 * em && box.height > 6 * em && squeezed++ < 5) say(`${name(el)} is squeezed into ${Math.round(box.width)}×${Math.round(box.height)}`);
  }
  return found;
}
