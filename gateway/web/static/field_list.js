// The list of a team's visits.  Opened once with a network, it makes every visit on it ready to be filled in without one.

import { openDevice } from "./field_device.js";
import { fetchAnswers } from "./field_question.js";

const links = [...document.querySelectorAll("#cac-cuoc a[data-visit]")];
const device = await openDevice();

async function showWaiting() {
  const waiting = Object.values(await device.show()).flat();
  for (const link of links) {
    const count = waiting.filter(({ payload }) => payload.visit_id === link.dataset.visit).length;
    const tag = link.closest("li").querySelector("[data-part=waits]");
    tag.textContent = `${count} mục chưa gửi`;
    tag.hidden = !count;
  }
}

await device.start(showWaiting, links.map((link) => link.dataset.visit));
if (device.online) {
  for (const { dataset } of links) await fetchAnswers(device.known, dataset.visit, dataset.subjects.split(" ")).catch(() => {});
}
