// What service workers of pages share that work without a network: keep files, and answer with them when the network is
// away or hangs.

const PATIENCE_MS = 3000;

const afresh = (path) => new Request(path, { cache: "reload", redirect: "error" });

/** Fetch and keep all of these, or fail. */
async function keepAll(name, paths) {
  const cache = await caches.open(name);
  await cache.addAll(paths.map(afresh));
}

/** Fetch and keep what one can of these. */
async function keepSome(name, paths) {
  const cache = await caches.open(name);
  await Promise.allSettled(paths.map((path) => cache.add(afresh(path))));
}

/** Throw away the caches of earlier versions. */
async function dropOthers(prefix, name) {
  const old = (await caches.keys()).filter((one) => one.startsWith(prefix) && one !== name);
  await Promise.all(old.map((one) => caches.delete(one)));
}

/** What the server answers, or what is kept under the path when it does not answer in time. */
async function freshOrKept(request, name, path) {
  const asked = fetch(request).catch(() => null);
  const late = new Promise((resolve) => setTimeout(resolve, PATIENCE_MS, null));
  const answer = await Promise.race([asked, late]);
  if (answer && answer.status < 500) return answer;
  const kept = await (await caches.open(name)).match(path);
  return kept ?? (await asked) ?? Response.error();
}
