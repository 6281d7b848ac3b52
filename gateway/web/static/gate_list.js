// The guests of an activity on this device, so that the gate can decide without a network: code, name, block, status, and
// whether they came.  Kept for three days at the most; a button forgets it sooner.

const KEPT_FOR_MS = 3 * 24 * 3600 * 1000;

const SIGNS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ";

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

/** The guest's code in what was scanned or typed (`code_in` of the events service); null for anything else, so that
 *  nothing but codes is ever kept. */
export function codeIn(read) {
  const code = read.trim().split(/[/=#]/).pop().replace(/[\s-]/g, "").toUpperCase();
  if (code.length !== 6 || [...code].some((sign) => !SIGNS.includes(sign))) return null;
  const sum = [...code].slice(0, 5).reduce((total, sign, place) => total + (6 - place) * SIGNS.indexOf(sign), 0);
  return SIGNS[(SIGNS.length - (sum % SIGNS.length)) % SIGNS.length] === code[5] ? code : null;
}

const folded = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").replace(/đ/gi, "d").toLowerCase();

class GuestList {
  #database;
  #activity;

  constructor(database, activity) {
    this.#database = database;
    this.#activity = activity;
  }

  /** {loaded_at, count}, or undefined while there is none. */
  about() {
    return result(this.#database.transaction("about").objectStore("about").get(this.#activity));
  }

  /** Take in the whole list in place of what was there, in one transaction. */
  async replace(guests) {
    const transaction = this.#database.transaction(["guests", "about"], "readwrite");
    const store = transaction.objectStore("guests");
    store.delete(this.#range());
    for (const guest of guests) if (guest.code) store.put({ ...guest, activity: this.#activity });
    transaction.objectStore("about").put({
      activity: this.#activity, loaded_at: new Date().toISOString(), count: guests.length,
    });
    await finished(transaction);
  }

  guest(code) {
    return result(this.#database.transaction("guests").objectStore("guests").get([this.#activity, code]));
  }

  /** Note what the server said of a guest, for the next scan without a network. */
  async note(code, arrived_at, gate) {
    const transaction = this.#database.transaction("guests", "readwrite");
    const kept = await result(transaction.objectStore("guests").get([this.#activity, code]));
    if (kept) transaction.objectStore("guests").put({ ...kept, arrived_at, gate });
    await finished(transaction);
  }

  /** Guests whose name or office holds the words, diacritics and capitals ignored. */
  async find(text, most) {
    const words = folded(text).split(/\s+/).filter(Boolean);
    const guests = await result(this.#database.transaction("guests").objectStore("guests").getAll(this.#range()));
    const fits = (guest) => words.every((word) => folded(`${guest.name} ${guest.office}`).includes(word));
    return words.length ? guests.filter(fits).slice(0, most) : [];
  }

  /** What this device can say of a code by itself; null when it has no list.  `earlier`: scans of the code that wait. */
  async judge(code, earlier) {
    if (!(await this.about())) return null;
    const guest = await this.guest(code);
    if (!guest) return { outcome: "unknown", code };
    const told = { code, guest_name: guest.name, quota_name: guest.block, seat: guest.seat };
    if (guest.status !== "confirmed") return { ...told, outcome: guest.status };
    const own = earlier[0] && { scanned_at: earlier[0].payload.scanned_at, gate: earlier[0].payload.gate };
    const known = guest.arrived_at && { scanned_at: guest.arrived_at, gate: guest.gate };
    const first = own && known ? (own.scanned_at < known.scanned_at ? own : known) : own || known;
    return first ? { ...told, outcome: "repeat", first } : { ...told, outcome: "admitted" };
  }

  /** Forget the guests of every activity. */
  async clear() {
    const transaction = this.#database.transaction(["guests", "about"], "readwrite");
    transaction.objectStore("guests").clear();
    transaction.objectStore("about").clear();
    await finished(transaction);
  }

  async forgetOld() {
    const transaction = this.#database.transaction(["guests", "about"], "readwrite");
    const about = transaction.objectStore("about");
    for (const one of await result(about.getAll())) {
      if (Date.now() - Date.parse(one.loaded_at) < KEPT_FOR_MS) continue;
      transaction.objectStore("guests").delete(IDBKeyRange.bound([one.activity, ""], [one.activity, "\uffff"]));
      about.delete(one.activity);
    }
    await finished(transaction);
  }

  #range() {
    return IDBKeyRange.bound([this.#activity, ""], [this.#activity, "\uffff"]);
  }
}

export async function openList(activity) {
  const opening = indexedDB.open("chungtay-gate", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("guests", { keyPath: ["activity", "code"] });
    opening.result.createObjectStore("about", { keyPath: "activity" });
  };
  const list = new GuestList(await result(opening), activity);
  await list.forgetOld();
  return list;
}
