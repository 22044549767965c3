// The worklist by keyboard: j next, k before, Enter done. Without this script the buttons do it.
"use strict";
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const inside = event.target.closest("input, select, textarea, button, a, summary");
  if (inside) return;
  const gaps = [...document.querySelectorAll("[data-gap]")];
  const here = gaps.indexOf(document.activeElement);
  if (event.key === "j" || event.key === "k") {
    const there = gaps[here + (event.key === "j" ? 1 : -1)];
    if (there) {
      there.focus();
      event.preventDefault();
    }
  } else if (event.key === "Enter" && here >= 0) {
    const done = gaps[here].querySelector("button[name=mark]");
    if (done) done.click();
  }
});
