// The lists fetch themselves again when something has changed; what is open asks whether it still holds. Hints say that, never what.
const PAUSE = 400; // many changes at once are one fetch
const body = document.body.dataset;
let timer = 0;
let fetched = new Date();
let stopped = ""; // why nothing new arrives

const wake = (selector) => { for (const part of document.querySelectorAll(selector)) part.dispatchEvent(new CustomEvent("refresh")); };
const clock = (time) => time.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

function mark() {
  for (const place of document.querySelectorAll("[data-stale]")) {
    place.hidden = !stopped;
    place.textContent = stopped && `· counts from ${clock(fetched)}, ${stopped}`;
  }
}

function soon() {
  if (timer) return;
  timer = setTimeout(() => { timer = 0; wake("[data-live-part]"); }, PAUSE);
}

document.addEventListener("hint", ({ detail }) => {
  soon();
  if (detail.type === "refetch" || detail.id === body.item || detail.id === body.conversation) wake("[data-live-state]");
});

document.addEventListener("live", ({ detail }) => {
  stopped = { off: "reconnecting", closed: "no longer live; reload the page" }[detail] ?? "";
  mark();
});

// Rows that were not there before are shown as new; the fetch also says from when the counts are.
let known = new Set();
const rows = () => new Set([...document.querySelectorAll(".row[id]")].map((row) => row.id));
document.addEventListener("htmx:beforeSwap", () => { known = rows(); });
document.addEventListener("htmx:afterSwap", () => {
  fetched = new Date();
  mark();
  for (const row of document.querySelectorAll(".row[id]")) if (!known.has(row.id)) row.dataset.new = "";
});

// Enter on the heading of an item that can be claimed, or on an untouched list, does what C does.
document.addEventListener("keydown", (event) => {
  const free = document.activeElement === document.body || document.activeElement?.matches("h1, main");
  if (event.key !== "Enter" || event.defaultPrevented || event.ctrlKey || event.metaKey || !free) return;
  const button = document.querySelector("#claim, #claim-next");
  if (button && document.documentElement.dataset.keys !== "off") { event.preventDefault(); button.click(); }
});
