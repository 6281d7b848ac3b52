"use strict";
// A paper card is typed in with one hand: a digit moves on to the next hole, 1 waits whether a second digit comes,
// x stands for a ball that was picked up.  The arrows and Enter move too; after the last hole comes the button.
const form = document.getElementById("nhap-diem");
const fields = [...form.querySelectorAll("input[id^=gay_]")];
const button = form.querySelector("button[type=submit]");

function go(to) {
  if (to >= fields.length) button.focus();
  else if (to >= 0) {
    fields[to].focus();
    fields[to].select();
  }
}

fields.forEach((field, place) => {
  field.addEventListener("input", () => {
    const value = field.value.trim().toLowerCase();
    if (value === "x" || /^([2-9]|[1-9]\d)$/.test(value)) go(place + 1);
  });
  field.addEventListener("focus", () => field.select());
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Enter" || event.key === "ArrowDown") { event.preventDefault(); go(place + 1); }
    if (event.key === "ArrowUp") { event.preventDefault(); go(place - 1); }
    if (event.key === "Backspace" && !field.value) { event.preventDefault(); go(place - 1); }
  });
});

go(Math.max(0, fields.findIndex((field) => !field.value)));
