"use strict";
// Bids as fast as they are called: the number of a card, Enter, the price (or the one that stands there), Enter.
const form = document.getElementById("tra-gia");
const card = form.querySelector("#bidder");
const price = form.querySelector("#amount_vnd");

card.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.isComposing || !card.value.trim()) return;
  event.preventDefault();
  price.focus();
});
price.addEventListener("focus", () => price.select());
(form.querySelector("[aria-invalid]") || card).focus();
