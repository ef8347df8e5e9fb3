// The asset build: styles, scripts, mark and icons into dist/, each under a name with its content's hash.
// Writes manifest.json (plain name → hashed name) and icons.json (the shapes templates draw inline).
import { build } from "esbuild";
import { createHash } from "node:crypto";
import { readFile, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const here = dirname(fileURLToPath(import.meta.url));
const root = join(here, "..", "..");
const dist = join(here, "dist");
const manifest = {};

async function keep(name, bytes) {
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 12);
  const dot = name.lastIndexOf(".");
  const hashed = `${name.slice(0, dot)}.${hash}${name.slice(dot)}`;
  manifest[name] = hashed;
  await writeFile(join(dist, hashed), bytes);
  if (!name.endsWith(".png")) await writeFile(join(dist, `${hashed}.gz`), gzipSync(bytes, { level: 9 }));
  return hashed;
}

async function iconShapes() {
  const folders = ["pages", "pages/parts", ...(await readdir(join(here, "components"))).map((name) => `components/${name}`)];
  const used = new Set(["file-check", "map", "map-pin", "route", "shield-check"]);
  for (const folder of folders) {
    for (const file of await readdir(join(here, folder))) {
      if (!file.endsWith(".jinja")) continue;
      const text = await readFile(join(here, folder, file), "utf8");
      for (const [, name] of text.matchAll(/icon\("([a-z0-9-]+)"\)/g)) used.add(name);
      const table = text.match(/set icons = \{([^}]*)\}/)?.[1] ?? "";
      for (const [, name] of table.matchAll(/: "([a-z0-9-]+)"/g)) used.add(name);
    }
  }
  const shapes = {};
  for (const name of [...used].sort()) {
    const svg = await readFile(join(root, "node_modules/lucide-static/icons", `${name}.svg`), "utf8");
    shapes[name] = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/<svg[\s\S]*?>|<\/svg>/g, "").replace(/\s+/g, " ").replaceAll("> <", "><").trim();
  }
  return shapes;
}

for (const name of await readdir(dist)) if (name !== ".gitkeep") await rm(join(dist, name));
const common = { bundle: true, minify: true, write: false, logLevel: "warning", legalComments: "eof" };
const styles = await build({ ...common, entryPoints: [join(here, "styles/app.css")], target: ["chrome120", "firefox121", "safari17"] });
const scripts = await build({ ...common, entryPoints: [join(here, "scripts/app.ts")], format: "esm", target: "es2022", nodePaths: [join(root, "node_modules")] });
await keep("app.css", styles.outputFiles[0].contents);
await keep("app.js", scripts.outputFiles[0].contents);
const engine = { ...common, format: "esm", target: "es2022", nodePaths: [join(root, "node_modules")] };
const map = await build({ ...engine, entryPoints: [join(here, "scripts/map.ts")] });
await keep("map.js", map.outputFiles[0].contents);
const threads = await build({ ...engine, entryPoints: [join(root, "node_modules/maplibre-gl/dist/maplibre-gl-worker.mjs")] });
await keep("map-worker.js", threads.outputFiles[0].contents);
const mark = await keep("mark.svg", await readFile(join(here, "styles/mark.svg")));
const icons = [];
for (const [size, purpose] of [[192, "any"], [512, "any"], [512, "maskable"]]) {
  const name = purpose === "maskable" ? `app-maskable-${size}.png` : `app-icon-${size}.png`;
  icons.push({ src: await keep(name, await readFile(join(here, "styles", name))), type: "image/png", sizes: `${size}x${size}`, purpose });
}
await keep("apple-touch-icon.png", await readFile(join(here, "styles/apple-touch-icon.png")));
const app = {
  id: "/",
  name: "都市發展線上櫃檯",
  short_name: "都發櫃檯",
  lang: "zh-Hant",
  start_url: "/",
  scope: "/",
  display: "standalone",
  background_color: "#fbfcfb",
  theme_color: "#0b4f60",
  icons: [{ src: mark, type: "image/svg+xml", sizes: "any" }, ...icons],
  shortcuts: [{ name: "都市計畫地圖", short_name: "地圖", url: "/map", icons: [icons[0]] }],
};
await keep("takau.webmanifest", Buffer.from(JSON.stringify(app)));
// What the map needs to open without a connection.
const kept = ["app.css", "app.js", "map.js", "map-worker.js", "mark.svg"].map((name) => `/assets/${manifest[name]}`);
const edition = createHash("sha256").update(kept.join()).digest("hex").slice(0, 12);
const worker = await build({ ...common, entryPoints: [join(here, "scripts/sw.ts")], format: "iife", target: "es2022", define: { KEEP: JSON.stringify(kept), EDITION: JSON.stringify(edition) } });
await keep("sw.js", worker.outputFiles[0].contents);
await writeFile(join(dist, "icons.json"), JSON.stringify(await iconShapes()));
await writeFile(join(dist, "manifest.json"), JSON.stringify(manifest, null, 2));
