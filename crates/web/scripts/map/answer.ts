// The answer in words beside the map: to a tap, to a search, to a parcel in the address. The words are the server's.
import { type Map as Live, Marker } from "maplibre-gl";
import type { Page } from "./page";
import { type Degrees, toDegrees, toMetres, zoomOf } from "./tm2";

interface Way {
  text: string;
  href: string;
}

/** What the server says to a question. */
interface Told {
  sentence: string;
  lines: string[];
  facts: [string, string][];
  apply: Way[];
  more: Way | null;
  options: { text: string; ask: string }[];
  parcel: string | null;
  place: { e: number; n: number; scale: number } | null;
}

export interface Answering {
  at(place: Degrees): void;
  again(): void;
}

export function answering(live: Live, page: Page, changed: () => void): Answering {
  const panel = page.part("answer");
  const body = page.part("answer-body");
  const close = page.part<HTMLButtonElement>("close");
  const input = page.root.querySelector<HTMLInputElement>("#q");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  const pin = new Marker({ color: dark ? "#ffcf5c" : "#0b4f60" });
  let last: Record<string, string> | undefined;
  let asked = 0;

  const choose = (key: string): void => {
    page.view.parcel = key;
    for (const id of ["chosen-halo", "chosen-line"]) live.setFilter(id, ["==", ["get", "key"], key]);
    changed();
  };

  const show = (told: Told, moves: boolean): void => {
    if (!panel || !body) return;
    delete panel.dataset.empty;
    if (close) close.hidden = false;
    const sentence = document.createElement("p");
    [sentence.className, sentence.textContent] = ["map-sentence", told.sentence];
    const lines = told.lines.map((line) => Object.assign(document.createElement("p"), { textContent: line }));
    const facts = document.createElement("dl");
    facts.className = "map-facts";
    for (const [name, value] of told.facts) {
      const [row, term, said] = [document.createElement("div"), document.createElement("dt"), document.createElement("dd")];
      [term.textContent, said.textContent] = [name, value];
      row.append(term, said);
      facts.append(row);
    }
    const ways = document.createElement("p");
    ways.className = "map-ways";
    told.apply.forEach((way, k) => ways.append(link(way, k === 0 ? "button button-key" : "button button-quiet")));
    if (told.more) ways.append(link(told.more, ""));
    const options = document.createElement("ul");
    options.className = "map-options";
    for (const option of told.options) {
      const [item, button] = [document.createElement("li"), document.createElement("button")];
      [button.type, button.className, button.textContent] = ["button", "link", option.text];
      button.addEventListener("click", () => ask({ q: option.ask }, true));
      item.append(button);
      options.append(item);
    }
    body.replaceChildren(sentence, ...lines, ...[facts, options, ways].filter((part) => part.childElementCount));
    choose(told.parcel ?? "");
    if (told.place) {
      const [lng, lat] = toDegrees([told.place.e, told.place.n]);
      if (moves) live.jumpTo({ center: [lng, lat], zoom: zoomOf(told.place.scale, lat) });
      if (moves) pin.setLngLat([lng, lat]).addTo(live);
    }
  };

  const ask = async (question: Record<string, string>, moves: boolean): Promise<void> => {
    last = question;
    const turn = (asked += 1);
    const fields = new URLSearchParams({ ...question, on: page.view.on, ...(page.view.known ? { known: page.view.known } : {}) });
    page.say(page.word("asking"));
    try {
      const answer = await fetch(`${page.root.dataset.self}/answer?${fields}`, { headers: { accept: "application/json" } });
      if (!answer.ok) throw new Error(String(answer.status));
      const told = (await answer.json()) as Told;
      if (turn !== asked) return;
      page.say("");
      show(told, moves);
    } catch {
      if (turn === asked) page.say(page.word(navigator.onLine ? "ask-failed" : "offline"));
    }
  };

  page.part<HTMLFormElement>("search")?.addEventListener("submit", (event) => {
    event.preventDefault();
    const q = input?.value.trim();
    if (q) void ask({ q }, true);
  });
  close?.addEventListener("click", () => {
    if (panel) panel.dataset.empty = "";
    close.hidden = true;
    pin.remove();
    choose("");
    live.getCanvas().focus({ preventScroll: true });
  });
  if (page.view.parcel) choose(page.view.parcel);
  if (panel && close && panel.dataset.empty === undefined) close.hidden = false;
  return {
    at: (place) => {
      pin.setLngLat(place).addTo(live);
      keepInSight(live, place);
      const [e, n] = toMetres(place);
      void ask({ x: e.toFixed(2), y: n.toFixed(2) }, false);
    },
    /** The same question of another day. */
    again: () => void (last && ask(last, false)),
  };
}

/** On a phone the answer takes part of the map's height: what was tapped moves out from under it. */
function keepInSight(live: Live, place: Degrees): void {
  live.once("resize", () => {
    const [below, height] = [live.project(place).y, live.getContainer().clientHeight];
    if (below > height - 150) live.panBy([0, below - height / 2], { duration: 0 });
  });
}

function link(way: Way, look: string): HTMLAnchorElement {
  const own = document.createElement("a");
  [own.href, own.textContent, own.className] = [way.href, way.text, look];
  return own;
}
