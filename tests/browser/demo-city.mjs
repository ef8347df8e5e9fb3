// The demonstration city as a separate process on a free port of this machine, with folders of its own.
import { execFileSync, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./pages-server.mjs";

const takau = process.env.TAKAU_BINARY ?? join(root, "target/debug/takau");

function freePort() {
  return new Promise((found) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => found(port));
    });
  });
}

/** Opens the city with some cases and more words for every command; gives its address, a parcel without doubts, and the way to close it. */
export async function open(cases, more = []) {
  const folder = await mkdtemp(join(tmpdir(), "takau-city-"));
  const places = ["--data", join(folder, "data"), "--keys", join(folder, "keys"), ...more];
  const run = (...words) => execFileSync(takau, [...words, ...places], { cwd: root, encoding: "utf8" }).trim();
  run("init", "--demo", "示範市政府都市發展局");
  run("release", "demo");
  const parcel = run("parcel");
  const at = `http://127.0.0.1:${await freePort()}`;
  const words = ["demo", "--cases", String(cases), "--per-minute", "6000", "--listen", at.slice(7), ...places];
  const server = spawn(takau, words, { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((ready, failed) => {
    server.stdout.on("data", (text) => String(text).includes("is open") && ready());
    server.on("exit", (code) => failed(new Error(`takau demo ended with ${code}`)));
  });
  const close = async () => {
    server.removeAllListeners("exit");
    server.kill("SIGINT");
    await new Promise((gone) => server.on("exit", gone));
    await rm(folder, { recursive: true });
  };
  return { at, parcel, close };
}
