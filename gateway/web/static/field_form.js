// The form of a visit.  What is typed is kept on the device at once, then sent; beside each question stands where it is:
// on the device, on the server, or in two versions.

import { openDevice } from "./field_device.js";
import { Findings, Photos } from "./field_extras.js";
import { Question, fetchAnswers } from "./field_question.js";

const page = document.getElementById("phieu").dataset;
const form = document.getElementById("tra-loi");
const boxes = [...form.querySelectorAll("fieldset.question")];
const subjects = [...new Set(boxes.map((box) => box.dataset.subject))];
const device = await openDevice();
const { queues, known } = device;

const author = () => device.author();
let later = null;
let shown = null;

/** Tell what waits, once for what is typed in one go. */
function kept() {
  clearTimeout(shown);
  shown = setTimeout(() => device.show(), 150);
}

/** Send soon, but not in the middle of a word that is being typed. */
function changed() {
  showAnswered();
  device.show();
  clearTimeout(later);
  later = setTimeout(() => device.flush(), 300);
}

const questions = boxes.map((box) => new Question(box, { queue: queues.answers, visit: page.visit, author, kept, changed }));
const extras = boxes.flatMap((box) => [
  new Photos(box, { queue: queues.evidence, visit: page.visit, author, changed }),
  new Findings(box, { queue: queues.findings, visit: page.visit, author, changed: (send) => (send ? changed() : device.show()) }),
]);

function showAnswered() {
  for (const subject of subjects) {
    const mine = questions.filter((one) => one.subject === subject);
    const count = mine.filter(({ answered }) => answered).length;
    form.querySelector(`[data-answered="${subject}"]`).textContent = `Đã trả lời ${count} trên ${mine.length} câu.`;
  }
}

async function showAll() {
  const [waiting, answers] = [await queues.answers.waiting(), await known.of(page.visit)];
  const newest = new Map();
  for (const item of waiting) {
    if (item.payload.visit_id === page.visit) newest.set(`${item.payload.subject}.${item.payload.question}`, item);
  }
  for (const question of questions) question.update(newest.get(question.key) ?? null, answers.get(question.key) ?? null);
  for (const one of extras) await one.show();
  showAnswered();
}

let asked = false;

async function told(sent) {
  for (const { payload, receipt } of sent.answers ?? []) {
    await known.note(payload.visit_id, [{ subject: payload.subject, question: payload.question, answer: receipt.answer }]);
  }
  // After each time without a network: what others have answered meanwhile.
  if (!device.online) asked = false;
  else if (!asked) asked = await fetchAnswers(known, page.visit, subjects).then(() => true, () => false);
  await showAll();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  device.flush();
});
window.addEventListener("online", () => { asked = false; });

await showAll();
await device.start(told, [page.visit]);
