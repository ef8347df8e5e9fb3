// Looks for barriers with axe-core in light and dark.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./pages-server.mjs";

const axe = readFileSync(join(root, "node_modules/axe-core/axe.min.js"), "utf8");

/** Notes every barrier of the page as it stands; `seen` counts the looks. */
export async function barriers(page, seen) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme });
    // The page's own policy forbids foreign scripts; the checker comes in beside it.
    await page.evaluate(axe).catch(() => {});
    const found = await page.evaluate(() => globalThis.axe?.run(document));
    if (!found) continue;
    seen.pages += 1;
    for (const rule of found.violations) seen.found.push(`${page.url()} ${colorScheme}: ${rule.id} ${rule.nodes[0].html}`);
  }
}
