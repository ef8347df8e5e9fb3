// Measuring on the plan's own grid: metres of EPSG:3826, as plans and the cadastre count them; areas also in 坪.
import type { GeoJSONSource, Map as Live } from "maplibre-gl";
import type { Page } from "./page";
import { type Degrees, toMetres } from "./tm2";

const PING_M2 = 400 / 121;

export interface Measure {
  isOn(): boolean;
  add(place: Degrees): void;
}

export function lengthM(points: Degrees[]): number {
  const metres = points.map(toMetres);
  return metres.slice(1).reduce((sum, [e, n], k) => sum + Math.hypot(e - metres[k]![0], n - metres[k]![1]), 0);
}

export function areaM2(points: Degrees[]): number {
  const metres = points.map(toMetres);
  const [e0, n0] = metres[0] ?? [0, 0];
  const twice = metres.reduce((sum, [e, n], k) => {
    const [f, m] = metres[(k + 1) % metres.length]!;
    return sum + (e - e0) * (m - n0) - (f - e0) * (n - n0);
  }, 0);
  return Math.abs(twice) / 2;
}

export function measure(live: Live, page: Page): Measure {
  const bar = page.part("measure");
  const button = page.root.querySelector<HTMLButtonElement>("[data-tool=measure]");
  let points: Degrees[] = [];
  let kind: "length" | "area" = "length";
  let on = false;
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 1, minimumFractionDigits: 1 });

  const begin = (): void => {
    const dark = matchMedia("(prefers-color-scheme: dark)").matches;
    const [ink, paper] = dark ? ["#ffcf5c", "#0e1a20"] : ["#8f1a12", "#ffffff"];
    live.addSource("measure", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    live.addLayer({ id: "measure-fill", type: "fill", source: "measure", filter: ["==", ["geometry-type"], "Polygon"], paint: { "fill-color": ink, "fill-opacity": 0.18 } });
    live.addLayer({ id: "measure-halo", type: "line", source: "measure", paint: { "line-color": paper, "line-width": 6 } });
    live.addLayer({ id: "measure-line", type: "line", source: "measure", paint: { "line-color": ink, "line-width": 3 } });
    live.addLayer({ id: "measure-dot", type: "circle", source: "measure", filter: ["==", ["geometry-type"], "Point"], paint: { "circle-radius": 5, "circle-color": paper, "circle-stroke-color": ink, "circle-stroke-width": 3 } });
  };

  const tell = (): void => {
    const shape = kind === "area" && points.length > 2 ? { type: "Polygon" as const, coordinates: [[...points, points[0]!]] } : { type: "LineString" as const, coordinates: points };
    const features = points.map((place) => ({ type: "Feature" as const, properties: {}, geometry: { type: "Point" as const, coordinates: place } }));
    const whole = points.length > 1 ? [{ type: "Feature" as const, properties: {}, geometry: shape }] : [];
    (live.getSource("measure") as GeoJSONSource | undefined)?.setData({ type: "FeatureCollection", features: [...whole, ...features] });
    const told = bar?.querySelector("output");
    if (!told) return;
    const length = `${page.word("length")} ${number.format(lengthM(points))} m`;
    const area = areaM2(points);
    const areas = `${page.word("area")} ${number.format(area)} m² · ${number.format(area / PING_M2)} ${page.word("ping")}`;
    told.textContent = points.length < (kind === "area" ? 3 : 2) ? page.word("measure-start") : kind === "area" ? areas : length;
  };

  const act = (text: string, run: () => void): HTMLButtonElement => {
    const own = document.createElement("button");
    [own.type, own.textContent, own.className] = ["button", text, "map-chip"];
    own.addEventListener("click", run);
    return own;
  };

  const choose = (name: "length" | "area"): HTMLButtonElement => {
    const own = act(page.word(`measure-${name}`), () => {
      kind = name;
      bar?.querySelectorAll<HTMLElement>("[data-kind]").forEach((chip) => chip.setAttribute("aria-pressed", String(chip.dataset.kind === kind)));
      tell();
    });
    own.dataset.kind = name;
    own.setAttribute("aria-pressed", String(kind === name));
    return own;
  };

  const toggle = (): void => {
    on = !on;
    button?.setAttribute("aria-pressed", String(on));
    page.root.classList.toggle("map-measuring", on);
    if (!bar) return;
    bar.hidden = !on;
    if (!live.getSource("measure")) begin();
    points = [];
    if (on) {
      const told = document.createElement("output");
      const back = (): void => void (points = points.slice(0, -1));
      const kinds = document.createElement("span");
      const acts = document.createElement("span");
      [kinds.className, acts.className] = ["map-chips", "map-chips"];
      kinds.append(choose("length"), choose("area"));
      acts.append(
        act(page.word("measure-point"), () => add(live.getCenter().toArray() as Degrees)),
        act(page.word("measure-undo"), () => (back(), tell())),
        act(page.word("measure-clear"), () => ((points = []), tell())),
        act(page.word("measure-end"), toggle),
      );
      bar.replaceChildren(kinds, told, acts);
    }
    tell();
  };

  const add = (place: Degrees): void => {
    points = [...points, place];
    tell();
  };

  button?.addEventListener("click", toggle);
  return { isOn: () => on, add };
}
