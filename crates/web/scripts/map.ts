// The moving map. It takes the place of the still picture once it can be seen, and gives it back when it fails.
import { Map as Live, ScaleControl, setWorkerUrl } from "maplibre-gl";
import { follow } from "./map/address";
import { answering } from "./map/answer";
import { controls } from "./map/controls";
import { layers } from "./map/layers";
import { legend } from "./map/legend";
import { measure } from "./map/measure";
import { type Page, readPage } from "./map/page";
import { showDay, time } from "./map/time";
import { type Degrees, toDegrees, zoomOf } from "./map/tm2";

const root = document.querySelector<HTMLElement>("[data-map]");
if (root) void begin(root);

async function begin(root: HTMLElement): Promise<void> {
  void navigator.serviceWorker?.register(root.dataset.worker ?? "/sw.js").catch(() => undefined);
  const say = root.querySelector<HTMLElement>("[data-say]");
  let page: Page;
  try {
    page = await readPage(root);
  } catch {
    return; // The still picture, the table and every form stay as they are.
  }
  if (!document.createElement("canvas").getContext("webgl2")) {
    page.say(page.word("no-webgl"));
    return;
  }
  if (say) say.textContent = page.word("loading");
  open(page);
}

/** The map fills what the header leaves of the screen. */
function fit(root: HTMLElement): void {
  const measure = (): void => {
    const view = root.querySelector<HTMLElement>(".map-view");
    const first = view && getComputedStyle(view).display !== "contents" ? view : root;
    if (!document.body.classList.contains("map-full")) {
      document.documentElement.style.setProperty("--map-above", `${Math.round(first.getBoundingClientRect().top + scrollY)}px`);
    }
  };
  measure();
  addEventListener("resize", measure);
}

function open(page: Page): void {
  const place = page.part("live");
  if (!place) return;
  fit(page.root);
  setWorkerUrl(new URL(page.root.dataset.threads ?? "", location.origin).href);
  const center = toDegrees([page.view.e, page.view.n]);
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const absolute = (address: string) => (address.startsWith("/") ? location.origin + address : address);
  place.hidden = false;
  // Nobody said a scale: what fits a desk is shown whole on a phone too.
  const narrow = new URLSearchParams(location.search).has("scale") ? 1 : Math.min(1, place.clientWidth / 960);
  const live = new Live({
    container: place,
    style: { ...page.style, sprite: absolute(page.style.sprite as string) },
    center,
    zoom: zoomOf(page.view.scale / narrow, center[1]),
    minZoom: 6,
    maxZoom: 21,
    attributionControl: false,
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: calm ? 0 : 100,
    locale: { "Map.Title": place.getAttribute("aria-label") ?? "" },
    transformRequest: (url) => ({ url: absolute(url) }),
  });
  live.touchZoomRotate.disableRotation();
  live.keyboard.disableRotation();
  live.addControl(new ScaleControl({ maxWidth: 120, unit: "metric" }), "bottom-left");
  live.once("load", () => furnish(live, page));
  live.once("idle", () => {
    page.part("still")?.setAttribute("hidden", "");
    page.root.classList.add("map-moving");
    page.root.dataset.ready = "";
    page.say("");
  });
  live.on("error", (event) => {
    // A tile that did not come: said once, with the way to ask again.
    if (!("sourceId" in event) && !("tile" in event)) return;
    page.say(page.word(navigator.onLine ? "failed" : "offline"), { text: page.word("retry"), run: () => (page.say(""), showDay(live, page)) });
  });
}

function furnish(live: Live, page: Page): void {
  const write = follow(live, page);
  layers(live, page, write);
  legend(live, page);
  const answer = answering(live, page, write);
  const ruler = measure(live, page);
  const act = (place: Degrees): void => (ruler.isOn() ? ruler.add(place) : answer.at(place));
  controls(live, page, act);
  time(live, page, () => {
    write();
    answer.again();
  });
  // The style was made for the day of the page's address; the address may name another.
  showDay(live, page);
  write();
  live.on("click", (event) => act(event.lngLat.toArray() as Degrees));
  addEventListener("offline", () => page.say(page.word("offline")));
  addEventListener("online", () => (page.say(""), showDay(live, page)));
}
