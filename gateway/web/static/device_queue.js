// What a device recorded and must not lose: items wait in IndexedDB until the server has given a receipt for each.
//
//   const queue = await openQueue({ kind: "check_in", send });
//   const item = await queue.add(payload);      // {id, kind, device_id, payload, made_at}; kept before this resolves
//   await queue.flush();                        // sends what waits; an item leaves when, and only when, it has a receipt
//
// `send(items)` asks the server and answers {receipts: Map of item id to receipt, problem: Error or null}; what has no
// receipt goes on waiting.  The server must know an item again by its id: it may be sent more than once.  It may also answer
// {refused: Map of item id to words}: of what it will not take as it is; that waits too, with these words.

const FORMAT = "chungtay-device-queue";
const VERSION = 1;
const MOST_ITEMS = 20000;

const result = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const finished = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onerror = transaction.onabort = () => reject(transaction.error);
  });

/** An id that nobody else makes; `crypto.randomUUID` is not there on pages without HTTPS. */
export function newId() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

function openDatabase(name) {
  const opening = indexedDB.open(name, 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("items", { keyPath: "id" }).createIndex("kind", "kind");
    opening.result.createObjectStore("receipts", { keyPath: "id" }).createIndex("kind", "kind");
    opening.result.createObjectStore("about", { keyPath: "name" });
  };
  return result(opening);
}

async function deviceId(database) {
  const transaction = database.transaction("about", "readwrite");
  const kept = await result(transaction.objectStore("about").get("device_id"));
  const id = kept?.value ?? `may-${newId()}`;
  if (!kept) transaction.objectStore("about").put({ name: "device_id", value: id });
  await finished(transaction);
  return id;
}

const oldestFirst = (one, other) => (one.made_at < other.made_at ? -1 : one.made_at > other.made_at ? 1 : 0);

class DeviceQueue {
  #database;
  #options;
  #sending = null;

  constructor(database, device, options) {
    this.#database = database;
    this.#options = options;
    this.deviceId = device;
  }

  /** Keep something that was recorded now. */
  async add(payload) {
    if ((await this.count()) >= MOST_ITEMS) throw new Error("queue full");
    const item = {
      id: newId(), kind: this.#options.kind, device_id: this.deviceId, payload, made_at: new Date().toISOString(),
    };
    const transaction = this.#database.transaction("items", "readwrite");
    transaction.objectStore("items").add(item);
    await finished(transaction);
    return item;
  }

  /** Say more about an item that still waits; false when it has its receipt already, or is sealed. */
  amend(id, payload) {
    return this.#change(id, (items, kept) => items.put({ ...kept, payload, refusal: null }));
  }

  /** Take back what was recorded, as whoever recorded it wishes; false as above. */
  withdraw(id) {
    return this.#change(id, (items) => items.delete(id));
  }

  async #change(id, work) {
    const transaction = this.#database.transaction("items", "readwrite");
    const items = transaction.objectStore("items");
    const kept = await result(items.get(id));
    const free = Boolean(kept) && !kept.sealed;
    if (free) work(items, kept);
    await finished(transaction);
    return free;
  }

  /** What has no receipt yet, oldest first. */
  async waiting() {
    return (await this.#all("items")).sort(oldestFirst);
  }

  async count() {
    return result(this.#database.transaction("items").objectStore("items").index("kind").count(this.#options.kind));
  }

  /** What was sent, newest first: {id, kind, payload, made_at, receipt, received_at}. */
  async receipts() {
    return (await this.#all("receipts")).sort(oldestFirst).reverse();
  }

  async receipt(id) {
    return result(this.#database.transaction("receipts").objectStore("receipts").get(id));
  }

  /** Forget what was sent; what waits stays. */
  async forgetReceipts() {
    const sent = await this.#all("receipts");
    const transaction = this.#database.transaction("receipts", "readwrite");
    for (const one of sent) transaction.objectStore("receipts").delete(one.id);
    await finished(transaction);
  }

  /** Send what waits.  Answers {sent: receipts that came, left: how many wait still, problem}; never rejects because of
   *  the network.  Called while it runs, it runs once more afterwards, so that nothing added meanwhile is forgotten. */
  flush() {
    const before = this.#sending ?? Promise.resolve();
    const mine = before.then(() => this.#alone(() => this.#sendAll()));
    this.#sending = mine.catch(() => {});
    return mine;
  }

  /** The queue as a file for another device or for the server. */
  async exportFile() {
    return fileOf(this.deviceId, await this.packed());
  }

  /** What waits, as it stands in a file.  It has left the device then, as if it had been sent. */
  async packed() {
    const { pack } = this.#options;
    const waiting = await this.#seal(await this.waiting());
    const items = [];
    for (const { id, kind, device_id, payload, made_at } of waiting) {
      items.push({ id, kind, device_id, payload: pack ? await pack(payload) : payload, made_at });
    }
    return items;
  }

  /** Take over what another device exported.  Answers {added, known, refused}; throws on what is no such file. */
  async importFile(told) {
    if (told?.format !== FORMAT || told.version !== VERSION || !Array.isArray(told.items)) throw new Error("no queue file");
    if (told.items.length > MOST_ITEMS) throw new Error("file too long");
    const counts = { added: 0, known: 0, refused: 0 };
    const { unpack } = this.#options;
    const all = [];
    for (const one of told.items) all.push({ ...one, payload: unpack && one?.payload ? await unpack(one.payload) : one?.payload });
    const transaction = this.#database.transaction(["items", "receipts"], "readwrite");
    const items = transaction.objectStore("items");
    for (const { id, kind, device_id, payload, made_at } of all) {
      const sound = [id, device_id, made_at].every((part) => typeof part === "string" && part && part.length <= 64);
      if (!sound || kind !== this.#options.kind || typeof payload !== "object" || payload === null) {
        counts.refused += 1;
      } else if ((await result(items.get(id))) || (await result(transaction.objectStore("receipts").get(id)))) {
        counts.known += 1;
      } else {
        items.add({ id, kind, device_id, payload, made_at });
        counts.added += 1;
      }
    }
    await finished(transaction);
    return counts;
  }

  #all(store) {
    return result(this.#database.transaction(store).objectStore(store).index("kind").getAll(this.#options.kind));
  }

  /** One tab sends at a time, where the browser can tell; two would only send the same twice. */
  #alone(work) {
    return navigator.locks ? navigator.locks.request(`device-queue-${this.#options.kind}`, work) : work();
  }

  async #sendAll() {
    const sent = [];
    const tried = new Set();
    let problem = null;
    for (;;) {
      const waiting = (await this.waiting()).filter((item) => !tried.has(`${item.id} ${JSON.stringify(item.payload)}`));
      const batch = await this.#seal(waiting.filter(this.#options.ready).slice(0, this.#options.batch));
      if (!batch.length) break;
      for (const item of batch) tried.add(`${item.id} ${JSON.stringify(item.payload)}`);
      let answer;
      try {
        answer = await this.#options.send(batch);
      } catch (error) {
        problem = error;
        break;
      }
      problem = answer.problem ?? problem;
      sent.push(...(await this.#settle(batch, answer.receipts, answer.refused)));
    }
    return { sent, left: await this.count(), problem };
  }

  /** What leaves the device stays as it is from then on, where the queue wants that (`seals`): nobody can tell whether it
   *  arrived.  Answers the items as they are now. */
  async #seal(batch) {
    if (!this.#options.seals) return batch;
    const transaction = this.#database.transaction("items", "readwrite");
    const items = transaction.objectStore("items");
    const sealed = [];
    for (const { id } of batch) {
      const now = await result(items.get(id));
      if (!now) continue;
      if (this.#options.ready(now)) items.put({ ...now, sealed: true });
      sealed.push(now);
    }
    await finished(transaction);
    return sealed;
  }

  /** In one transaction an item leaves and its receipt is kept; of an item that was amended meanwhile only the latter. */
  async #settle(batch, receipts, refused = new Map()) {
    const settled = [];
    const transaction = this.#database.transaction(["items", "receipts"], "readwrite");
    const items = transaction.objectStore("items");
    for (const item of batch) {
      const receipt = receipts.get(item.id);
      const now = await result(items.get(item.id));
      // Refused is not arrived: it may be mended.
      if (now && refused.has(item.id)) items.put({ ...now, sealed: false, refusal: refused.get(item.id) });
      if (!receipt) continue;
      if (now && JSON.stringify(now.payload) === JSON.stringify(item.payload)) items.delete(item.id);
      const told = now ?? item;
      const kept = { ...told, payload: this.#options.remember(told.payload), receipt, received_at: new Date().toISOString() };
      transaction.objectStore("receipts").put(kept);
      settled.push(kept);
    }
    await finished(transaction);
    await this.#trim();
    return settled;
  }

  async #trim() {
    const tooMany = (await this.receipts()).slice(this.#options.mostReceipts);
    if (!tooMany.length) return;
    const transaction = this.#database.transaction("receipts", "readwrite");
    for (const one of tooMany) transaction.objectStore("receipts").delete(one.id);
    await finished(transaction);
  }
}

/** A file of items, of one queue or of several. */
export const fileOf = (device_id, items) => ({
  format: FORMAT, version: VERSION, device_id, exported_at: new Date().toISOString(), items,
});

/** How many items of these kinds wait on this device. */
export async function countWaiting(kinds, database = "chungtay-device") {
  const opened = await openDatabase(database);
  const index = () => opened.transaction("items").objectStore("items").index("kind");
  const counts = await Promise.all(kinds.map((kind) => result(index().count(kind))));
  opened.close();
  return counts.reduce((total, count) => total + count, 0);
}

/** The queue of one kind of things on this device.  batch: how many are sent at once; mostReceipts: how many are kept;
 *  ready(item): whether it may be sent already; seals: what was sent once is not amended any more; pack and unpack: a payload
 *  as JSON and back; remember: what of a payload is kept with its receipt. */
export async function openQueue({
  kind, send, batch = 200, mostReceipts = 500, database = "chungtay-device",
  ready = () => true, seals = false, pack = null, unpack = null, remember = (payload) => payload,
}) {
  const opened = await openDatabase(database);
  // Asked for, not relied upon: a browser that is short of room throws away what is not persistent.
  navigator.storage?.persist?.().catch(() => {});
  const options = { kind, send, batch, mostReceipts, ready, seals, pack, unpack, remember };
  return new DeviceQueue(opened, await deviceId(opened), options);
}
