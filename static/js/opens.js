// What was opened before htmx had read the page is fetched as soon as it has.
document.addEventListener("htmx:load", ({ target }) => {
  for (const opened of target.querySelectorAll("details.opens[open]")) opened.dispatchEvent(new Event("toggle"));
});
