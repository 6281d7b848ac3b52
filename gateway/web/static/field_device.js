// What every page of a team shares: one indicator of what has not reached the server, sending, files out and in, keeping the
// pages for when there is no network, and a question before the page is left with something unsent.

import { exportFiles, importFile } from "./field_export.js";
import { openKnown } from "./field_known.js";
import { openQueues } from "./field_queues.js";
import { LoggedOut, OtherAccount, openSession } from "./page_session.js";

const SEND_AGAIN_EVERY_MS = 10000;
const ROOT = "/giam-sat/hien-truong/";

const part = (id) => document.getElementById(id);
const NAMES = { answers: "câu trả lời", findings: "phát hiện", evidence: "ảnh" };

/** Of several edits of one question only the newest. */
const oneEach = (answers) => [
  ...new Map(answers.map((item) => [`${item.payload.visit_id} ${item.payload.subject} ${item.payload.question}`, item])).values(),
];

class Device {
  #state = "unknown";
  #refused = 0;
  #told = () => {};
  #waits = 0;

  constructor(session, queues, known) {
    this.session = session;
    this.queues = queues;
    this.known = known;
  }

  /** Whether the server answered last. */
  get online() {
    return this.#state === "there";
  }

  /** Who writes here: whoever is logged in, or was when there was a network. */
  async author() {
    return this.session.account || (await this.known.account());
  }

  /** Send what is ready.  Calls `told({answers, findings, evidence})` with the receipts that came. */
  async flush() {
    const sent = {};
    // Nothing is sent on trust: what was sent is sealed, and an edit of it becomes an edit of its own.
    let problem = this.online ? null : await this.session.ping();
    for (const [name, queue] of problem ? [] : Object.entries(this.queues)) {
      const told = await queue.flush();
      sent[name] = told.sent;
      problem = told.problem ?? problem;
    }
    if (this.session.account) await this.known.setAccount(this.session.account);
    if (problem instanceof LoggedOut) this.#state = "logged-out";
    else if (problem instanceof OtherAccount) this.#state = `other ${problem.message}`;
    else this.#state = problem ? "away" : "there";
    await this.#told(sent);
    await this.show();
  }

  /** One sentence about what has not reached the server, on top of the page and beside the buttons. */
  async show() {
    const waiting = Object.fromEntries(
      await Promise.all(Object.entries(this.queues).map(async ([name, queue]) => [name, await queue.waiting()])),
    );
    const all = Object.values(waiting).flat();
    this.#waits = all.length;
    const refused = all.filter(({ refusal }) => refusal).length;
    const drafts = all.filter(({ payload }) => !payload.ready).length;
    const counts = { ...waiting, answers: oneEach(waiting.answers) };
    const words = Object.entries(counts).filter(([, items]) => items.length).map(([name, items]) => `${items.length} ${NAMES[name]}`);
    const text = words.length ? `${words.join(", ")} chưa lên máy chủ.` : "";
    part("chua-gui-chu").textContent = text;
    part("con-lai").textContent = text || "Không có gì.";
    part("chua-gui-vi").textContent = this.#why(refused, drafts);
    part("chua-gui").hidden = !text;
    part("chua-gui").classList.toggle("bad", this.#state !== "there" || refused > 0);
    if (this.#state === "logged-out") {
      const link = document.createElement("a");
      [link.href, link.textContent] = [part("chua-gui").dataset.logIn, "Đăng nhập lại"];
      part("chua-gui-vi").append(" ", link);
    }
    return waiting;
  }

  #why(refused, drafts) {
    if (this.#state === "logged-out") return "Phiên đăng nhập đã hết; nội dung vẫn ở trên máy này.";
    if (this.#state.startsWith("other")) return `Do tài khoản ${this.#state.slice(6)} ghi: tài khoản đó đăng nhập để gửi, hoặc xuất ra tệp.`;
    if (this.#state === "away") return "Mất mạng: cứ ghi tiếp, máy tự gửi khi có mạng.";
    if (refused) return `${refused} mục máy chủ chưa nhận: xem lý do ở từng câu.`;
    if (drafts) return `${drafts} mục còn ghi dở.`;
    return this.#state === "there" ? "Đang gửi." : "";
  }

  /** Begin: buttons, sending by itself, keeping the page.  `told` as in `flush`. */
  async start(told, visits) {
    this.#told = told;
    part("tren-may").hidden = false;
    part("gui-ngay").addEventListener("click", () => this.flush());
    part("xuat").addEventListener("click", () => this.#export());
    part("xoa-da-gui").addEventListener("click", () => this.#clear());
    part("nhap").addEventListener("change", (event) => this.#import(event));
    window.addEventListener("online", () => this.flush());
    window.addEventListener("offline", () => { this.#state = "away"; this.show(); });
    setInterval(() => { if (this.#waits || !this.online) this.flush(); }, SEND_AGAIN_EVERY_MS);
    this.#askBeforeLeaving();
    this.#keepPages(visits);
    if (!navigator.onLine) this.#state = "away";
    await this.flush();
    document.body.dataset.field = "ready";
  }

  /** Between these pages nothing is left behind, and each says what waits. */
  #askBeforeLeaving() {
    document.addEventListener("click", (event) => {
      const link = event.target.closest?.("a[href]");
      if (link && (new URL(link.href).pathname.startsWith(ROOT) || link.closest("#chua-gui"))) document.body.dataset.leaving = "yes";
    });
    window.addEventListener("pageshow", () => delete document.body.dataset.leaving);
    window.addEventListener("beforeunload", (event) => {
      if (this.#waits && !document.body.dataset.leaving) event.preventDefault();
    });
  }

  async #keepPages(visits) {
    const words = part("trang-luu");
    if (!navigator.serviceWorker) {
      words.textContent = "Không: trình duyệt chỉ lưu trang mở qua HTTPS.";
      return;
    }
    try {
      const version = document.querySelector("[data-version]").dataset.version;
      await navigator.serviceWorker.register(`${ROOT}tho.js?v=${version}`, { scope: ROOT });
      const { active } = await navigator.serviceWorker.ready;
      const { port1, port2 } = new MessageChannel();
      const kept = new Promise((resolve) => { port1.onmessage = resolve; });
      active.postMessage({ visits }, [port2]);
      await kept;
      words.textContent = "Được.";
      document.querySelectorAll("[data-part=kept]").forEach((tag) => { tag.hidden = false; });
    } catch {
      words.textContent = navigator.serviceWorker.controller ? "Được." : "Chưa: mở lại trang khi có mạng.";
    }
  }

  #did(text) {
    part("da-lam").textContent = text;
  }

  async #export() {
    const files = await exportFiles(this.queues);
    part("tep-xuat").replaceChildren(
      ...files.map(({ name, text, items }) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text], { type: "application/json" }));
        [link.download, link.textContent] = [name, `${name} (${items} mục)`];
        line.append(link);
        return line;
      }),
    );
    part("tep-xuat").querySelector("a").click();
    const more = files.length > 1 ? ` Có ${files.length} tệp: bấm từng tên để tải hết.` : "";
    this.#did(`Đã xuất ra tệp.${more} Nội dung vẫn ở lại máy cho tới khi máy chủ nhận.`);
  }

  async #import(event) {
    const [file] = event.target.files;
    if (!file) return;
    try {
      const counts = await importFile(this.queues, await file.text());
      this.#did(`Đã nhập ${counts.added} mục, ${counts.known} mục đã có, ${counts.refused} mục không dùng được.`);
    } catch {
      this.#did("Không đọc được tệp. Chọn tệp xuất bằng nút “Xuất nội dung chưa gửi ra tệp”.");
    }
    event.target.value = "";
    await this.flush();
  }

  async #clear() {
    for (const queue of Object.values(this.queues)) await queue.forgetReceipts();
    await this.known.clear();
    this.#did(`Đã xóa nội dung đã gửi khỏi máy này. Còn ${this.#waits} mục chưa gửi vẫn được giữ.`);
  }
}

export async function openDevice() {
  const session = openSession(`${ROOT}phien`);
  return new Device(session, await openQueues(session), await openKnown());
}
