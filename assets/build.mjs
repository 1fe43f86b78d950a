// Builds everything the console needs into qunce/base/ui/static/qunce/build/ (git-ignored):
//   console-HASH.css  the part of Tabler that our templates use, then our own theme
//   console-HASH.js   htmx and our own code          theme-HASH.js  sets the theme before the first paint
//   h5-HASH.css       pages for members inside WeChat, which need no script
//   charts-, drop-, drafts-, image-, push-HASH.js     fetched by the pages that need them
//   icons.svg         the Tabler icons of icons.txt as one sprite; manifest.json: plain name -> built name
// Run: npm ci --ignore-scripts && node assets/build.mjs
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join, dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import * as esbuild from "esbuild";
import { PurgeCSS } from "purgecss";

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const out = join(root, "qunce/base/ui/static/qunce/build");
const modules = join(root, "node_modules");
const manifest = {};
const files = new Map(); // written together at the end: a build that fails leaves the last one standing

function write(name, content) {
  const hash = createHash("sha256").update(content).digest("hex").slice(0, 8).toUpperCase();
  const dot = name.lastIndexOf(".");
  const built = `${name.slice(0, dot)}-${hash}${name.slice(dot)}`;
  files.set(built, content);
  manifest[name] = built;
  console.log(`${built.padEnd(28)} ${String(content.length).padStart(8)} B  ${String(gzipSync(content).length).padStart(7)} B gz`);
}

async function script(name, entry) {
  const result = await esbuild.build({
    entryPoints: [join(here, "js", entry)],
    bundle: true,
    minify: true,
    write: false,
    format: entry.includes("lazy") ? "esm" : "iife",
    target: ["es2020"],
    legalComments: "inline",
    charset: "utf8",
  });
  write(name, Buffer.from(result.outputFiles[0].contents));
}

async function style() {
  // Keep of Tabler only what some template, form or script of ours names. tests/test_assets.py fails
  // on a class that is used but not built.
  const [{ css }] = await new PurgeCSS().purge({
    css: [join(modules, "@tabler/core/dist/css/tabler.min.css")],
    content: [join(root, "qunce/**/*.html"), join(root, "qunce/**/*.py"), join(here, "js/**/*.js")],
    safelist: { standard: [/^data-bs-theme/], variables: [], keyframes: [] },
    keyframes: true,
  });
  const own = await esbuild.build({
    entryPoints: [join(here, "css/console.css")],
    bundle: true,
    minify: true,
    write: false,
    target: ["chrome100", "safari15"],
    charset: "utf8",
  });
  const tabler = await esbuild.transform(css.replace('@charset "UTF-8";', ""), { loader: "css", minify: true, charset: "utf8" });
  write("console.css", Buffer.from(`@charset "UTF-8";\n@layer tabler{${tabler.code}}\n${own.outputFiles[0].text}`));
}

function icons() {
  const nodes = JSON.parse(readFileSync(join(modules, "@tabler/icons/tabler-nodes-outline.json"), "utf8"));
  const filled = JSON.parse(readFileSync(join(modules, "@tabler/icons/tabler-nodes-filled.json"), "utf8"));
  const names = readFileSync(join(here, "icons.txt"), "utf8").split("\n").map((line) => line.trim()).filter(Boolean);
  const symbols = names.map((name) => {
    const solid = name.endsWith("-filled") && filled[name.replace(/-filled$/, "")];
    const parts = solid || nodes[name];
    if (!parts) throw new Error(`icons.txt: Tabler has no icon "${name}"`);
    const body = parts.map(([tag, attrs]) => `<${tag} ${Object.entries(attrs).map(([k, v]) => `${k}="${v}"`).join(" ")}/>`).join("");
    return `<symbol id="i-${name}" viewBox="0 0 24 24"${solid ? ' fill="currentColor" stroke="none"' : ""}>${body}</symbol>`;
  });
  const sprite = `<svg xmlns="http://www.w3.org/2000/svg" class="q-sprite" aria-hidden="true">${symbols.join("")}</svg>`;
  files.set("icons.svg", sprite);
  console.log(`icons.svg (${names.length} icons)`.padEnd(28), String(sprite.length).padStart(8), "B ", String(gzipSync(sprite).length).padStart(7), "B gz");
}

icons();
for (const name of readdirSync(join(here, "images"))) {
  if (statSync(join(here, "images", name)).isFile()) write(name, readFileSync(join(here, "images", name)));
}
await style();
const members = await esbuild.build({ entryPoints: [join(here, "css/h5.css")], bundle: true, minify: true, write: false, target: ["chrome100", "safari15"], charset: "utf8" });
write("h5.css", Buffer.from(members.outputFiles[0].text));
await script("theme.js", "theme.js");
await script("console.js", "console.js");
await script("charts.js", "lazy-charts.js");
await script("drop.js", "lazy-drop.js");
await script("drafts.js", "lazy-drafts.js");
await script("image.js", "lazy-image.js");
await script("push.js", "lazy-push.js");
files.set("manifest.json", JSON.stringify(manifest, null, 2) + "\n");
rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });
for (const [name, content] of files) writeFileSync(join(out, name), content);
