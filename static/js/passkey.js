// What a browser says when a passkey or security key was not used: allauth's scripts tell only the console.
const SAID = {
  NotAllowedError: "No key was used: it was cancelled, took too long, or this device has none for this site.",
  InvalidStateError: "This key has been added already.",
  SecurityError: "Keys belong to a name: open this site by its name (such as localhost), not by a number, and over HTTPS.",
};

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const text = SAID[event.detail.exception?.name] ?? "The key could not be used. Try again, or sign in another way.";
  document.dispatchEvent(new CustomEvent("toast", { detail: { text, kind: "deny" } }));
});
