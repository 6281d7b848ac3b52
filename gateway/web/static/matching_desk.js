"use strict";
// The matching desk by keyboard. A key presses the button that bears it (`data-key`), so keys can do no more than a hand;
// the forms are the server's own, and htmx only spares the reader a whole new page.
(() => {
  const KEPT = "chungtay-phim-tat";
  const desk = document.getElementById("ban");
  const help = document.getElementById("phim-tat");
  const wanted = document.getElementById("dung-phim");
  if (!desk || !help) return;

  const kept = () => { try { return localStorage.getItem(KEPT); } catch { return null; } };
  wanted.checked = kept() !== "tat";
  wanted.addEventListener("change", () => {
    try { localStorage.setItem(KEPT, wanted.checked ? "bat" : "tat"); } catch { /* then for this page alone */ }
  });
  document.getElementById("bat-phim").hidden = false;

  const typing = (at) => at.closest("textarea, select, [contenteditable], input:not([type=radio], [type=checkbox])");
  const presses = (at) => at.closest("a, button, summary");

  document.addEventListener("keydown", (event) => {
    // A key that is held down must not confirm a row of lines unseen.
    if (event.repeat || event.isComposing || event.ctrlKey || event.altKey || event.metaKey) return;
    const at = event.target;
    if (event.key === "Escape" && typing(at)) { at.blur(); return; }
    if (typing(at) || !wanted.checked) return;
    if (event.key === "Enter" && presses(at)) return;
    if (event.key === "/") { event.preventDefault(); document.getElementById("tim").focus(); return; }
    if (event.key === "?") {
      event.preventDefault();
      help.open = !help.open;
      // Back on the line, Enter confirms again and does not open the help.
      (help.open ? help.querySelector("summary") : document.getElementById("dong-nay")).focus();
      return;
    }
    const key = event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const meant = [...desk.querySelectorAll("[data-key]")].find((one) => one.dataset.key === key && !one.disabled);
    if (!meant) return;
    event.preventDefault();
    if (meant.type === "radio") meant.focus();
    meant.click();
  });

  const tell = (id) => {
    document.getElementById("vua-lam").replaceChildren(document.getElementById(id).content.cloneNode(true));
  };
  // A refusal is a page of the desk as well: it says who was quicker, and shows the next line.
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if ([409, 422].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.body.addEventListener("htmx:sendError", () => tell("loi-mang"));
  document.body.addEventListener("htmx:responseError", () => tell("loi-khac"));
  // Whoever reads by ear hears the next line; the eye stays where it was.
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target === desk) document.getElementById("dong-nay").focus({ preventScroll: true });
  });
})();
