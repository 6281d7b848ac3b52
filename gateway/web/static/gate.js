// The page of the gate.  Each scan is kept on the device first, then sent; the server's receipt is shown, or, when it does
// not come in time, what the guest list on this device says, which is told to the server with the scan.

import { openQueue } from "./device_queue.js";
import { offerCamera, watching } from "./gate_camera.js";
import { codeIn, openList } from "./gate_list.js";
import { LoggedOut, NotTaken, ping, send, soon } from "./gate_sending.js";

const WAIT_FOR_RECEIPT_MS = 2500;
const SEND_AGAIN_EVERY_MS = 10000;
const MOST_SHOWN = 20;

const part = (id) => document.getElementById(id);
const page = part("cong").dataset;
const api = `/api/v1/activities/${page.activity}/check-in`;
const field = part("code");
const clock = new Intl.DateTimeFormat("vi-VN", { hour: "2-digit", minute: "2-digit", timeZone: "Asia/Ho_Chi_Minh" });
const timeOf = (instant) => clock.format(new Date(instant));

let state = "unknown";
let queue, list;
let unconfirmed = "";  // the scan whose answer of this device is shown while the server's is not there yet

// Sending

async function flush() {
  const told = await queue.flush();
  const { sent } = told;
  const problem = told.problem ?? (sent.length || state === "there" ? null : await ping());
  for (const { receipt } of sent) if (receipt.first) await list.note(receipt.code, receipt.first.scanned_at, receipt.first.gate);
  const late = sent.find(({ id }) => id === unconfirmed);
  if (late) showReceipt(late.receipt);
  sent.filter(({ receipt }) => receipt.conflict).forEach(({ receipt }) => showConflict(receipt));
  if (problem instanceof LoggedOut) state = "logged-out";
  else if (problem instanceof NotTaken) state = `refused ${problem.message}`;
  else state = problem ? "away" : "there";
  await showDevice();
  if (state === "there") showCounter();
}

// Showing

function resultOf(outcome, told, note) {
  const shown = document.querySelector(`template[data-outcome="${outcome}"]`).content.cloneNode(true);
  const say = (name, text) => {
    const place = shown.querySelector(`[data-part="${name}"]`);
    if (place) place.textContent = text ?? "";
  };
  say("name", told.guest_name);
  say("block", [told.quota_name, told.seat && `ghế ${told.seat}`].filter(Boolean).join(" · "));
  say("code", told.code);
  if (told.first) say("first", ["Lần đầu: " + timeOf(told.first.scanned_at), told.first.gate].filter(Boolean).join(", "));
  say("note", note);
  return shown;
}

function show(outcome, told, note = "") {
  unconfirmed = "";
  part("ket-qua").replaceChildren(resultOf(outcome, told, note));
  part("tim-thay").hidden = true;
  part("ket-qua").scrollIntoView({ block: "start" });
  navigator.vibrate?.(outcome === "admitted" ? 80 : [120, 80, 120]);
}

const showReceipt = (receipt) =>
  show(receipt.outcome, receipt, receipt.clock_wrong ? "Đồng hồ của máy sai; đã ghi theo giờ máy chủ." : "");

function showConflict(receipt) {
  const first = receipt.first && `lần đầu ${timeOf(receipt.first.scanned_at)}${receipt.first.gate ? `, ${receipt.first.gate}` : ""}`;
  const line = document.createElement("li");
  line.textContent = [receipt.guest_name || receipt.code, first].filter(Boolean).join(": ");
  part("khong-khop").querySelector("ul").append(line);
  part("khong-khop").hidden = false;
}

async function showCounter() {
  try {
    const answer = await fetch(api, { signal: soon() });
    if (!answer.ok) return;
    const told = await answer.json();
    part("da-den").textContent = told.arrived.toLocaleString("vi-VN");
    part("co-cho").textContent = told.expected.toLocaleString("vi-VN");
  } catch {
    // The figure stays as it was; what waits is told beside it.
  }
}

function stateWords(waiting) {
  const rest = waiting ? ` Còn ${waiting} lượt chờ gửi.` : "";
  if (state === "logged-out") return `Phiên đăng nhập đã hết. Vẫn quét được; hàng đợi trên máy giữ nguyên.${rest}`;
  if (state === "away") return `Mất mạng: vẫn quét được, máy sẽ tự gửi khi có mạng.${rest}`;
  if (state.startsWith("refused")) return `Máy chủ không nhận một số lượt: ${state.slice(8)} Xuất hàng đợi ra tệp và báo người quản trị.${rest}`;
  return waiting ? `Đang gửi ${waiting} lượt.` : "";
}

async function showDevice() {
  const [waiting, receipts, about] = await Promise.all([queue.waiting(), queue.receipts(), list.about()]);
  part("cho-gui").textContent = waiting.length;
  const words = part("tinh-trang");
  words.textContent = stateWords(waiting.length);
  words.className = `gate-state ${state === "there" ? "" : "bad"}`;
  words.hidden = !words.textContent;
  if (state === "logged-out") {
    const link = document.createElement("a");
    [link.href, link.textContent] = [page.logIn, "Đăng nhập lại"];
    words.append(" ", link);
  }
  part("danh-sach").textContent = about
    ? `${about.count.toLocaleString("vi-VN")} khách, tải lúc ${timeOf(about.loaded_at)}. Tự xóa sau 3 ngày.`
    : "Chưa có trên máy.";
  const here = [...receipts, ...waiting.filter(({ id }) => !receipts.some((one) => one.id === id))];
  const newest = here.filter(({ payload }) => payload.activity === page.activity);
  newest.sort((one, other) => (one.made_at < other.made_at ? 1 : -1));
  part("chua-quet").hidden = newest.length > 0;
  const lines = newest.slice(0, MOST_SHOWN).map((item) => recentLine(item, waiting.some(({ id }) => id === item.id)));
  part("gan-day").replaceChildren(...lines);
}

function recentLine({ id, payload, receipt }, waits) {
  const line = document.createElement("li");
  const outcome = receipt?.outcome ?? payload.shown ?? "unchecked";
  const words = document.querySelector(`template[data-outcome="${outcome}"]`).content.firstElementChild;
  const tag = document.createElement("span");
  tag.className = `tag ${words.classList[1]}`;
  tag.textContent = words.querySelector(".gate-words").textContent.toLowerCase();
  line.append(`${timeOf(payload.scanned_at)} ${receipt?.guest_name || payload.code} `, tag);
  if (waits) {
    const note = document.createElement("span");
    note.className = "tag wait";
    note.textContent = "chưa gửi";
    line.append(" ", note);
  } else if (receipt.registration_id && outcome !== "undone") {
    const undo = document.createElement("a");
    [undo.href, undo.textContent] = [`huy/${id}`, "Hủy"];
    undo.setAttribute("aria-label", `Hủy lượt quét của ${receipt.guest_name || payload.code}`);
    line.append(" ", undo);
  }
  return line;
}

// Scanning

let turn = Promise.resolve();

/** One scan after the other, each with an end that is shown. */
function scan(read) {
  turn = turn.then(() => scanNow(read)).catch(() => show("id_reused", { code: "" }, "Máy không giữ được lượt này."));
  return turn;
}

async function scanNow(read) {
  const code = codeIn(read);
  if (!code) return showFound(read);
  const payload = { activity: page.activity, code, gate: part("gate").value.trim(), scanned_at: new Date().toISOString(), shown: null };
  const item = await queue.add(payload);
  const sending = flush();
  const wait = state === "there" || state === "unknown" ? WAIT_FOR_RECEIPT_MS : 0;
  await Promise.race([sending, new Promise((resolve) => setTimeout(resolve, wait))]);
  const kept = await queue.receipt(item.id);
  if (kept) return showReceipt(kept.receipt);
  const earlier = (await queue.waiting()).filter(
    (one) => one.id !== item.id && one.payload.activity === page.activity && one.payload.code === code,
  );
  const told = await list.judge(code, earlier);
  if (!(await queue.amend(item.id, { ...payload, shown: told?.outcome ?? null }))) {
    return showReceipt((await queue.receipt(item.id)).receipt);
  }
  show(told?.outcome ?? "unchecked", told ?? { code }, "Đã ghi trên máy, chưa gửi.");
  unconfirmed = item.id;
  await showDevice();
}

/** Not a code: perhaps a name, of a guest without a badge. */
async function showFound(text) {
  const found = /\d/.test(text) ? [] : await list.find(text, 8);
  if (!found.length) return show("unreadable", { code: text.slice(0, 20) });
  unconfirmed = "";
  part("ket-qua").replaceChildren();
  part("tim-thay").replaceChildren(
    ...found.map((guest) => {
      const line = document.createElement("li");
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button quiet";
      button.textContent = [guest.name, guest.office, guest.block].filter(Boolean).join(" · ");
      button.addEventListener("click", () => scan(guest.code));
      line.append(button);
      return line;
    }),
  );
  part("tim-thay").hidden = false;
}

// The list of guests and the queue as things of this device

async function loadList() {
  const names = {};
  const counter = await (await fetch(api, { signal: soon() })).json();
  for (const quota of counter.quotas) names[quota.quota] = quota.name;
  const guests = [];
  for (let after = 0; after !== null; ) {
    const answer = await fetch(`${api}/guests?limit=200&after=${after}`, { signal: soon() });
    if (!answer.ok) throw new Error(`guests ${answer.status}`);
    const told = await answer.json();
    for (const one of told.guests) {
      guests.push({
        code: one.code, name: one.guest_name, office: one.organisation, block: names[one.quota] ?? one.quota,
        seat: one.seat, status: one.status, arrived_at: one.arrived_at, gate: one.gate,
      });
    }
    after = told.next_after;
  }
  await list.replace(guests);
  await showDevice();
}

const did = (text) => { part("da-lam").textContent = text; };

async function clearList() {
  await list.clear();
  await queue.forgetReceipts();
  await showDevice();
  did(`Đã xóa danh sách khách và các lượt đã gửi khỏi máy này. Còn ${await queue.count()} lượt chưa gửi vẫn được giữ.`);
}

async function exportQueue() {
  const file = await queue.exportFile();
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([JSON.stringify(file)], { type: "application/json" }));
  link.download = `hang-doi-${file.device_id.slice(4, 12)}.json`;
  link.click();
  URL.revokeObjectURL(link.href);
  did(`Đã xuất ${file.items.length} lượt. Các lượt này vẫn ở lại máy cho tới khi máy chủ nhận.`);
}

async function importQueue(event) {
  const [file] = event.target.files;
  if (!file) return;
  try {
    const counts = await queue.importFile(JSON.parse(await file.text()));
    did(`Đã nhập ${counts.added} lượt, ${counts.known} lượt đã có, ${counts.refused} lượt không dùng được.`);
  } catch {
    did("Không đọc được tệp. Chọn tệp xuất bằng nút “Xuất hàng đợi ra tệp”.");
  }
  event.target.value = "";
  flush();
}

async function keepPage() {
  const words = part("trang-luu");
  if (!navigator.serviceWorker) {
    words.textContent = "Không: trình duyệt chỉ lưu trang mở qua HTTPS.";
    return;
  }
  try {
    await navigator.serviceWorker.register(`tho.js?v=${page.version}`);
    await navigator.serviceWorker.ready;
    words.textContent = "Được.";
  } catch {
    if (!navigator.serviceWorker.controller) words.textContent = "Chưa: mở lại trang khi có mạng.";
    else words.textContent = "Được.";
  }
}

async function start() {
  queue = await openQueue({ kind: "check_in", send });
  list = await openList(page.activity);
  part("tren-may").hidden = false;
  part("gate").value ||= localStorage.getItem("chungtay-cong") ?? "";
  const nameGate = () => {
    localStorage.setItem("chungtay-cong", part("gate").value.trim());
    part("ten-cong").textContent = part("gate").value.trim() || "chưa đặt tên";
    part("noi-quet").open = !part("gate").value.trim();
  };
  part("gate").addEventListener("change", nameGate);
  nameGate();
  part("quet").addEventListener("submit", (event) => {
    event.preventDefault();
    const read = field.value;
    field.value = "";
    if (!watching()) field.focus({ preventScroll: true });  // with the camera on, a phone's keyboard would only be in the way
    if (read.trim()) scan(read);
  });
  // A scanner types like a keyboard: wherever the focus is, its signs go into the field.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest?.("input, select, textarea");
    if (!typing && event.key.length === 1 && event.key !== " " && !event.ctrlKey && !event.metaKey && !event.altKey) field.focus();
  });
  part("gui-ngay").addEventListener("click", flush);
  part("tai-danh-sach")?.addEventListener("click", () =>
    loadList().then(() => did("Đã tải lại danh sách khách."), () => did("Chưa tải được danh sách: không có mạng hoặc phiên đăng nhập đã hết.")),
  );
  part("xoa-danh-sach").addEventListener("click", clearList);
  part("xuat").addEventListener("click", exportQueue);
  part("nhap").addEventListener("change", importQueue);
  window.addEventListener("online", () => { state = "unknown"; flush(); });
  window.addEventListener("offline", () => { state = "away"; showDevice(); });
  setInterval(async () => { if (state !== "there" || (await queue.count())) flush(); else showCounter(); }, SEND_AGAIN_EVERY_MS);
  keepPage();
  const noCamera = () => show("unreadable", { code: "" }, "Trình duyệt không cho dùng máy ảnh. Gõ mã trên thẻ.");
  await offerCamera(part("hinh"), part("may-anh"), scan, noCamera);
  if (!navigator.onLine) state = "away";
  await flush();
  if (page.mayList && state === "there") await loadList().catch(() => {});
  document.body.dataset.gate = "ready";
}

start();
