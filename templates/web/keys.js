"use strict";
// Only what makes the keyboard quicker; every page works without it.
// "/" goes to the search field.
document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  if (event.key === "/") {
    const field = document.getElementById("find");
    if (field) { field.focus(); event.preventDefault(); }
  }
});
