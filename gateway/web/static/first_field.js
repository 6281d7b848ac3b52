"use strict";
// A form for one after the other in a line: ready to type into, at what is wrong if something is.
const first = document.querySelector("main form [aria-invalid], main form input[type=text]");
if (first) first.focus();
