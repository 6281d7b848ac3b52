// Keeps the page of the gate for when there is no network, or one that hangs: the page as a shell without names and
// secrets, its scripts and its style sheet.  It lies below the page's own address, so it governs this page alone, and it
// answers no other request: what is sent goes to the server or fails.

const PATIENCE_MS = 3000;
const PAGE = new URL("./", self.location).pathname;
const SHELL = `${PAGE}vo`;
const FILES = [
  "/static/gate.js", "/static/gate_camera.js", "/static/gate_list.js", "/static/gate_sending.js",
  "/static/device_queue.js", "/static/chungtay.css", "/static/icon.svg",
];
const MINE = `chungtay-cong ${PAGE}`;
const CACHE = `${MINE} ${new URL(self.location).searchParams.get("v")}`;

self.addEventListener("install", (event) => {
  const fresh = [SHELL, ...FILES].map((path) => new Request(path, { cache: "reload", redirect: "error" }));
  event.waitUntil(caches.open(CACHE).then((cache) => cache.addAll(fresh)).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  const dropOld = caches.keys().then((names) =>
    Promise.all(names.filter((name) => name.startsWith(`${MINE} `) && name !== CACHE).map((name) => caches.delete(name))),
  );
  event.waitUntil(dropOld.then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(freshOrKept(request, SHELL));
  else if (FILES.includes(pathname)) event.respondWith(freshOrKept(request, pathname));
});

async function freshOrKept(request, path) {
  const asked = fetch(request).catch(() => null);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const answer = await Promise.race([asked, late]);
  if (answer && answer.status < 500) return answer;
  const kept = await (await caches.open(CACHE)).match(path);
  return kept ?? (await asked) ?? Response.error();
}
