// A filter holds as soon as it is chosen; empty ones stay out of the address. Without this module the button sends the form.
for (const form of document.querySelectorAll("form[data-filters]")) {
  form.querySelector("button").hidden = true;
  form.addEventListener("change", () => form.requestSubmit());
  form.addEventListener("submit", () => {
    for (const field of form.elements) if (field.name && !field.value) field.disabled = true;
  });
}
addEventListener("pageshow", (event) => {
  if (event.persisted) for (const field of document.querySelectorAll("form[data-filters] :disabled")) field.disabled = false;
});
