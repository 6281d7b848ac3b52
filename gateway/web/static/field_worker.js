// Keeps a team's pages for when there is no network, or one that hangs: the list of visits, and each visit that was opened
// or listed, as shells without answers and secrets; their scripts and the style sheet.  It answers no other request: what is
// sent goes to the server or fails.

importScripts("/static/kept_pages.js");

const PAGES = new URL("./", self.location).pathname;
const LIST = `${PAGES}vo`;
const FILES = [
  "/static/field_form.js", "/static/field_question.js", "/static/field_extras.js", "/static/field_list.js",
  "/static/field_device.js", "/static/field_queues.js", "/static/field_known.js", "/static/field_export.js",
  "/static/page_session.js", "/static/device_queue.js", "/static/unsent.js", "/static/chungtay.css", "/static/icon.svg",
];
const MINE = "chungtay-hien-truong ";
const CACHE = MINE + new URL(self.location).searchParams.get("v");
const VISIT = new RegExp(`^${PAGES}[0-9a-f]{24}/$`);

/** The visits that an earlier version kept. */
async function visitsKept() {
  const paths = new Set();
  for (const name of await caches.keys()) {
    if (!name.startsWith(MINE) || name === CACHE) continue;
    for (const { url } of await (await caches.open(name)).keys()) paths.add(new URL(url).pathname);
  }
  return [...paths].filter((path) => path.endsWith("/vo") && path !== LIST);
}

self.addEventListener("install", (event) => {
  const keep = async () => {
    await keepAll(CACHE, [LIST, ...FILES]);
    await keepSome(CACHE, await visitsKept());
    await self.skipWaiting();
  };
  event.waitUntil(keep());
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers(MINE, CACHE).then(() => self.clients.claim()));
});

/** A page names the visits that it wants kept, and is told when they are. */
self.addEventListener("message", (event) => {
  const paths = (event.data?.visits ?? []).map((id) => `${PAGES}${id}/`).filter((path) => VISIT.test(path));
  const keep = keepSome(CACHE, [LIST, ...paths.map((path) => `${path}vo`)]);
  event.waitUntil(keep.then(() => event.ports[0]?.postMessage("kept")));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  const page = request.mode === "navigate" && (pathname === PAGES || VISIT.test(pathname));
  if (page) event.respondWith(freshOrKept(request, CACHE, `${pathname}vo`));
  else if (FILES.includes(pathname)) event.respondWith(freshOrKept(request, CACHE, pathname));
});
