// The page around the map: its parts, its words, and what the server told beside the style.
import type { StyleSpecification } from "maplibre-gl";

/** What the server tells beside the style. */
export interface Told {
  release: string;
  today: string;
  days: [string, string][];
  known: [string, string][];
  areas: { code: string; name: string; e: number; n: number; scale: number }[];
  plans: { id: string; name: string; number: string; on: string }[];
  classes: Record<string, string>;
  words: Record<string, string>;
}

/** What is seen: middle in metres of EPSG:3826, scale, day in force, day known, themes, parcel. */
export interface View {
  e: number;
  n: number;
  scale: number;
  on: string;
  known: string;
  layers: string[];
  parcel: string;
}

export interface Page {
  root: HTMLElement;
  told: Told;
  style: StyleSpecification;
  view: View;
  part<E extends HTMLElement>(name: string): E | null;
  word(key: string, value?: string): string;
  say(text: string, action?: { text: string; run: () => void }): void;
}

/** The themes an address need not name. */
export const USUAL = ["zones", "parcels", "areas", "exhibitions"];

export function firstView(root: HTMLElement): View {
  const asked = new URLSearchParams(location.search);
  const { dataset } = root;
  const number = (name: string, fallback: string | undefined) => Number(asked.get(name) ?? fallback ?? 0);
  const layers = asked.getAll("layers").flatMap((list) => list.split(","));
  return {
    e: number("e", dataset.e),
    n: number("n", dataset.n),
    scale: number("scale", dataset.scale),
    on: dataset.on ?? "",
    known: dataset.known ?? "",
    layers: layers.length ? layers : [...USUAL],
    parcel: dataset.parcel ?? "",
  };
}

export async function readPage(root: HTMLElement): Promise<Page> {
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const answer = await fetch(`${root.dataset.style}&ground=${dark ? "dark" : "light"}`);
  if (!answer.ok) throw new Error(`the style answered ${answer.status}`);
  const style = (await answer.json()) as StyleSpecification;
  const told = style.metadata as Told;
  const part = <E extends HTMLElement>(name: string) => root.querySelector<E>(`[data-${name}]`);
  return {
    root,
    told,
    style,
    view: firstView(root),
    part,
    word: (key, value) => (value === undefined ? (told.words[key] ?? "") : (told.words[key] ?? "").replace("#", value)),
    say(text, action) {
      const place = part("say");
      if (!place) return;
      place.textContent = text;
      if (!action) return;
      const button = document.createElement("button");
      button.type = "button";
      button.className = "link";
      button.textContent = action.text;
      button.addEventListener("click", action.run);
      place.append(" ", button);
    },
  };
}
