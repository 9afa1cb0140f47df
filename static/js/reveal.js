// A masked field opens a form that asks why; what is shown is masked again when its time is over, whatever the page does meanwhile.
const dialog = document.querySelector("#reveal");
const over = new WeakMap(); // mark -> when, by the clock

function maskAgain(mark) {
  const { field, masked, href } = mark.dataset;
  const link = Object.assign(document.createElement("a"), { href, textContent: masked });
  for (const [name, value] of Object.entries({ "hx-get": href, "hx-target": "#reveal", "data-key": "v" })) link.setAttribute(name, value);
  const again = Object.assign(document.createElement("mark"), { className: "private", title: "Masked by the rules for reviewers" });
  again.dataset.field = field;
  again.append(link);
  const had = mark === document.activeElement;
  mark.replaceWith(again);
  window.htmx?.process(again);
  if (had) link.focus();
}

function look() {
  for (const mark of document.querySelectorAll("mark.revealed[data-left]")) {
    if (!over.has(mark)) over.set(mark, Date.now() + Number(mark.dataset.left) * 1000);
    if (over.get(mark) <= Date.now()) maskAgain(mark);
  }
}

// One that is put by, and brought back by the browser, may be older than it seems.
window.addEventListener("pageshow", ({ persisted }) => { if (persisted && document.querySelector("mark.revealed")) location.reload(); });
document.addEventListener("visibilitychange", look);
setInterval(look, 250);
look();

document.addEventListener("htmx:afterSwap", ({ detail }) => {
  if (detail.target === dialog && !dialog.open) dialog.showModal();
  look();
});
document.addEventListener("htmx:afterRequest", ({ detail }) => {
  if (!detail.successful || detail.requestConfig?.verb !== "post" || !dialog?.contains(detail.elt)) return;
  const { field } = detail.target.dataset;
  dialog.close();
  dialog.replaceChildren();
  const shown = [...document.querySelectorAll("mark.revealed")].find((mark) => mark.dataset.field === field);
  if (shown) { shown.tabIndex = -1; shown.focus(); }
});
