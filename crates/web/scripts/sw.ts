// The service worker: assets and the map that was seen are kept on the device, nothing that is about a person.
// Kept: assets and tiles (their addresses name what they hold), the map's style, sprite and swatches, the pages for
// being offline. Everything else goes to the network and is not kept; a page that does not come is answered by those.
/// <reference lib="webworker" />
declare const self: ServiceWorkerGlobalScope;
/** Put in by the asset build: names of files to keep from the start, and a name for this edition. */
declare const KEEP: string[];
declare const EDITION: string;

const ASSETS = `assets-${EDITION}`;
const SEEN = "seen";
/** Tiles kept; the oldest go first. */
const MOST_TILES = 3_000;
const PAGES = ["/offline", "/en/offline", "/map/offline", "/en/map/offline"];

self.addEventListener("install", (event) => event.waitUntil(install()));
self.addEventListener("activate", (event) => event.waitUntil(tidy()));
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request, url));
  else if (url.pathname.startsWith("/assets/")) event.respondWith(keptFirst(request, ASSETS));
  else if (url.pathname.startsWith("/tiles/") && !url.pathname.endsWith(".json")) event.respondWith(keptFirst(request, SEEN));
  else if (/^\/map\/(style\.json|sprite\/|swatch\/)/.test(url.pathname)) event.respondWith(askedFirst(request));
});

async function install(): Promise<void> {
  const cache = await caches.open(ASSETS);
  await cache.addAll(KEEP);
  // Without whatever the browser is signed in with: these pages are the same for everybody.
  await Promise.all(PAGES.map(async (path) => {
    const answer = await fetch(path, { credentials: "omit" });
    if (answer.ok) await cache.put(path, answer);
  }));
  await self.skipWaiting();
}

async function tidy(): Promise<void> {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== ASSETS && name !== SEEN).map((name) => caches.delete(name)));
  await self.clients.claim();
}

async function page(request: Request, url: URL): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    const lang = url.pathname === "/en" || url.pathname.startsWith("/en/") ? "/en" : "";
    const isMap = url.pathname === `${lang}/map`;
    const kept = (await caches.match(`${lang}${isMap ? "/map" : ""}/offline`)) ?? (await caches.match(`${lang}/offline`));
    return kept ?? Response.error();
  }
}

async function keptFirst(request: Request, name: string): Promise<Response> {
  const kept = await caches.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok) await keep(request, answer.clone(), name);
  return answer;
}

async function askedFirst(request: Request): Promise<Response> {
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(request, answer.clone(), SEEN);
    return answer;
  } catch {
    // The style of another day serves as well: the script asks for the day itself.
    const kept = (await caches.match(request)) ?? (await caches.match(request, { ignoreSearch: true }));
    return kept ?? Response.error();
  }
}

async function keep(request: Request, answer: Response, name: string): Promise<void> {
  const cache = await caches.open(name);
  await cache.put(request, answer);
  if (name !== SEEN || Math.random() > 0.02) return;
  const all = await cache.keys();
  await Promise.all(all.slice(0, Math.max(0, all.length - MOST_TILES)).map((old) => cache.delete(old)));
}
export {};
