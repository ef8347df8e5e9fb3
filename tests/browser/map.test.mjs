// The planning map against the real binary, on a phone and on a desk: it is searched, tapped, slid through time,
// measured, sent as a link and printed; it works from the keyboard, without scripts, without tiles and without a
// connection; every state passes axe in light and dark. With `TAKAU_SHOTS=<folder>` pictures are left there.
import test from "node:test";
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { VectorTile } from "@mapbox/vector-tile";
import { PbfReader } from "pbf";
import { chromium } from "playwright-core";
import { open } from "./demo-city.mjs";
import { browserOptions, root } from "./pages-server.mjs";

const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");
const shots = process.env.TAKAU_SHOTS;
const sizes = [
  { name: "phone", width: 390, height: 844, prefix: "/en", isMobile: true, hasTouch: true },
  { name: "desk", width: 1280, height: 800, prefix: "", isMobile: false, hasTouch: false },
];

async function ready(page) {
  await page.locator("[data-map][data-ready]").waitFor({ timeout: 60_000 });
}

async function shot(page, name) {
  if (shots) await page.screenshot({ path: join(shots, `${name}.png`) });
}

async function barriers(page, found, what) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    await page.evaluate(axe);
    const result = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
    for (const rule of result.violations) found.push(`${what} ${colorScheme}: ${rule.id} ${rule.nodes[0].html.slice(0, 200)}`);
    const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wide > 0) found.push(`${what} ${colorScheme}: ${wide} px wider than the window`);
  }
  await page.emulateMedia({ colorScheme: "light" });
}

const spoken = (page) => page.locator(".map-sentence").textContent();

/** Waits for words that are not the ones before. */
async function newWords(page, before) {
  await page.waitForFunction((old) => (document.querySelector(".map-sentence")?.textContent ?? old) !== old, before, { timeout: 20_000 });
  return spoken(page);
}

/** A place whose zone was changed on a day: from the tiles themselves, as any map program reads them. */
async function changedPlace(page, at) {
  const style = await (await page.request.get(`${at}/map/style.json?lang=en`)).json();
  const [area] = style.metadata.areas;
  const n = 2 ** 14;
  const [lng, lat] = toDegrees(area.e, area.n);
  const [x, y] = [Math.floor(((lng + 180) / 360) * n), Math.floor(((1 - Math.asinh(Math.tan((lat * Math.PI) / 180)) / Math.PI) / 2) * n)];
  for (const [dx, dy] of [[0, 0], [1, 0], [0, 1], [-1, 0], [0, -1]]) {
    const address = style.sources.zones.tiles[0].replace("{z}", 14).replace("{x}", x + dx).replace("{y}", y + dy);
    const bytes = await (await page.request.get(at + address)).body();
    const layer = new VectorTile(new PbfReader(bytes)).layers.zones;
    for (let k = 0; k < (layer?.length ?? 0); k += 1) {
      const feature = layer.feature(k);
      if (feature.properties.in_force_from !== "2016-05-20") continue;
      const [ring] = feature.loadGeometry();
      if (ring.some((p) => p.x < 0 || p.y < 0 || p.x > 4096 || p.y > 4096)) continue;
      const middle = ring.slice(1).reduce((m, p) => [m[0] + p.x / (ring.length - 1), m[1] + p.y / (ring.length - 1)], [0, 0]);
      const tile = [x + dx + middle[0] / 4096, y + dy + middle[1] / 4096];
      const degrees = [(tile[0] / n) * 360 - 180, (Math.atan(Math.sinh(Math.PI * (1 - (2 * tile[1]) / n))) * 180) / Math.PI];
      return toMetres(...degrees).map(Math.round);
    }
  }
  throw new Error("no zone of the first plan area was changed");
}

// Good to a decimetre over a tile: the middle of a zone is looked for, not its border.
function toMetres(lng, lat) {
  const [a, e2, k0, rad] = [6378137, 0.00669438002290, 0.9999, Math.PI / 180];
  const [phi, l] = [lat * rad, (lng - 121) * rad];
  const [s, c, t] = [Math.sin(phi), Math.cos(phi), Math.tan(phi)];
  const [nu, eta2] = [a / Math.sqrt(1 - e2 * s * s), (e2 / (1 - e2)) * c * c];
  const m = a * ((1 - e2 / 4 - (3 * e2 ** 2) / 64) * phi - ((3 * e2) / 8 + (3 * e2 ** 2) / 32) * Math.sin(2 * phi) + ((15 * e2 ** 2) / 256) * Math.sin(4 * phi));
  const A = l * c;
  return [250000 + k0 * nu * (A + ((1 - t * t + eta2) * A ** 3) / 6), k0 * (m + nu * t * (A ** 2 / 2 + ((5 - t * t + 9 * eta2) * A ** 4) / 24))];
}

function toDegrees(e, n) {
  let [lng, lat] = [121, n / 110800];
  for (let k = 0; k < 20; k += 1) {
    const [ge, gn] = toMetres(lng, lat);
    lat += (n - gn) / 110800;
    lng += (e - ge) / (111320 * Math.cos((lat * Math.PI) / 180));
  }
  return [lng, lat];
}

test("the planning map", { timeout: 600_000 }, async (t) => {
  const demo = await open(0);
  const browser = await chromium.launch(browserOptions);
  const folder = await mkdtemp(join(tmpdir(), "takau-map-"));
  t.after(async () => {
    await browser.close();
    await demo.close();
    await rm(folder, { recursive: true });
  });

  for (const { name, prefix, width, height, ...device } of sizes) {
    const context = () => browser.newContext({ viewport: { width, height }, bypassCSP: true, reducedMotion: "reduce", serviceWorkers: "block", ...device });

    await t.test(`on a ${name} it is searched, tapped, slid through time, measured, sent and printed`, { timeout: 240_000 }, async () => {
      const own = await context();
      const page = await own.newPage();
      const refused = [];
      page.on("pageerror", (error) => refused.push(String(error)));
      page.on("console", (message) => message.type() === "error" && refused.push(message.text()));
      const found = [];
      await page.goto(`${demo.at}${prefix}/map`);
      await ready(page);
      await shot(page, `${name}-open`);
      await barriers(page, found, `${name} open`);

      // Searching goes there and answers in words.
      await page.fill("#q", demo.parcel);
      await page.press("#q", "Enter");
      const searched = await newWords(page, "");
      assert.match(searched, new RegExp(demo.parcel.match(/\d[\d-]*$/)[0]));
      assert.ok(await page.locator(".map-ways a.button").count(), "the certificate is one tap away");
      await page.waitForFunction(() => new URL(location.href).searchParams.get("parcel"));
      await page.waitForTimeout(800);
      await shot(page, `${name}-searched`);
      await barriers(page, found, `${name} searched`);

      // Sliding shows another zone, and says so.
      const [e, n] = await changedPlace(page, demo.at);
      await page.goto(`${demo.at}${prefix}/map?e=${e}&n=${n}&scale=1500`);
      await ready(page);
      const stage = await page.locator(".map-live").boundingBox();
      const middle = [stage.x + stage.width / 2, stage.y + stage.height / 2];
      const tap = (x, y) => (device.hasTouch ? page.touchscreen.tap(x, y) : page.mouse.click(x, y));
      await tap(...middle);
      const today = await newWords(page, "");
      const pixel = async () => (await page.screenshot({ clip: { x: middle[0] - 60, y: middle[1] - 60, width: 30, height: 30 } })).toString("base64");
      const seen = await pixel();
      const shownOn = () => new URL(page.url()).searchParams.get("on");
      while (shownOn() > "1996-08-01") {
        const day = shownOn();
        await page.locator("[data-step='-1']").click();
        await page.waitForFunction((old) => new URL(location.href).searchParams.get("on") !== old, day);
      }
      assert.equal(shownOn(), "1996-08-01", "the day the zones were first set");
      await page.waitForFunction(() => /1996|85年/.test(document.querySelector(".map-sentence").textContent));
      const before = await spoken(page);
      await page.waitForTimeout(1_500);
      console.log(`${name}: ${today} | ${before}`);
      const zone = (words) => words.match(/[「“](.+?)[」”]/)?.[1];
      assert.ok(zone(today) && zone(before), "both days have a zone here");
      assert.notEqual(zone(before), zone(today));
      assert.notEqual(await pixel(), seen, "the map shows the other zone too");
      await shot(page, `${name}-past`);
      await barriers(page, found, `${name} past`);

      // Measuring: two hundred pixels are so many metres at this scale.
      await page.locator("[data-close]").click();
      await page.locator("[data-tool=measure]").click();
      await tap(middle[0] - 80, middle[1]);
      await tap(middle[0] + 80, middle[1]);
      const length = Number((await page.locator(".map-measure output").textContent()).match(/[\d.]+/)[0]);
      const view = new URL(page.url()).searchParams;
      const expected = (160 * 0.25 * Number(view.get("scale"))) / 1_000;
      assert.ok(Math.abs(length / expected - 1) < 0.015, `${length} m measured, ${expected} m at this scale`);
      await page.locator(".map-chip[data-kind=area]").click();
      await tap(middle[0], middle[1] - 100);
      assert.match(await page.locator(".map-measure output").textContent(), /m² · [\d,.]+ (坪|ping)/);
      await shot(page, `${name}-measured`);
      await barriers(page, found, `${name} measured`);
      await page.locator(".map-chip").last().click();

      // The link opens the same view of the same day.
      const link = await page.locator("[data-share]").getAttribute("href");
      const other = await own.newPage();
      await other.goto(new URL(link, demo.at).href);
      await ready(other);
      const again = new URL(other.url()).searchParams;
      for (const key of ["e", "n", "on", "release"]) assert.equal(again.get(key), view.get(key), key);
      assert.ok(Math.abs(Number(again.get("scale")) / Number(view.get("scale")) - 1) < 0.01);
      await other.close();

      // The sheet: one page of A4, of this day and this release.
      await page.locator("[data-part=print] summary").click();
      await page.selectOption("#print-scale", "1000");
      await page.locator("[data-part=print] button").scrollIntoViewIfNeeded();
      await shot(page, `${name}-print-form`);
      const query = await page.evaluate(() => new URLSearchParams(new FormData(document.querySelector("[data-print]"))).toString());
      const sheet = await page.request.get(`${demo.at}${prefix}/map/print?${query}`);
      assert.equal(sheet.status(), 200);
      assert.equal(sheet.headers()["content-type"], "application/pdf");
      const pdf = join(folder, `${name}.pdf`);
      await writeFile(pdf, await sheet.body());
      const facts = execFileSync("pdfinfo", [pdf], { encoding: "utf8" });
      assert.match(facts, /Pages: +1\n/);
      assert.match(facts, /Page size: +595\.\d+ x 841\.\d+ pts/);
      const text = execFileSync("pdftotext", [pdf, "-"], { encoding: "utf8" });
      for (const words of ["1:1000", view.get("release")]) assert.ok(text.includes(words), `${words} is on the sheet`);
      if (shots) execFileSync("pdftoppm", ["-r", "90", "-png", "-singlefile", pdf, join(shots, `${name}-sheet`)]);

      await own.close();
      assert.deepEqual(found, []);
      assert.deepEqual(refused, []);
    });
  }

  await t.test("it works from the keyboard alone", { timeout: 120_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", serviceWorkers: "block" });
    const page = await context.newPage();
    await page.goto(`${demo.at}/map`);
    await ready(page);
    await page.locator(".maplibregl-canvas").focus();
    const from = page.url();
    await page.keyboard.press("ArrowRight");
    await page.waitForFunction((old) => location.href !== old, from);
    await page.keyboard.press("+");
    await page.keyboard.press("Enter");
    assert.ok((await newWords(page, "")).length > 4);
    await page.locator("[data-range]").focus();
    const day = await page.locator("[data-day]").textContent();
    await page.keyboard.press("Home");
    await page.waitForFunction((old) => document.querySelector("[data-day]").textContent !== old, day);
    await context.close();
  });

  await t.test("without scripts there is a picture with ways to move it, and a table of the same", { timeout: 120_000 }, async () => {
    for (const { name, width, height } of sizes) {
      const context = await browser.newContext({ viewport: { width, height }, javaScriptEnabled: false });
      const page = await context.newPage();
      await page.goto(`${demo.at}/map`);
      // What leads to another page: there once all of it is there.
      const follow = async (button) => {
        const from = page.url();
        await page.click(button);
        await page.waitForURL((url) => url.href !== from);
      };
      const drawn = () => page.locator(".map-still img").evaluate((image) => image.complete && image.naturalWidth > 0);
      assert.ok(await drawn());
      for (const way of [".map-move-nearer a", ".map-move-east a"]) {
        await follow(way);
        assert.ok(await drawn(), way);
        await shot(page, `${name}-still`);
      }
      await page.click(".map-days summary");
      await page.fill("#on", "1999-01-01");
      await follow(".map-days button");
      assert.match(page.url(), /on=1999-01-01/);
      await follow("[data-table-link]");
      assert.ok((await page.locator("tbody tr").count()) > 3, "the table lists what is there");
      await shot(page, `${name}-table`);
      await context.close();
    }
  });

  await t.test("when tiles fail it says so and offers to try again", { timeout: 120_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: "reduce", serviceWorkers: "block" });
    const page = await context.newPage();
    await page.route("**/tiles/**", (route) => route.abort());
    await page.goto(`${demo.at}/en/map`);
    await page.locator("[data-say] button").waitFor({ timeout: 30_000 });
    await page.unroute("**/tiles/**");
    await page.locator("[data-say] button").click();
    await page.locator("[data-legend] li img").first().waitFor({ timeout: 30_000 });
    await context.close();
  });

  await t.test("without a connection what was seen is still there, and what is not says so", { timeout: 120_000 }, async () => {
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, reducedMotion: "reduce" });
    const page = await context.newPage();
    await page.goto(`${demo.at}/en/map`);
    await ready(page);
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await ready(page);
    await page.waitForTimeout(1_000);
    await context.setOffline(true);
    await page.goto(`${demo.at}/en/map`);
    await ready(page);
    await page.locator("[data-legend] li img").first().waitFor({ timeout: 30_000 });
    assert.match(await page.locator("[data-say]").textContent(), /offline/);
    await shot(page, "phone-offline-map");
    await page.goto(`${demo.at}/en/find`);
    assert.match(await page.locator("h1").textContent(), /No connection/);
    await shot(page, "phone-offline");
    const kept = await page.evaluate(async () => {
      const names = await caches.keys();
      const lists = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).map((own) => new URL(own.url).pathname)));
      return lists.flat();
    });
    const personal = kept.filter((path) => !/^(\/assets\/|\/tiles\/|\/map\/(style\.json|sprite\/|swatch\/)|(\/en)?(\/map)?\/offline$)/.test(path));
    assert.deepEqual(personal, [], "nothing but the map and its pages is kept");
    assert.ok(kept.some((path) => path.startsWith("/tiles/")));
    await context.close();
  });

  await t.test("it can be installed", async () => {
    const page = await browser.newPage();
    await page.goto(demo.at);
    const manifest = await (await page.request.get(new URL(await page.getAttribute("link[rel=manifest]", "href"), demo.at).href)).json();
    assert.equal(manifest.display, "standalone");
    for (const [size, purpose] of [["192x192", "any"], ["512x512", "any"], ["512x512", "maskable"]]) {
      const icon = manifest.icons.find((own) => own.sizes === size && own.purpose === purpose);
      assert.ok(icon, `${size} ${purpose}`);
      assert.equal((await page.request.get(new URL(icon.src, new URL(await page.getAttribute("link[rel=manifest]", "href"), demo.at)).href)).status(), 200);
    }
    assert.ok(await page.getAttribute("link[rel=apple-touch-icon]", "href"));
    const worker = await page.request.get(`${demo.at}/sw.js`);
    assert.match(worker.headers()["content-type"], /javascript/);
    await page.close();
  });
});
