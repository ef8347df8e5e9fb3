// The legend of what is on the screen, each class in words. It follows once the map rests.
import type { Map as Live } from "maplibre-gl";
import type { Page } from "./page";

export function legend(live: Live, page: Page): void {
  const list = page.part("legend");
  if (!list) return;
  const dark = matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light";
  let last = "";
  const draw = (): void => {
    const seen = new Set<string>();
    for (const feature of live.queryRenderedFeatures({ layers: ["zones-fill"] })) {
      const group = String(feature.properties.class ?? "").slice(0, 3);
      seen.add(group in page.told.classes ? group : "");
    }
    const classes = [...seen].sort();
    const now = classes.join();
    if (now === last && list.childElementCount) return;
    last = now;
    list.parentElement?.querySelector("[data-legend-none]")?.remove();
    list.replaceChildren(...classes.map((group) => row(group, page.told.classes[group] ?? "", dark)));
    if (!classes.length) {
      const none = document.createElement("li");
      none.textContent = page.word(live.getZoom() < 10 ? "legend-closer" : "legend-empty");
      list.append(none);
    }
  };
  live.on("idle", draw);
}

function row(group: string, name: string, ground: string): HTMLLIElement {
  const [item, swatch, words] = [document.createElement("li"), new Image(36, 24), document.createElement("span")];
  [swatch.src, swatch.alt, swatch.className] = [`/map/swatch/${group || "other"}-${ground}.svg`, "", "map-swatch"];
  words.textContent = `${name} `;
  if (group) {
    const code = document.createElement("span");
    [code.className, code.textContent] = ["map-code", group];
    words.append(code);
  }
  item.append(swatch, words);
  return item;
}
