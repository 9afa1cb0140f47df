// Short notices in a live region. From the server: the HX-Trigger header {"toast": {"text": "...", "kind": "allow"}}, or a refusal's fragment
// swapped into #toasts. From a module: document.dispatchEvent(new CustomEvent("toast", {detail: {text, kind}})).
const box = document.getElementById("toasts");
const STAY = 8000;

function leave(toast) {
  if (!toast.classList.contains("deny")) setTimeout(() => { if (!toast.matches(":hover, :focus-within")) toast.remove(); }, STAY);
}

export function say(text, kind = "") {
  const toast = document.getElementById("toast-shape").content.firstElementChild.cloneNode(true);
  toast.querySelector("[data-text]").textContent = text;
  if (kind) toast.classList.add(kind);
  box.append(toast);
  leave(toast);
}

document.addEventListener("toast", (event) => say(event.detail.text ?? event.detail.value, event.detail.kind));
document.addEventListener("click", (event) => { if (event.target.closest(".toast .close")) event.target.closest(".toast").remove(); });
document.addEventListener("htmx:sendError", () => say("The server did not answer. Nothing was changed; try again in a moment.", "hold"));
for (const toast of box.children) leave(toast);
