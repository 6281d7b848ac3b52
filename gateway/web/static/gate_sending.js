// How the gate sends its scans: by the session of the page.

import { NotTaken, openSession } from "./page_session.js";

export { LoggedOut, NotTaken, soon } from "./page_session.js";

const session = openSession("phien");

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
      const told = await session.post(path, { device_id: group[0].device_id, scans });
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
export const ping = () => session.ping();
