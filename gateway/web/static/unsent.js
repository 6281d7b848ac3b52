// On every page of somebody who goes on visits: what waits on this device is told, and logging out asks first.  Nothing of it
// is lost by logging out; but whoever believes it sent would not come back for it.

import { countWaiting } from "./device_queue.js";

const KINDS = ["visit_answer", "visit_evidence", "visit_finding"];

const words = document.getElementById("con-chua-gui");
const form = document.getElementById("dang-xuat");

async function show() {
  const count = await countWaiting(KINDS);
  if (words) {
    words.querySelector("strong").textContent = count;
    words.hidden = !count || Boolean(document.getElementById("chua-gui"));
  }
  return count;
}

form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const count = await show().catch(() => 0);
  const question = `Còn ${count} mục ghi tại cuộc giám sát chưa lên máy chủ. Chúng vẫn nằm trên máy này, nhưng chỉ gửi được khi bạn đăng nhập lại. Vẫn đăng xuất?`;
  if (count && !confirm(question)) return;
  document.body.dataset.leaving = "yes";
  form.submit();
});

show().catch(() => {});
