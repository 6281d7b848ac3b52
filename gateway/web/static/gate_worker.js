// Keeps the page of the gate for when there is no network, or one that hangs: the page as a shell without names and
// secrets, its scripts and its style sheet.  It lies below the page's own address, so it governs this page alone, and it
// answers no other request: what is sent goes to the server or fails.

importScripts("/static/kept_pages.js");

const PAGE = new URL("./", self.location).pathname;
const SHELL = `${PAGE}vo`;
const FILES = [
  "/static/gate.js", "/static/gate_camera.js", "/static/gate_list.js", "/static/gate_sending.js",
  "/static/page_session.js", "/static/device_queue.js", "/static/chungtay.css", "/static/icon.svg",
];
const MINE = `chungtay-cong ${PAGE}`;
const CACHE = `${MINE} ${new URL(self.location).searchParams.get("v")}`;

self.addEventListener("install", (event) => {
  event.waitUntil(keepAll(CACHE, [SHELL, ...FILES]).then(() => self.skipWaiting()));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(dropOthers(`${MINE} `, CACHE).then(() => self.clients.claim()));
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { pathname, origin } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && pathname === PAGE) event.respondWith(freshOrKept(request, CACHE, SHELL));
  else if (FILES.includes(pathname)) event.respondWith(freshOrKept(request, CACHE, pathname));
});
