// What is shown: themes of our own, one plan case or all, and base maps of other offices.
import type { Map as Live } from "maplibre-gl";
import type { Page } from "./page";

/** Shows or hides every layer of a theme; a layer's theme is what its id begins with. */
function show(live: Live, theme: string, visible: boolean): void {
  for (const layer of live.getStyle().layers) {
    if (layer.id.startsWith(`${theme}-`)) live.setLayoutProperty(layer.id, "visibility", visible ? "visible" : "none");
  }
}

export function layers(live: Live, page: Page, changed: () => void): void {
  const form = page.part<HTMLFormElement>("layers");
  if (!form) return;
  form.querySelector<HTMLElement>("[data-plain]")!.hidden = true;
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const box of form.querySelectorAll<HTMLInputElement>("input[name=layers][type=checkbox]")) {
    box.checked = page.view.layers.includes(box.value);
    show(live, box.value, box.checked);
    box.addEventListener("change", () => {
      show(live, box.value, box.checked);
      const all = [...form.querySelectorAll<HTMLInputElement>("input[name=layers][type=checkbox]:checked")];
      page.view.layers = all.map((own) => own.value);
      changed();
    });
  }
  plans(live, page);
  void outside(live, page);
}

function plans(live: Live, page: Page): void {
  const place = page.part("plans");
  const box = place?.querySelector<HTMLInputElement>("[data-theme=plans]");
  const choice = page.part<HTMLSelectElement>("plan");
  if (!place || !box || !choice) return;
  place.hidden = false;
  for (const plan of page.told.plans) choice.add(new Option(`${plan.name} · ${plan.on}`, plan.id));
  const draw = (): void => {
    show(live, "plans", box.checked);
    const filter = choice.value ? (["==", ["get", "id"], choice.value] as const) : null;
    for (const id of ["plans-halo", "plans-line"]) live.setFilter(id, filter as never);
  };
  box.addEventListener("change", draw);
  choice.addEventListener("change", () => {
    box.checked = true;
    draw();
  });
}

/** A base map that another office offers through our proxy. */
interface Outside {
  id: string;
  title: string;
  tiles: string;
  attribution: string;
  minzoom: number;
  maxzoom: number;
  tile_size_px: number;
}

async function outside(live: Live, page: Page): Promise<void> {
  const [place, list] = [page.part("outside"), page.part("outside-list")];
  if (!place || !list) return;
  let offered: Outside[] = [];
  try {
    const answer = await fetch("/layers", { headers: { accept: "application/json", "accept-language": document.documentElement.lang } });
    if (answer.ok) offered = ((await answer.json()) as { layers?: Outside[] }).layers ?? [];
  } catch {
    // None offered: the map stands on its own.
  }
  for (const own of offered) {
    const row = document.createElement("p");
    row.className = "map-check";
    const [box, label] = [document.createElement("input"), document.createElement("label")];
    [box.type, box.id, label.htmlFor, label.textContent] = ["checkbox", `outside-${own.id}`, `outside-${own.id}`, own.title];
    const under = document.createElement("span");
    [under.className, under.textContent] = ["under", own.attribution];
    label.append(under);
    row.append(box, label);
    list.append(row);
    box.addEventListener("change", () => {
      lay(live, own, box.checked);
      const shown = offered.filter((other) => list.querySelector<HTMLInputElement>(`#outside-${other.id}`)?.checked);
      const credit = page.part("credit");
      if (credit) credit.textContent = shown.map((other) => other.attribution).join(" · ");
    });
  }
  place.hidden = offered.length === 0;
}

/** Lays a base map under the zones, which let it shine through. */
function lay(live: Live, own: Outside, visible: boolean): void {
  const id = `outside-${own.id}`;
  if (!live.getSource(id)) {
    // By path: it is this very server, however it is reached.
    const path = own.tiles.slice(own.tiles.indexOf("/layers/"));
    const { minzoom, maxzoom } = own;
    live.addSource(id, { type: "raster", tiles: [location.origin + path], tileSize: own.tile_size_px, minzoom, maxzoom });
    live.addLayer({ id, type: "raster", source: id }, "zones-fill");
  }
  live.setLayoutProperty(id, "visibility", visible ? "visible" : "none");
  const any = live.getStyle().layers.some((layer) => layer.id.startsWith("outside-") && layer.layout?.visibility !== "none");
  live.setPaintProperty("zones-fill", "fill-opacity", any ? 0.55 : 1);
}
