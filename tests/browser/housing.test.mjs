// A household's whole errand against the real binary, at phone width and in both languages: would I qualify, apply
// with two photographs, read the correction notice in the mailbox, photograph again, see the decision; the officer at
// desktop width. Every page passes axe in light and dark.
import test from "node:test";
import assert from "node:assert/strict";
import { cp, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { barriers } from "./axe.mjs";
import { open } from "./demo-city.mjs";
import { browserOptions, root } from "./pages-server.mjs";

/** A photograph a telephone could have taken, as small as one can be: a frame, a scan, and a place in its Exif. */
function photograph(mark) {
  const segment = (marker, bytes) => Buffer.concat([Buffer.from([0xff, marker, (bytes.length + 2) >> 8, (bytes.length + 2) & 255]), bytes]);
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from("JFIF\0\x01\x01\0\0\x01\0\x01\0\0", "latin1")),
    segment(0xe1, Buffer.from("Exif\0\0II*\0\x08\0\0\0\0\0 where it was taken", "latin1")),
    segment(0xc0, Buffer.from([8, 0, 2, 0, 3, 1, 1, 0x11, 0])),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([mark, 2, 3, 0xff, 0xd9]),
  ]);
}

const jpeg = (name, mark) => ({ name, mimeType: "image/jpeg", buffer: photograph(mark) });

/** The services with the running campaign around today: a season's dates are facts of its year. */
async function servicesOfToday() {
  const folder = await mkdtemp(join(tmpdir(), "takau-services-"));
  await cp(join(root, "services"), folder, { recursive: true });
  const file = join(folder, "housing-rent/service.yaml");
  const day = (away) => new Date(Date.now() + away * 86_400_000).toISOString().slice(0, 10);
  const text = await readFile(file, "utf8");
  const changed = text.replace(/(- id: "115"[\s\S]*?opens: )\S+([\s\S]*?closes: )\S+/, `$1${day(-30)}T00:00:00+08:00$2${day(30)}T00:00:00+08:00`);
  assert.notEqual(changed, text, "the campaign was found");
  await writeFile(file, changed);
  return folder;
}

async function fill(page, answers) {
  for (const [name, value] of Object.entries(answers)) {
    const field = page.locator(`[name="${name}"]`);
    const [kind, tag] = [await field.first().getAttribute("type"), await field.first().evaluate((found) => found.tagName)];
    if (tag === "SELECT") await field.selectOption(value);
    else if (kind === "radio" || kind === "checkbox") await page.locator(`[name="${name}"][value="${value}"]`).check();
    else await field.first().fill(value);
  }
}

/** Presses the button that goes on and waits for the page it leads to. */
async function onward(page, selector = "form#answers .actions button >> nth=0") {
  await Promise.all([page.waitForEvent("load"), page.click(selector)]);
}

/** The newest letter whose words say this. */
async function letter(context, at, says) {
  const page = await context.newPage();
  try {
    for (let tries = 0; tries < 120; tries += 1) {
      await page.goto(`${at}/demo/mail/`.replace(/\/$/, ""));
      for (const href of await page.locator(".mails a").evaluateAll((links) => links.map((link) => link.href))) {
        await page.goto(href);
        const text = await page.textContent("article.mail");
        if (says.test(text)) return { text, links: await page.locator("article.mail ul a").evaluateAll((links) => links.map((link) => link.href)) };
      }
      await page.waitForTimeout(250);
    }
    throw new Error(`no letter says ${says}`);
  } finally {
    await page.close();
  }
}

const words = {
  "": { code: /(\d{6}) 是您/, blurred: "租約照片看不清楚，請每頁重拍。", reasons: "出租人是直系親屬。", email: "ming@example.org" },
  "/en": { code: /(\d{6}) is your/, blurred: "The lease cannot be read. Photograph every page again.", reasons: "The landlord is a relative.", email: "amy@example.org" },
};

/** From the pre-screening to the receipt; gives the case's number. */
async function apply(page, { at, prefix }, look) {
  const say = words[prefix];
  await page.goto(`${at}${prefix}/services/housing-rent`);
  await look(page);
  await page.goto(`${at}${prefix}/services/housing-rent/screen`);
  await fill(page, { age: "35", household_size: "1", income_year: "４２０，０００", homes: "0", children: "0", elders: "0", district: "sanmin", rent: "12,000", landlord_relation: "none" });
  await look(page);
  await onward(page, ".actions button >> nth=0");
  await look(page);
  await page.goto(`${at}${prefix}/services/housing-rent`);
  await onward(page, ".service-head .button-key");
  await fill(page, { district: "sanmin", address: "示範路 100 號 5 樓", rent: "12,000", has_lease: "yes", landlord_relation: "lineal" });
  await onward(page);
  await fill(page, { lease_from: "115/7/1", lease_until: "民國116年6月30日", landlord: "王爸爸" });
  await onward(page);
  await fill(page, { name: "王小明", person_id: "A123456789", born_on: "80.5.1", marital: "single", phone: "0912345678", email: say.email, email_again: say.email });
  await look(page);
  await onward(page);
  while (!page.url().endsWith("/documents")) await onward(page);
  await look(page);
  // Two photographs at once; a picture of nothing is refused and leaves them alone.
  await page.setInputFiles("input[type=file] >> nth=0", [jpeg("page 1.jpg", 1), jpeg("page 2.jpg", 2)]);
  await page.waitForSelector(".kept-files li >> nth=1");
  await page.setInputFiles("input[type=file] >> nth=0", [{ name: "lease.pdf", mimeType: "application/pdf", buffer: Buffer.from("PK\x03\x04 not a lease") }]);
  await page.waitForSelector("#lease_files-slip");
  assert.equal(await page.locator(".kept-files li").count(), 2);
  await look(page);
  await onward(page);
  await page.check("input[name=consent]");
  await onward(page);
  await look(page);
  assert.match(await page.textContent("main"), /page 2\.jpg/);
  await onward(page);
  await look(page);
  const code = (await letter(page.context(), at, say.code)).text.match(say.code)[1];
  await page.fill("#code", code);
  await onward(page);
  await page.waitForURL(/\/receipt/);
  await look(page);
  return page.url().match(/\/case\/([^/]+)/)[1];
}

async function officer(page, { at, prefix, number }, look) {
  await page.goto(`${at}${prefix}/officer/sign-in`);
  await onward(page, "button:has-text('示範住宅人員')");
  for (let tries = 0; tries < 120 && !(await page.locator("#ask-lease_files").count()); tries += 1) {
    await page.goto(`${at}${prefix}/officer/cases/${number}`);
    await page.waitForTimeout(250);
  }
  await look(page);
  const [file] = await Promise.all([page.waitForEvent("download"), page.click("a[href*='/files/'] >> nth=0")]);
  const kept = readFileSync(await file.path());
  assert.ok(kept.length > 0 && !kept.includes("where it was taken"), "the place was taken out");
}

test("a household's errand", { timeout: 300_000 }, async (t) => {
  const services = await servicesOfToday();
  const demo = await open(3, ["--services", services]);
  const browser = await chromium.launch(browserOptions);
  t.after(async () => {
    await browser.close();
    await demo.close();
    await rm(services, { recursive: true });
  });
  for (const prefix of ["", "/en"]) {
    await t.test(`from the question whether I qualify to the decision, ${prefix || "in Chinese"}`, async () => {
      const seen = { pages: 0, found: [] };
      const look = (page) => barriers(page, seen);
      const say = words[prefix];
      const options = { bypassCSP: true, reducedMotion: "reduce" };
      const phone = await browser.newContext({ viewport: { width: 390, height: 844 }, ...options });
      const desk = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
      const [page, inner] = [await phone.newPage(), await desk.newPage()];
      const number = await apply(page, { at: demo.at, prefix }, look);
      await officer(inner, { at: demo.at, prefix, number }, look);

      // One notice that lists everything; the link in it leads to what is to be done.
      await inner.locator("details.compose > summary").click();
      for (const box of await inner.locator("input[name=ask]").all()) await box.uncheck();
      await inner.check("#ask-lease_files");
      await inner.fill("#says-lease_files", say.blurred);
      await onward(inner, "details.compose form button");
      const notice = await letter(phone, demo.at, new RegExp(say.blurred.slice(0, 8)));
      await page.goto(notice.links.find((href) => href.includes(number)));
      await page.goto(`${demo.at}${prefix}/case/${number}`);
      await look(page);
      await page.goto(`${demo.at}${prefix}/case/${number}/correct`);
      await look(page);
      await page.setInputFiles("input[type=file]", [jpeg("sharp 1.jpg", 11), jpeg("sharp 2.jpg", 12)]);
      await page.waitForSelector(".kept-files li:has-text('sharp 2.jpg')");
      await look(page);
      await onward(page);
      assert.match(page.url(), new RegExp(`/case/${number}$`));

      // The officer sees the new photographs and decides.
      const decides = "input[name=choice][value=refuse]";
      for (let tries = 0; tries < 120 && !(await inner.locator(decides).count()); tries += 1) {
        await inner.goto(`${demo.at}${prefix}/officer/cases/${number}`);
        await inner.waitForTimeout(250);
      }
      assert.match(await inner.textContent("main"), /sharp 2\.jpg/);
      await look(inner);
      await inner.check(decides);
      await inner.fill("[name=reasons]", say.reasons);
      await onward(inner, "form#answers .actions button >> nth=0");
      for (let tries = 0; tries < 120 && !(await page.locator("section.paper a[href$='/paper']").count()); tries += 1) {
        await page.goto(`${demo.at}${prefix}/case/${number}`);
        await page.waitForTimeout(250);
      }
      await look(page);
      const [paper] = await Promise.all([page.waitForEvent("download"), page.click("section.paper a[href$='/paper']")]);
      assert.equal(readFileSync(await paper.path()).subarray(0, 5).toString(), "%PDF-");
      await phone.close();
      await desk.close();
      console.log(`axe: ${seen.pages} looks, ${seen.found.length} barriers`);
      assert.ok(seen.pages > 20, "the pages were looked at");
      assert.deepEqual(seen.found, []);
    });
  }
});
