// Tools within reach of a thumb, keys, and places to go to. Every tool has a button; every button a key or a link.
import type { Map as Live } from "maplibre-gl";
import type { Page } from "./page";
import { type Degrees, toDegrees, toMetres, zoomOf } from "./tm2";

export function controls(live: Live, page: Page, act: (place: Degrees) => void): void {
  const tools = page.part("tools");
  const press = (name: string, run: () => void) => tools?.querySelector(`[data-tool=${name}]`)?.addEventListener("click", run);
  press("nearer", () => live.zoomIn());
  press("farther", () => live.zoomOut());
  press("whole", () => {
    const { lng, lat } = live.getCenter();
    const [e, n] = toMetres([lng, lat]);
    const near = [...page.told.areas].sort((a, b) => Math.hypot(a.e - e, a.n - n) - Math.hypot(b.e - e, b.n - n))[0];
    if (near) go(live, near);
  });
  press("full", () => {
    const on = document.body.classList.toggle("map-full");
    tools?.querySelector("[data-tool=full]")?.setAttribute("aria-pressed", String(on));
    live.resize();
  });
  if (tools) tools.hidden = false;
  for (const way of page.root.querySelectorAll<HTMLAnchorElement>(".map-places a")) {
    const code = new URL(way.href).searchParams.get("area");
    const area = page.told.areas.find((own) => own.code === code);
    if (!area) continue;
    way.addEventListener("click", (event) => {
      event.preventDefault();
      go(live, area);
      page.part("stage")?.scrollIntoView({ block: "nearest" });
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.body.classList.contains("map-full")) tools?.querySelector<HTMLElement>("[data-tool=full]")?.click();
  });
  live.getCanvas().addEventListener("keydown", (event) => {
    if (event.key === "Enter") act(live.getCenter().toArray() as Degrees);
  });
  const place = page.part("place");
  const tell = ([e, n]: [number, number]): void => {
    if (!place) return;
    place.hidden = false;
    place.textContent = page.word("place").replace("#e", e.toFixed(1)).replace("#n", n.toFixed(1));
  };
  live.on("mousemove", (event) => tell(toMetres(event.lngLat.toArray() as Degrees)));
}

function go(live: Live, to: { e: number; n: number; scale: number }): void {
  const [lng, lat] = toDegrees([to.e, to.n]);
  live.jumpTo({ center: [lng, lat], zoom: zoomOf(to.scale, lat) });
}
