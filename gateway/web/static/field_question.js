// One question of the form: what its fields say, what waits of it on the device, what the server has, and the versions that
// differ.

import { soon } from "./page_session.js";
import { sameWords } from "./field_queues.js";

const CHOICES = () =>
  Object.fromEntries(
    [...document.querySelectorAll(".thumb")].map((thumb) => [thumb.querySelector("input").value, thumb.textContent.trim()]),
  );
const clock = new Intl.DateTimeFormat("vi-VN", {
  hour: "2-digit", minute: "2-digit", day: "2-digit", month: "2-digit", year: "numeric", timeZone: "Asia/Ho_Chi_Minh",
});
/** A whole number as somebody types it, as `money_typed` of the server knows it: 1030, 1.030, 1 030. */
const WHOLE = /^(\d{1,15}|\d{1,3}([., ])\d{3}(\2\d{3}){0,3})$/;
const EMPTY = { choice: null, number: null, text: "", note: "" };

/** Ask the server for the answers of a visit, and note them. */
export async function fetchAnswers(known, visit, subjects) {
  for (const subject of subjects) {
    const answer = await fetch(`/api/v1/supervision-visits/${visit}/checklists/${subject}`, { cache: "no-store", signal: soon() });
    if (!answer.ok) throw new Error(`checklist ${answer.status}`);
    const { questions } = await answer.json();
    await known.note(visit, questions.map(({ code, answer }) => ({ subject, question: code, answer })));
  }
}

export class Question {
  #box;
  #queue;
  #visit;
  #item = null;  // the newest edit that waits on the device
  #answer = null;  // what the server has, as far as this device knows
  #turn = Promise.resolve();

  /** kept(): called when something was kept on the device; changed(): when it is to be sent. */
  constructor(box, { queue, visit, author, kept, changed }) {
    this.#box = box;
    this.#queue = queue;
    this.#visit = visit;
    this.subject = box.dataset.subject;
    this.code = box.dataset.question;
    box.addEventListener("input", (event) => { if (this.#mine(event)) this.#keep(author, {}).then(kept); });
    box.addEventListener("change", (event) => { if (this.#mine(event)) this.#keep(author, {}).then(changed); });
    box.addEventListener("click", (event) => {
      const button = event.target.closest("button[name=chon]");
      if (!button) return;
      event.preventDefault();
      this.#choose(author, button.closest("[data-which]")?.dataset.which ?? "trong-o").then(changed);
    });
  }

  get key() {
    return `${this.subject}.${this.code}`;
  }

  get answered() {
    return Boolean(this.#answer) || Boolean(this.#item?.payload.ready);
  }

  /** Show what is known now: the newest edit that waits, and the server's answer. */
  update(item, answer) {
    this.#item = item;
    this.#answer = answer;
    const said = item?.payload ?? answer;
    if (said && !this.#box.contains(document.activeElement)) this.#fill(said);
    this.#showState();
    this.#showVersions();
  }

  #mine({ target }) {
    return target.name?.startsWith(`${this.key}.`);
  }

  #part(name) {
    return this.#box.querySelector(`:scope > [data-part="${name}"]`);
  }

  #field(name) {
    return this.#box.querySelector(`[name="${this.key}.${name}"]`);
  }

  #fill(said) {
    for (const radio of this.#box.querySelectorAll("input[type=radio]")) radio.checked = radio.value === said.choice;
    const fields = { number: said.raw ?? said.number ?? "", text: said.text, note: said.note };
    for (const [name, value] of Object.entries(fields)) {
      const field = this.#field(name);
      if (field && field.value !== String(value)) field.value = value;
    }
  }

  /** What the fields say; `raw`: what stands where a number should be and is none. */
  #said() {
    const raw = this.#field("number")?.value.trim() ?? "";
    const number = WHOLE.test(raw) ? Number(raw.replace(/[., ]/g, "")) : null;
    return {
      choice: this.#box.querySelector("input[type=radio]:checked")?.value ?? null, number,
      text: this.#field("text")?.value.trim() ?? "", note: this.#field("note").value.trim(),
      raw: raw && number === null ? raw : null,
    };
  }

  #complete({ choice, number, text }) {
    return { yes_no_partly: choice !== null, number: number !== null, text: text !== "" }[this.#box.dataset.kind];
  }

  /** Keep what the fields say on the device, one change after the other. */
  #keep(author, settled) {
    const said = this.#said();
    this.#turn = this.#turn.then(() => this.#keepNow(author, said, settled)).catch(() => this.#show("bad", "máy không giữ được: hãy chép ra giấy"));
    return this.#turn;
  }

  async #keepNow(author, said, { settles = [] }) {
    const answer = this.#answer;
    const base = {
      visit_id: this.#visit, subject: this.subject, question: this.code, author: await author(), ...said, settles,
      base_version: answer?.version ?? 0, after: null,
      // While versions differ, what is typed is sent by choosing it: nothing of a conflict is overwritten unseen.
      ready: this.#complete(said) && (!answer?.conflicts.length || settles.length > 0),
    };
    const now = this.#item && (await this.#newest());
    const unchanged = !now?.sealed && !said.raw && !settles.length && sameWords(said, answer ?? EMPTY);
    if (unchanged) {
      // Typed and taken back: nothing of it is left to send.
      if (now && !(await this.#queue.withdraw(now.id))) return this.#keepNow(author, said, { settles });
      this.#item = null;
    } else if (now && !now.sealed) {
      const payload = { ...base, base_version: now.payload.base_version, after: now.payload.after };
      if (settles.length) Object.assign(payload, { base_version: base.base_version, after: null });
      if (!(await this.#queue.amend(now.id, payload))) return this.#keepNow(author, said, { settles });
      this.#item = { ...now, payload, refusal: null };
    } else {
      this.#item = await this.#queue.add({ ...base, after: settles.length ? null : (now?.id ?? null) });
    }
    this.#showState();
  }

  async #newest() {
    const mine = ({ payload }) => payload.visit_id === this.#visit && payload.subject === this.subject && payload.question === this.code;
    return (await this.#queue.waiting()).filter(mine).at(-1) ?? null;
  }

  /** One of several versions is the answer from now on. */
  #choose(author, which) {
    const { conflicts, ...standing } = this.#answer;
    const chosen = which === "may-chu" ? standing : conflicts.find(({ conflict_id }) => conflict_id === which);
    if (chosen) this.#fill({ ...chosen, raw: null });
    return this.#keep(author, { settles: conflicts.map(({ conflict_id }) => conflict_id) });
  }

  // Showing

  #show(kind, words, note = "") {
    const tag = document.createElement("span");
    [tag.className, tag.textContent] = [`tag ${kind}`, words];
    const soft = document.createElement("span");
    [soft.className, soft.textContent] = ["soft small", note];
    this.#part("state").replaceChildren(tag, " ", soft);
  }

  #showState() {
    const [item, answer] = [this.#item, this.#answer];
    const receipt = answer ? `${answer.by}, ${clock.format(new Date(answer.at))}` : "";
    if (item?.refusal) this.#show("bad", "máy chủ chưa nhận", item.refusal);
    else if (item?.payload.ready) this.#show("wait", "chưa gửi, giữ trên máy này");
    else if (answer?.conflicts.length) this.#show("bad", "có các bản khác nhau: chọn một", receipt);
    else if (item) this.#show("wait", "ghi dở, giữ trên máy này", this.#missing(item.payload));
    else if (answer) this.#show("good", "đã lưu ở máy chủ", receipt);
    else this.#part("state").replaceChildren();
  }

  #missing({ raw }) {
    if (raw) return "Ghi số, không ghi chữ, thì mới gửi được.";
    return { yes_no_partly: "Chọn câu trả lời thì mới gửi được.", number: "Ghi số thì mới gửi được.", text: "Ghi câu trả lời thì mới gửi được." }[this.#box.dataset.kind];
  }

  #showVersions() {
    const place = this.#part("versions");
    const { conflicts = [], ...standing } = this.#answer ?? {};
    if (!conflicts.length) return place.replaceChildren();
    const versions = document.createElement("div");
    versions.className = "versions";
    versions.setAttribute("role", "group");
    versions.setAttribute("aria-label", "Các bản trả lời khác nhau");
    versions.append(this.#version("Đang ở máy chủ", "may-chu", standing));
    for (const one of conflicts) versions.append(this.#version("Bản sửa khác", one.conflict_id, one));
    const typed = document.createElement("p");
    const button = document.createElement("button");
    Object.assign(button, { type: "submit", name: "chon", className: "button quiet", textContent: "Lấy nội dung đang ghi trong ô" });
    typed.append(button);
    return place.replaceChildren(versions, typed);
  }

  #version(heading, which, said) {
    const shown = document.getElementById("mau-ban").content.firstElementChild.cloneNode(true);
    shown.dataset.which = which;
    const say = (name, text) => { shown.querySelector(`[data-part="${name}"]`).textContent = text; };
    say("heading", heading);
    say("said", said.choice ? CHOICES()[said.choice] : (said.number?.toLocaleString("vi-VN") ?? said.text));
    say("note", said.note);
    say("who", `${said.by}, ${clock.format(new Date(said.at))}`);
    shown.querySelector("button .unseen").textContent = ` (${heading})`;
    return shown;
  }
}
