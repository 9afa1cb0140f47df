// A choice in the user menu (theme, single keys) holds at once; the form tells the server, so it holds everywhere.
document.addEventListener("submit", async (event) => {
  const form = event.target.closest("form[data-choice]");
  if (!form) return;
  event.preventDefault();
  const chosen = event.submitter;
  const data = new FormData(form, chosen);
  document.documentElement.dataset[form.dataset.choice] = chosen.value;
  for (const button of form.querySelectorAll("[aria-pressed]")) button.setAttribute("aria-pressed", String(button === chosen));
  try {
    const answer = await fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" } });
    if (answer.status >= 400) throw new Error(String(answer.status));
  } catch {
    document.dispatchEvent(new CustomEvent("toast", { detail: { text: "That choice could not be saved. It holds on this page only.", kind: "hold" } }));
  }
});
