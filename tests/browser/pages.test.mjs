// Every sample page in a real browser: accessible in light and dark, at both widths, in both languages;
// nothing wider than the window, nothing the content policy refuses, nothing too small to touch.
// Needs the pages: `TAKAU_PAGES=target/pages cargo test -p web`, and the assets: `npm run assets`.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { after, before, test } from "node:test";
import { chromium } from "playwright-core";
import { browserOptions, names, serve } from "./pages-server.mjs";

const axe = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const widths = [390, 1280];
const schemes = ["light", "dark"];
let browser;
let house;

before(async () => {
  house = await serve();
  browser = await chromium.launch(browserOptions);
});

after(async () => {
  await browser?.close();
  house?.close();
});

async function look(scheme, width, each) {
  const context = await browser.newContext({ colorScheme: scheme, viewport: { width, height: 900 }, reducedMotion: "reduce" });
  const page = await context.newPage();
  const refused = [];
  // A sample of the map has no house behind it to give style and pictures; its own journey looks at these.
  const isTheMaps = (message) => message.location().url.startsWith(`${house.at}/map/`);
  page.on("console", (message) => message.type() === "error" && !isTheMaps(message) && refused.push(message.text()));
  page.on("pageerror", (error) => refused.push(String(error)));
  for (const name of await names()) {
    await page.goto(`${house.at}/${name}`);
    await each(page, name, refused.splice(0));
  }
  await context.close();
}

for (const scheme of schemes) {
  for (const width of widths) {
    test(`no page has a barrier in ${scheme} at ${width} px`, { timeout: 600_000 }, async () => {
      const found = [];
      let pages = 0;
      let passes = 0;
      await look(scheme, width, async (page, name, refused) => {
        refused.forEach((text) => found.push(`${name}: the browser says ${text}`));
        await page.evaluate(axe);
        const result = await page.evaluate(
          (tags) =>
            window.axe.run(document, {
              runOnly: { type: "tag", values: tags },
              rules: { "color-contrast-enhanced": { enabled: true }, "target-size": { enabled: true } },
              resultTypes: ["violations"],
            }),
          rules,
        );
        pages += 1;
        passes += result.passes.length;
        for (const rule of result.violations) for (const node of rule.nodes) found.push(`${name}: ${rule.id}: ${node.target} ${node.any[0]?.message ?? ""}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        if (wide > 0) found.push(`${name}: ${wide} px wider than the window`);
      });
      console.log(`${pages} pages in ${scheme} at ${width} px: ${passes} rules passed, ${found.length} barriers`);
      assert.ok(pages > 0, "no pages were written");
      assert.deepEqual(found, []);
    });
  }
}

test("no page is cut off when text is twice as large", { timeout: 300_000 }, async () => {
  const found = [];
  let pages = 0;
  // 1280 px at 200 % zoom is a window of 640 CSS px.
  await look("light", 640, async (page, name) => {
    pages += 1;
    const cut = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (cut > 0) found.push(`${name}: ${cut} px`);
  });
  console.log(`${pages} pages at 200 %: ${found.length} cut off`);
  assert.deepEqual(found, []);
});

test("without scripts every form still has its button and its address", { timeout: 300_000 }, async () => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  let forms = 0;
  for (const name of await names()) {
    await page.goto(`${house.at}/${name}`);
    for (const form of await page.locator("form").all()) {
      forms += 1;
      assert.ok((await form.locator("button").count()) > 0, `${name}: a form without a button`);
    }
  }
  console.log(`${forms} forms without scripts`);
  await context.close();
});

test("scripts count, keep, look again and lead to what is wrong", { timeout: 120_000 }, async () => {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  let kept = "";
  await page.route("**/keep", (route) => {
    kept = route.request().postData();
    return route.fulfill({ json: { saved_at: "2026-11-23T02:40:00Z" } });
  });
  await page.goto(`${house.at}/form-slips.en.html`);
  assert.ok(await page.evaluate(() => document.activeElement.matches("[data-error-summary]")), "the summary has the focus");
  await page.locator("#remark").fill("港");
  await page.getByText("199 characters left").waitFor({ timeout: 5_000 });
  await page.getByText("Saved at 10:40").waitFor({ timeout: 10_000 });
  assert.match(kept, /csrf=sample/);
  await page.locator(".error-summary a").first().click();
  assert.equal(await page.evaluate(() => document.activeElement.id), "person_id");

  await page.route("**/poll", (route) => route.fulfill({ json: { done: true, href: "/receipt.en.html" } }));
  await page.goto(`${house.at}/pay-return-waiting.en.html`);
  await page.waitForURL("**/receipt.en.html", { timeout: 10_000 });
  await context.close();
});
