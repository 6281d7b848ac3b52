// What the server last said of the visits on this device: each question's answer with its version, so that the form is
// filled in and edited without a network; and who was logged in.  Forgotten after 60 days, or by a button.

const KEPT_FOR_MS = 60 * 24 * 3600 * 1000;

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

class Known {
  #database;

  constructor(database) {
    this.#database = database;
  }

  /** Note answers (null: none yet) of a visit: [{subject, question, answer}].  A version never gives way to an older one. */
  async note(visit, answers) {
    const transaction = this.#database.transaction("answers", "readwrite");
    const store = transaction.objectStore("answers");
    for (const { subject, question, answer } of answers) {
      const key = `${visit}.${subject}.${question}`;
      const kept = await result(store.get(key));
      if ((kept?.answer?.version ?? 0) > (answer?.version ?? 0)) continue;
      store.put({ key, visit, answer, at: Date.now() });
    }
    await finished(transaction);
  }

  /** Map of "subject.question" to answer or null. */
  async of(visit) {
    const rows = await result(this.#database.transaction("answers").objectStore("answers").index("visit").getAll(visit));
    return new Map(rows.map(({ key, answer }) => [key.slice(visit.length + 1), answer]));
  }

  /** Which visits can be filled in without a network. */
  async visits() {
    const rows = await result(this.#database.transaction("answers").objectStore("answers").getAll());
    return new Set(rows.map(({ visit }) => visit));
  }

  async account() {
    const kept = await result(this.#database.transaction("about").objectStore("about").get("account"));
    return kept?.value ?? "";
  }

  async setAccount(value) {
    const transaction = this.#database.transaction("about", "readwrite");
    transaction.objectStore("about").put({ name: "account", value });
    await finished(transaction);
  }

  /** Forget every answer that the server has. */
  async clear() {
    const transaction = this.#database.transaction("answers", "readwrite");
    transaction.objectStore("answers").clear();
    await finished(transaction);
  }

  async forgetOld() {
    const transaction = this.#database.transaction("answers", "readwrite");
    const store = transaction.objectStore("answers");
    for (const { key, at } of await result(store.getAll())) if (Date.now() - at > KEPT_FOR_MS) store.delete(key);
    await finished(transaction);
  }
}

export async function openKnown() {
  const opening = indexedDB.open("chungtay-field", 1);
  opening.onupgradeneeded = () => {
    opening.result.createObjectStore("answers", { keyPath: "key" }).createIndex("visit", "visit");
    opening.result.createObjectStore("about", { keyPath: "name" });
  };
  const known = new Known(await result(opening));
  await known.forgetOld();
  return known;
}
