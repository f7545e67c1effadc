"use strict";
// Only what makes the keyboard quicker: every page works without it, by Tab and Enter alone.
// A key does what a click on a link, a box or a button of the page does; nothing is sent that the page does not show.

const ROWS = "main a[data-row], main .table:not(:has(a[data-row])) tbody tr > :first-child a[href]";
const WRITING = "input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open]";
const OFF = "keys-off"; // where this browser remembers that nobody wants them

const help = document.getElementById("keys-help");

function remembered() {
  try { return localStorage.getItem(OFF) === "1"; } catch { return false; }
}

function remember(off) {
  try { if (off) localStorage.setItem(OFF, "1"); else localStorage.removeItem(OFF); } catch { /* for this page only */ }
}

let off = remembered();

function step(by) {
  const rows = [...document.querySelectorAll(ROWS)].filter((row) => row.offsetParent !== null);
  if (!rows.length) return false;
  const row = document.activeElement.closest("tr, li, article");
  const at = rows.findIndex((each) => each === document.activeElement || (row && row.contains(each)));
  rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)].focus();
  return true;
}

function choose() {
  const row = document.activeElement.closest("tr, li, article");
  const box = row && row.querySelector("input[type=checkbox]");
  if (box) box.click();
  return Boolean(box);
}

function chooseAll() {
  const boxes = [...document.querySelectorAll("main input[type=checkbox][form=bulk]")];
  const wanted = boxes.some((box) => !box.checked);
  for (const box of boxes) box.checked = wanted;
  return boxes.length > 0;
}

function open() {
  const row = document.activeElement.closest("tr, li, article");
  const link = row && row.querySelector("a[data-row], a[href]");
  if (link) link.click();
  return Boolean(link);
}

function press(key) {
  const button = document.querySelector(`main button[data-key="${key}"]`);
  if (button) { button.focus(); button.click(); }
  return Boolean(button);
}

function find() {
  const field = document.getElementById("find");
  if (field) field.focus();
  return Boolean(field);
}

function explain() {
  if (help && !help.open) help.showModal();
  return Boolean(help);
}

const KEYS = {
  "j": () => step(1), "k": () => step(-1), "x": choose, "X": chooseAll, "o": open, "/": find, "?": explain,
  "a": () => press("a"), "r": () => press("r"), "d": () => press("d"), "n": () => press("n"),
};

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (!Object.hasOwn(KEYS, event.key) || event.target.closest(WRITING)) return;
  if (off && event.key !== "?") return;
  if (event.repeat && !"jk".includes(event.key)) return;
  if (KEYS[event.key]()) event.preventDefault();
});

const all = document.getElementById("choose-all");
if (all) { all.hidden = false; all.addEventListener("click", chooseAll); }

if (help) {
  const opener = document.getElementById("keys-open");
  const wanted = document.getElementById("keys-on");
  if (opener) { opener.hidden = false; opener.addEventListener("click", explain); }
  if (wanted) {
    wanted.checked = !off;
    wanted.addEventListener("change", () => { off = !wanted.checked; remember(off); });
  }
}
