// Sliding through the days on which plans changed. Any other day can be typed; so can the day of knowledge.
import type { Map as Live, VectorTileSource } from "maplibre-gl";
import type { Page } from "./page";

/** Points every source of ours at the day that is seen. */
export function showDay(live: Live, page: Page): void {
  const moment = `on=${page.view.on}${page.view.known ? `&known=${page.view.known}` : ""}`;
  for (const [name, source] of Object.entries(page.style.sources)) {
    if (source.type !== "vector" || !source.tiles) continue;
    const tiles = source.tiles.map((address) => `${location.origin}${address.split("?")[0]}?${moment}`);
    (live.getSource(name) as VectorTileSource | undefined)?.setTiles(tiles);
  }
}

/** A day in the reader's words: of the Republic in Chinese, spelt out in English. */
function spelt(iso: string): string {
  const zh = document.documentElement.lang.startsWith("zh");
  const shape = new Intl.DateTimeFormat(zh ? "zh-TW-u-ca-roc" : "en-GB", { dateStyle: "long", timeZone: "UTC" });
  const day = new Date(`${iso}T00:00:00Z`);
  return Number.isNaN(day.valueOf()) ? iso : shape.format(day);
}

export function time(live: Live, page: Page, changed: () => void): void {
  const { view, told } = page;
  const range = page.part<HTMLInputElement>("range");
  const slide = page.part("slide");
  const day = page.part("day");
  const [on, known] = [page.part<HTMLInputElement>("on"), page.part<HTMLInputElement>("known")];
  const form = page.part<HTMLFormElement>("time");
  if (!range || !slide || !day || !on || !known || !form) return;
  const days = told.days;
  range.max = String(days.length - 1);
  slide.hidden = false;
  page.part("turns")?.remove();
  /** The last day of change that is not after a day. */
  const placeOf = (iso: string): number => Math.max(0, days.findLastIndex(([own]) => own <= iso));
  const named = (iso: string): string => days.find(([own]) => own === iso)?.[1] ?? spelt(iso);
  const tell = (): void => {
    const words = named(view.on) + (view.on === told.today ? ` · ${page.word("today")}` : "");
    const books = view.known ? ` · ${page.word("known", spelt(view.known))}` : "";
    day.textContent = words + books;
    range.value = String(placeOf(view.on));
    range.setAttribute("aria-valuetext", words);
    [on.value, known.value] = [view.on, view.known];
    slide.querySelectorAll<HTMLButtonElement>("[data-step]").forEach((button) => {
      const to = placeOf(view.on) + Number(button.dataset.step);
      button.disabled = to < 0 || to >= days.length;
    });
  };
  let waiting: number | undefined;
  const go = (iso: string): void => {
    view.on = iso;
    tell();
    // A slide passes many days; only where it rests are tiles asked for.
    window.clearTimeout(waiting);
    waiting = window.setTimeout(() => {
      showDay(live, page);
      changed();
    }, 120);
  };
  range.addEventListener("input", () => go(days[Number(range.value)]?.[0] ?? view.on));
  for (const button of slide.querySelectorAll<HTMLButtonElement>("[data-step]")) {
    button.addEventListener("click", () => {
      const to = days[placeOf(view.on) + Number(button.dataset.step)];
      if (to) go(to[0]);
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    view.known = known.value;
    go(on.value || told.today);
  });
  tell();
}
