// How long the item is still the reviewer's: counted down, renewed while the page is looked at, and said when it has ended.
const RENEW = 60_000;
const lease = () => document.getElementById("lease");
let renewed = Date.now();

function left(until) {
  const seconds = Math.max(0, Math.floor((new Date(until) - Date.now()) / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function renew() {
  renewed = Date.now();
  lease()?.dispatchEvent(new CustomEvent("renew"));
}

function lost() {
  const chip = lease();
  if (!chip?.dataset.lost || document.body.classList.contains("lost")) return;
  document.body.classList.add("lost");
  document.querySelector("[data-live-state]")?.dispatchEvent(new CustomEvent("refresh"));
}

setInterval(() => {
  const chip = lease();
  if (!chip?.dataset.until) return;
  chip.textContent = `yours for ${left(chip.dataset.until)}`;
  if (!document.hidden && Date.now() - renewed >= RENEW) renew();
}, 1000);

document.addEventListener("visibilitychange", () => { if (!document.hidden && Date.now() - renewed >= RENEW) renew(); });
document.addEventListener("htmx:afterSwap", lost);
