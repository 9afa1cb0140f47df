// Buttons with data-opens="#id" open that <dialog>; [data-closes] inside closes it; a click on the backdrop closes it, too.
document.addEventListener("click", (event) => {
  const opener = event.target.closest("[data-opens]");
  if (opener) {
    document.querySelector(opener.dataset.opens)?.showModal();
    return;
  }
  if (event.target.closest("[data-closes]")) event.target.closest("dialog")?.close();
  else if (event.target instanceof HTMLDialogElement && event.target.open && event.detail) event.target.close();
});
