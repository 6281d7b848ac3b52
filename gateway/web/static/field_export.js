// What waits on this device as files, and such files taken in again.  A file holds at most so much that the server takes it.

import { fileOf } from "./device_queue.js";

const MOST_IN_A_FILE = 40_000_000;

/** The files: [{name, text, items}]; several when there are many photos. */
export async function exportFiles(queues) {
  const parts = [[]];
  let size = 0;
  for (const queue of Object.values(queues)) {
    for (const item of await queue.packed()) {
      const more = JSON.stringify(item).length;
      if (size + more > MOST_IN_A_FILE && parts.at(-1).length) {
        parts.push([]);
        size = 0;
      }
      parts.at(-1).push(item);
      size += more;
    }
  }
  const device = queues.answers.deviceId;
  const stamp = new Date().toISOString().slice(0, 16).replace(/[:T-]/g, "");
  return parts.map((items, place) => ({
    name: `giam-sat-${device.slice(4, 12)}-${stamp}${parts.length > 1 ? `-${place + 1}` : ""}.json`,
    text: JSON.stringify(fileOf(device, items)), items: items.length,
  }));
}

/** Take a file in; {added, known, refused}.  Throws on what is no such file. */
export async function importFile(queues, text) {
  const told = JSON.parse(text);
  const counts = { added: 0, known: 0, refused: Array.isArray(told?.items) ? told.items.length : 0 };
  const kinds = { answers: "visit_answer", evidence: "visit_evidence", findings: "visit_finding" };
  for (const [name, queue] of Object.entries(queues)) {
    const items = Array.isArray(told?.items) ? told.items.filter((item) => item?.kind === kinds[name]) : told?.items;
    const mine = await queue.importFile({ ...told, items });
    counts.added += mine.added;
    counts.known += mine.known;
  }
  counts.refused -= counts.added + counts.known;
  return counts;
}
