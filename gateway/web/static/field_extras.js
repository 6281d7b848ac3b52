// Photos and findings from a question: kept on the device at once, sent when there is a network.

const line = (...parts) => {
  const made = document.createElement("li");
  made.append(...parts);
  return made;
};

const tag = (kind, words) => {
  const made = document.createElement("span");
  [made.className, made.textContent] = [`tag ${kind}`, words];
  return made;
};

const about = (visit, box) => ({ visit_id: visit, checklist: box.dataset.subject, question: box.dataset.question });
const isAbout = (visit, box) => ({ payload }) =>
  payload.visit_id === visit && payload.checklist === box.dataset.subject && payload.question === box.dataset.question;

/** Photos of a question. */
export class Photos {
  #box;
  #queue;
  #visit;
  #there;  // what the server showed when it made the page

  constructor(box, { queue, visit, author, changed }) {
    this.#box = box;
    this.#queue = queue;
    this.#visit = visit;
    this.#there = [...box.querySelector("[data-part=files]").children];
    const input = document.createElement("input");
    Object.assign(input, { type: "file", accept: "image/*,application/pdf,video/mp4", multiple: true, hidden: true });
    const button = box.querySelector("[data-part=add-file]");
    button.after(input);
    button.setAttribute("role", "button");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      input.click();
    });
    input.addEventListener("change", async () => {
      const files = [...input.files];
      for (const file of files) {
        const taken_at = new Date(file.lastModified || Date.now()).toISOString();
        await queue.add({
          ...about(visit, box), author: await author(), taken_at, file_name: file.name || "anh.jpg", file, ready: true,
        });
      }
      input.value = "";
      await this.show();
      changed();
    });
  }

  async show() {
    const mine = isAbout(this.#visit, this.#box);
    const waiting = (await this.#queue.waiting()).filter(mine);
    const names = new Set(this.#there.map((one) => one.querySelector("a")?.getAttribute("href").split("/").pop()));
    const sent = (await this.#queue.receipts()).filter(mine).filter(({ receipt }) => !names.has(receipt.evidence_id));
    this.#box.querySelector("[data-part=files]").replaceChildren(
      ...this.#there,
      ...sent.reverse().map(({ payload, receipt }) => {
        const link = document.createElement("a");
        link.href = `/api/v1/supervision-visits/${this.#visit}/evidence/${receipt.evidence_id}`;
        link.textContent = payload.file_name;
        return line(link, " ", tag("good", "đã lưu ở máy chủ"));
      }),
      ...waiting.map((item) => this.#waits(item)),
    );
  }

  #waits({ id, payload, refusal, sealed }) {
    const shown = line(payload.file_name, " ", tag(refusal ? "bad" : "wait", refusal ? "máy chủ chưa nhận" : "chưa gửi, giữ trên máy này"));
    if (refusal) shown.append(` ${refusal}`);
    if (!sealed) {
      const drop = document.createElement("button");
      Object.assign(drop, { type: "button", className: "plain", textContent: "Bỏ" });
      drop.setAttribute("aria-label", `Bỏ ${payload.file_name}`);
      drop.addEventListener("click", () => this.#queue.withdraw(id).then(() => this.show()));
      shown.append(" ", drop);
    }
    return shown;
  }
}

/** Findings from a question: a draft, kept at each change, until it is sent by its button. */
export class Findings {
  #box;
  #queue;
  #visit;
  #author;
  #changed;
  #open = new Map();  // drafts that are shown, by item id

  constructor(box, { queue, visit, author, changed }) {
    this.#box = box;
    this.#queue = queue;
    this.#visit = visit;
    this.#author = author;
    this.#changed = changed;
    const button = box.querySelector("[data-part=add-finding]");
    button.setAttribute("role", "button");
    button.addEventListener("click", (event) => {
      event.preventDefault();
      event.stopPropagation();
      this.#begin();
    });
  }

  async #begin() {
    // A day in Viet Nam, wherever the device believes to be.
    const found_on = new Date(Date.now() + 7 * 3600 * 1000).toISOString().slice(0, 10);
    const item = await this.#queue.add({
      ...about(this.#visit, this.#box), author: await this.#author(), severity: "", found_on, summary: "", detail: "",
      recommendation: "", ready: false,
    });
    await this.show();
    this.#open.get(item.id).querySelector("select").focus();
    this.#changed(false);
  }

  async show() {
    const place = this.#box.querySelector("[data-part=findings]");
    const mine = isAbout(this.#visit, this.#box);
    const waiting = (await this.#queue.waiting()).filter(mine);
    const sent = (await this.#queue.receipts()).filter(mine);
    for (const [id, form] of this.#open) {
      if (waiting.some((item) => item.id === id)) continue;
      form.remove();
      this.#open.delete(id);
    }
    place.querySelector("ul")?.remove();
    if (sent.length) {
      const list = document.createElement("ul");
      for (const { payload, receipt } of sent.reverse()) {
        const link = document.createElement("a");
        [link.href, link.textContent] = [`/giam-sat/${receipt.finding_id}`, `Phát hiện: ${payload.summary}`];
        list.append(line(link, " ", tag("good", "đã lưu ở máy chủ"), ` Trả lời chậm nhất ${receipt.reply_due_on.split("-").reverse().join("/")}.`));
      }
      place.prepend(list);
    }
    for (const item of waiting) {
      if (!this.#open.has(item.id)) place.append(this.#draft(item));
      this.#showDraft(item);
    }
  }

  #draft({ id, payload }) {
    const form = document.getElementById("mau-phat-hien").content.firstElementChild.cloneNode(true);
    this.#open.set(id, form);
    for (const field of form.querySelectorAll("[data-field]")) {
      const name = field.dataset.field;
      field.id = `${id}-${name}`;
      form.querySelector(`[data-for="${name}"]`).htmlFor = field.id;
      field.value = payload[name];
      field.addEventListener("input", () => this.#keep(id, false));
    }
    form.querySelector("[data-do=send]").addEventListener("click", async () => {
      if (!this.#said(form).severity || !this.#said(form).summary) return this.#say(form, "bad", "Chọn mức độ và ghi tóm tắt trước khi gửi.");
      await this.#keep(id, true);
      return this.#changed(true);
    });
    form.querySelector("[data-do=drop]").addEventListener("click", async () => {
      if (!confirm("Bỏ bản nháp của phát hiện này?")) return;
      await this.#queue.withdraw(id);
      await this.show();
      this.#changed(false);
    });
    return form;
  }

  #said(form) {
    return Object.fromEntries([...form.querySelectorAll("[data-field]")].map((field) => [field.dataset.field, field.value.trim()]));
  }

  async #keep(id, ready) {
    const form = this.#open.get(id);
    const said = { ...about(this.#visit, this.#box), author: await this.#author(), ...this.#said(form), ready };
    const kept = await this.#queue.amend(id, said);
    if (kept) this.#showDraft({ id, payload: said });
  }

  #showDraft({ id, payload, refusal, sealed }) {
    const form = this.#open.get(id);
    for (const field of form.querySelectorAll("[data-field], button")) field.disabled = Boolean(sealed);
    if (refusal) this.#say(form, "bad", `Máy chủ chưa nhận: ${refusal}`);
    else if (payload.ready) this.#say(form, "wait", "chưa gửi, giữ trên máy này");
    else this.#say(form, "wait", "bản nháp, giữ trên máy này");
  }

  #say(form, kind, words) {
    form.querySelector("[data-part=state]").replaceChildren(tag(kind, words));
  }
}
