// Where a form came back with mistakes, the first wrong field has the focus. The frame of unfold names no landmark.
document.addEventListener("DOMContentLoaded", () => {
  document.getElementById("main")?.setAttribute("role", "main");
  const wrong = [...document.querySelectorAll("form [aria-invalid=true]")].find((field) => field.type !== "hidden" && field.checkVisibility());
  wrong?.focus();
});
// A script of unfold writes the name of a chosen file into the nearest line of text, which on a page of ours is another field.
document.addEventListener("change", (event) => event.target.matches(".policy input[type=file]") && event.stopImmediatePropagation(), true);
// Whoever keeps to the device's theme sees it change at once. Unfold reads it anew only when its own choice changes: for a moment it is the new one.
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", ({ matches }) => {
  const theme = window.Alpine?.$data(document.documentElement);
  if (theme?.adminTheme !== "auto") return;
  theme.adminTheme = matches ? "dark" : "light";
  window.Alpine.nextTick(() => { theme.adminTheme = "auto"; });
});
