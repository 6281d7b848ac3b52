// The three queues of a team's device: answers, photos, findings; and how each is sent.  The item's id is the key under which
// the server knows it again.

import { openQueue } from "./device_queue.js";
import { NotTaken, OtherAccount } from "./page_session.js";

const UPLOAD_WITHIN_MS = 180000;
const FINDING = ["checklist", "question", "severity", "found_on", "summary", "detail", "recommendation"];

const parts = ({ choice, number, text, note }) => JSON.stringify([choice, number, text, note]);

/** Whether two answers say the same. */
export const sameWords = (one, other) => parts(one) === parts(other);

/** What goes with an item: its key, and in whose name it may be sent. */
const under = ({ id, payload }) => ({ headers: { "Idempotency-Key": id }, as: payload.author });

const address = ({ visit_id }) => `/api/v1/supervision-visits/${encodeURIComponent(visit_id)}`;

/** A sender for `openQueue`: one item after the other; one that is refused, or was written by somebody else than who is
 *  logged in, keeps no other from being sent. */
function oneByOne(sendOne) {
  return async (items) => {
    const [receipts, refused] = [new Map(), new Map()];
    let problem = null;
    for (const item of items) {
      try {
        const receipt = await sendOne(item, receipts);
        if (receipt) receipts.set(item.id, receipt);
      } catch (error) {
        if (error instanceof OtherAccount) {
          problem = error;
          continue;
        }
        if (!(error instanceof NotTaken)) {
          problem = error;
          break;
        }
        refused.set(item.id, error.message);
      }
    }
    return { receipts, refused, problem };
  };
}

async function openAnswers(session) {
  /** The version that an edit was made on: for one on top of an earlier edit of this device, what that one has become;
   *  null while this is not known. */
  const baseOf = async ({ after, base_version }, receipts) => {
    if (!after) return base_version;
    const before = await queue.receipt(after);
    const told = receipts.get(after) ?? before?.receipt;
    if (!told) return (await queue.waiting()).some(({ id }) => id === after) ? null : base_version;
    return told.outcome === "saved" || (before && sameWords(told.answer, before.payload)) ? told.answer.version : base_version;
  };
  const sendOne = async (item, receipts) => {
    const { payload } = item;
    const base_version = await baseOf(payload, receipts);
    if (base_version === null) return null;
    const { subject, question, choice, number, text, note, settles } = payload;
    const body = { subject, question, choice, number, text, note, base_version, settles };
    return session.post(`${address(payload)}/answers`, body, under(item));
  };
  const queue = await openQueue({
    kind: "visit_answer", send: oneByOne(sendOne), batch: 20, mostReceipts: 2000, seals: true,
    ready: ({ payload }) => payload.ready,
  });
  return queue;
}

const asBase64 = (file) =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result.slice(reader.result.indexOf(",") + 1));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });

function openEvidence(session) {
  const sendOne = (item) => {
    const { payload } = item;
    const form = new FormData();
    for (const name of ["checklist", "question", "taken_at"]) form.append(name, payload[name]);
    form.append("file", payload.file, payload.file_name);
    return session.post(`${address(payload)}/evidence`, form, { ...under(item), within: UPLOAD_WITHIN_MS });
  };
  const pack = async ({ file, ...payload }) => ({ ...payload, data_base64: await asBase64(file) });
  const unpack = ({ data_base64, ...payload }) => {
    const bytes = Uint8Array.from(atob(data_base64 ?? ""), (sign) => sign.charCodeAt(0));
    return { ...payload, file: new Blob([bytes]) };
  };
  return openQueue({
    kind: "visit_evidence", send: oneByOne(sendOne), batch: 1, seals: true, pack, unpack,
    remember: ({ file, ...payload }) => payload,
  });
}

function openFindings(session) {
  const sendOne = (item) => {
    const { payload } = item;
    const body = Object.fromEntries(FINDING.map((name) => [name, payload[name]]));
    return session.post(`${address(payload)}/findings`, body, under(item));
  };
  return openQueue({
    kind: "visit_finding", send: oneByOne(sendOne), batch: 10, seals: true, ready: ({ payload }) => payload.ready,
  });
}

/** {answers, evidence, findings}, in the order of sending: small things first. */
export async function openQueues(session) {
  return {
    answers: await openAnswers(session), findings: await openFindings(session), evidence: await openEvidence(session),
  };
}
