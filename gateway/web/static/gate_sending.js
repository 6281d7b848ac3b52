// How the gate asks the server: by the session of the page, same origin, with the token of the session as it is now.  The
// page that the device keeps holds no token; it is asked for before something is sent.

const ANSWER_WITHIN_MS = 10000;

/** For a request that must not wait for ever. */
export const soon = () => AbortSignal.timeout(ANSWER_WITHIN_MS);

/** Nobody is logged in any more; what waits stays. */
export class LoggedOut extends Error {}

/** The server refused this very thing; asking again changes nothing. */
export class NotTaken extends Error {}

let token = "";

async function freshToken() {
  const answer = await fetch("phien", { redirect: "manual", cache: "no-store", signal: soon() });
  if (answer.type === "opaqueredirect" || answer.status === 401) throw new LoggedOut();
  if (!answer.ok) throw new Error(`phien ${answer.status}`);
  return (await answer.json()).csrf_token;
}

async function post(path, body) {
  token ||= await freshToken();
  const ask = () =>
    fetch(path, {
      method: "POST", body: JSON.stringify(body), signal: soon(),
      headers: { "Content-Type": "application/json", "X-CSRFToken": token },
    });
  let answer = await ask();
  if (answer.status === 400 || answer.status === 401) {
    // The session is another one since the token was given, or there is none any more.
    token = "";
    token = await freshToken();
    answer = await ask();
  }
  if (answer.status === 401) throw new LoggedOut();
  if ([403, 404, 422].includes(answer.status)) throw new NotTaken((await answer.json()).detail);
  if (!answer.ok) throw new Error(`${path} ${answer.status}`);
  return answer.json();
}

/** What `openQueue` wants: send items by device and activity; one that the server does not take keeps no other from being taken. */
export async function send(items) {
  const receipts = new Map();
  let problem = null;
  const groups = new Map();
  for (const item of items) {
    const key = `${item.device_id} ${item.payload.activity}`;
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  const sendGroup = async (group) => {
    const { activity } = group[0].payload;
    const scans = group.map(({ id, payload }) => ({
      scan_id: id, code: payload.code, gate: payload.gate, scanned_at: payload.scanned_at, shown: payload.shown,
    }));
    try {
      const path = `/api/v1/activities/${encodeURIComponent(activity)}/check-in/scans`;
      const told = await post(path, { device_id: group[0].device_id, scans });
      for (const receipt of told.receipts) receipts.set(receipt.scan_id, receipt);
    } catch (error) {
      if (!(error instanceof NotTaken)) throw error;
      problem = error;
      if (group.length > 1) {
        const half = group.length >> 1;
        await sendGroup(group.slice(0, half));
        await sendGroup(group.slice(half));
      }
    }
  };
  try {
    for (const group of groups.values()) await sendGroup(group);
  } catch (error) {
    if (!receipts.size) throw error;
    problem = error;
  }
  return { receipts, problem };
}

/** Whether the server answers, and to a session; for when there is nothing to send. */
export async function ping() {
  try {
    token = await freshToken();
    return null;
  } catch (error) {
    return error;
  }
}
