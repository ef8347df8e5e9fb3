// The address says what is seen, so that it can be sent, printed, listed and switched to the other language.
import type { Map as Live } from "maplibre-gl";
import { type Page, USUAL, type View } from "./page";
import { scaleOf, toMetres } from "./tm2";

export function query(view: View, release: string): string {
  const fields = new URLSearchParams({ e: String(view.e), n: String(view.n), scale: String(view.scale), on: view.on });
  if (view.known) fields.set("known", view.known);
  if (view.parcel) fields.set("parcel", view.parcel);
  if (view.layers.join() !== USUAL.join()) fields.set("layers", view.layers.join() || "none");
  fields.set("release", release);
  return fields.toString().replaceAll("%2C", ",");
}

/** Keeps address, links and forms of the page at what is seen. */
export function follow(live: Live, page: Page): () => void {
  const { root, view, told } = page;
  const switches = document.querySelectorAll<HTMLAnchorElement>("a.language");
  const sheet = page.root.querySelector<HTMLSelectElement>("#print-scale");
  let chosen = false;
  sheet?.addEventListener("change", () => (chosen = true));
  const write = (): void => {
    const { lng, lat } = live.getCenter();
    const [e, n] = toMetres([lng, lat]);
    [view.e, view.n, view.scale] = [Math.round(e), Math.round(n), scaleOf(live.getZoom(), lat)];
    const text = query(view, told.release);
    history.replaceState(null, "", `${root.dataset.self}?${text}`);
    for (const link of switches) link.search = `?${text}`;
    const share = page.part<HTMLAnchorElement>("share");
    if (share) share.search = `?${text}`;
    const bounds = live.getBounds();
    const [west, south] = toMetres([bounds.getWest(), bounds.getSouth()]);
    const [east, north] = toMetres([bounds.getEast(), bounds.getNorth()]);
    const box = [west, south, east, north].map(Math.round).join();
    const table = page.part<HTMLAnchorElement>("table-link");
    if (table) table.href = `${root.dataset.table}?bbox=${box}&on=${view.on}${view.known ? `&known=${view.known}` : ""}`;
    for (const field of root.querySelectorAll<HTMLInputElement>("input[data-view]")) {
      field.value = String(view[field.dataset.view as keyof View] ?? "");
    }
    const scales = [...(sheet?.options ?? [])].map((option) => Number(option.value));
    const fitting = scales.find((own) => own >= view.scale) ?? scales.at(-1);
    if (sheet && !chosen && fitting) sheet.value = String(fitting);
  };
  live.on("moveend", write);
  page.part<HTMLAnchorElement>("share")?.addEventListener("click", (event) => {
    event.preventDefault();
    const link = event.currentTarget as HTMLAnchorElement;
    const done = navigator.clipboard?.writeText(link.href) ?? Promise.reject(new Error("no clipboard"));
    done.then(() => page.say(page.word("link-copied"))).catch(() => page.say(page.word("link-shown")));
  });
  return write;
}
