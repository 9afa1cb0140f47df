// Single keys. Anything with data-key="a" (or "g h": one after the other) is clicked by that key; its page's rows carry data-row and
// are walked with j and k. Silent while somebody types, while a modifier is held, and when the person switched single keys off.
const PAUSE = 1200;
let before = "";
let timer = 0;

const isOff = () => document.documentElement.dataset.keys === "off";
const isTyping = (target) => target instanceof Element && target.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable]:not([contenteditable=false])");
const isShown = (element) => element.checkVisibility() && !element.disabled && element.getAttribute("aria-disabled") !== "true";

function reach() {
  const open = [...document.querySelectorAll("dialog[open]")].pop();
  return open || document;
}

function find(keys) {
  return [...reach().querySelectorAll("[data-key]")].find((element) => element.dataset.key === keys && (isShown(element) || element.dataset.keyHidden !== undefined));
}

function begins(keys) {
  return [...reach().querySelectorAll("[data-key]")].some((element) => element.dataset.key.startsWith(`${keys} `));
}

function step(by) {
  const rows = [...reach().querySelectorAll("[data-row]")].filter(isShown);
  if (!rows.length) return false;
  const at = rows.findIndex((row) => row === document.activeElement || row.contains(document.activeElement));
  const current = at < 0 ? rows.findIndex((row) => row.getAttribute("aria-current")) : at;
  const next = rows[Math.min(rows.length - 1, Math.max(0, current < 0 ? 0 : current + by))];
  next.focus();
  next.scrollIntoView({ block: "nearest" });
  return true;
}

function act(keys, event) {
  const target = find(keys);
  if (target) {
    event.preventDefault();
    target.focus({ preventScroll: !isTyping(target) });
    if (!isTyping(target)) target.click();
    return true;
  }
  if (keys === "j" || keys === "k") {
    if (step(keys === "j" ? 1 : -1)) event.preventDefault();
    return true;
  }
  return false;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || isOff() || isTyping(event.target)) return;
  if (event.key.length !== 1) return;
  const key = event.key.toLowerCase();
  const keys = before ? `${before} ${key}` : key;
  before = "";
  clearTimeout(timer);
  if (act(keys, event) || (keys !== key && act(key, event))) return;
  if (begins(keys)) {
    before = keys;
    timer = setTimeout(() => { before = ""; }, PAUSE);
  }
});
