"use strict";
// The leaderboard turns its own pages: as many lines as the screen holds, ten seconds each.  Lines of other pages are
// hidden before the browser paints, so nothing blinks when the server sends newer figures.  Whoever wants no motion,
// and whoever presses the button or a key, turns the pages by hand.
const TURNS_EVERY_MS = 10_000;
const FEWEST_LINES = 5;

const bar = document.getElementById("lat");
const stop = document.getElementById("dung");
const told = document.getElementById("trang");
const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

let page = 0;
let turning = !calm.matches;

function lines() {
  return [...document.querySelectorAll("#dong > tr")];
}

function linesOnAPage(all) {
  const first = all.find((one) => !one.hidden) || all[0];
  first.hidden = false;
  const room = window.innerHeight - document.getElementById("dong").getBoundingClientRect().top - window.scrollY
    - bar.offsetHeight - document.querySelector(".board-foot").offsetHeight;
  return Math.max(FEWEST_LINES, Math.floor(room / first.offsetHeight));
}

function show() {
  const all = lines();
  if (!all.length) return;
  bar.hidden = false;
  const many = linesOnAPage(all);
  const pages = Math.ceil(all.length / many);
  page = ((page % pages) + pages) % pages;
  all.forEach((line, place) => {
    line.hidden = Math.floor(place / many) !== page;
  });
  bar.hidden = pages < 2;
  told.textContent = told.dataset.words.replace("{page}", page + 1).replace("{pages}", pages);
}

function turn(by) {
  page += by;
  show();
}

function setTurning(on) {
  turning = on;
  stop.textContent = on ? stop.dataset.stop : stop.dataset.go;
  told.setAttribute("aria-live", on ? "off" : "polite");
}

document.getElementById("truoc").addEventListener("click", () => { setTurning(false); turn(-1); });
document.getElementById("sau").addEventListener("click", () => { setTurning(false); turn(1); });
stop.addEventListener("click", () => setTurning(!turning));
document.addEventListener("keydown", (event) => {
  if (event.target.closest("a, button")) return;
  if (event.key === "ArrowRight" || event.key === "PageDown") { setTurning(false); turn(1); event.preventDefault(); }
  if (event.key === "ArrowLeft" || event.key === "PageUp") { setTurning(false); turn(-1); event.preventDefault(); }
  if (event.key === " ") { setTurning(!turning); event.preventDefault(); }
});
document.addEventListener("htmx:afterSwap", show);
window.addEventListener("resize", show);
setInterval(() => { if (turning && !document.querySelector("#dong :focus")) turn(1); }, TURNS_EVERY_MS);
setTurning(turning);
show();
