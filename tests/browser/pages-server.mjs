// Serves the written sample pages and the built assets on loopback, under the policy the door sends.
import { createServer } from "node:http";
import { readFile, readdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../..", import.meta.url));
export const folder = join(root, process.env.TAKAU_PAGES ?? "target/pages");
const kinds = { css: "text/css", js: "text/javascript", svg: "image/svg+xml", png: "image/png", webmanifest: "application/manifest+json" };
// The same text as `headers::content_policy`; a test of the whole binary compares the two.
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; connect-src 'self'; " +
  "manifest-src 'self'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

export async function names() {
  return (await readdir(folder)).filter((name) => name.endsWith(".html")).sort();
}

export async function serve() {
  const dist = join(root, "crates/web/dist");
  const plain = JSON.parse(await readFile(join(dist, "manifest.json"), "utf8"));
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, "http://localhost").pathname;
    const name = basename(path);
    const isAsset = path.startsWith("/assets/");
    try {
      // A worker that does nothing: the house's own would answer for the next page.
      const isWorker = path === "/sw.js";
      const bytes = isWorker ? "" : await readFile(isAsset ? join(dist, plain[name] ?? name) : join(folder, name));
      response.setHeader("content-security-policy", policy);
      response.setHeader("content-type", isAsset || isWorker ? (kinds[name.split(".").pop()] ?? "text/plain") : "text/html; charset=utf-8");
      response.end(bytes);
    } catch {
      response.statusCode = 404;
      response.end();
    }
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return { at: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

export const browserOptions = {
  executablePath: "/usr/bin/chromium",
  args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
};
