// How a page that works without a network asks the server: by its session, same origin, with the token of the session as it
// is now.  The page that the device keeps holds no token; it is asked for before something is sent.

const ANSWER_WITHIN_MS = 10000;

/** For a request that must not wait for ever. */
export const soon = (within = ANSWER_WITHIN_MS) => AbortSignal.timeout(within);

/** Nobody is logged in any more; what waits stays. */
export class LoggedOut extends Error {}

/** The server refused this very thing; asking again changes nothing until something else has changed. */
export class NotTaken extends Error {}

const REFUSALS = [403, 404, 409, 413, 422];

async function refusalOf(answer) {
  const told = await answer.json();
  // The first request with this key is still being answered: ask again.
  if (told.code === "idempotency_key_in_flight") return new Error(told.code);
  return new NotTaken([told.errors?.[0]?.message ?? told.detail, told.remedy].filter(Boolean).join(" "));
}

/** Somebody else is logged in than who this was to be sent for. */
export class OtherAccount extends Error {}

class PageSession {
  #path;
  #token = "";
  /** Who is logged in, as the server said last; empty while it has not said. */
  account = "";

  constructor(path) {
    this.#path = path;
  }

  async #fresh() {
    this.#token = "";
    const answer = await fetch(this.#path, { redirect: "manual", cache: "no-store", signal: soon() });
    if (answer.type === "opaqueredirect" || answer.status === 401) throw new LoggedOut();
    if (!answer.ok) throw new Error(`${this.#path} ${answer.status}`);
    const told = await answer.json();
    this.account = told.account ?? "";
    this.#token = told.csrf_token;
  }

  /** Whether the server answers, and to a session: null, or what is wrong. */
  async ping() {
    try {
      await this.#fresh();
      return null;
    } catch (error) {
      return error;
    }
  }

  /** Send JSON, or a FormData as it is; answers what the server said.  `as`: in whose name alone.  Throws LoggedOut, NotTaken,
   *  OtherAccount, or what went wrong. */
  async post(path, body, { headers = {}, within, as = "" } = {}) {
    const check = () => {
      if (as && as !== this.account) throw new OtherAccount(as);
    };
    if (!this.#token) await this.#fresh();
    check();
    const json = !(body instanceof FormData);
    const ask = () =>
      fetch(path, {
        method: "POST", body: json ? JSON.stringify(body) : body, signal: soon(within),
        headers: { ...(json ? { "Content-Type": "application/json" } : {}), ...headers, "X-CSRFToken": this.#token },
      });
    let answer = await ask();
    if (answer.status === 400 || answer.status === 401) {
      // The session is another one since the token was given, or there is none any more.
      await this.#fresh();
      check();
      answer = await ask();
    }
    if (answer.status === 401) throw new LoggedOut();
    if (REFUSALS.includes(answer.status)) throw await refusalOf(answer);
    if (!answer.ok) throw new Error(`${path} ${answer.status}`);
    return answer.json();
  }
}

/** path: where the page asks for its session, `{csrf_token}`. */
export const openSession = (path) => new PageSession(path);
