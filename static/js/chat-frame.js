// The page in a frame and the launcher around it: they exchange words only with each other, and the launcher only from a listed site.
const PREFIX = "countersign:";

export function embed(settings, { identify, forget, seen }) {
  const framed = window.parent !== window;
  const frame = { identity: null, isHidden: false, isHosted: false, tell, ready };
  let host = "";
  let greeted;
  const greeting = new Promise((resolve) => (greeted = resolve));

  function isHost({ source, origin }) {
    return framed && source === window.parent && (origin === location.origin || settings.origins.includes(origin));
  }

  function tell(name, values = {}) {
    if (host) window.parent.postMessage({ type: PREFIX + name, ...values }, host);
  }

  // Waits for the launcher's first word, but not for one that is not there.
  function ready() {
    if (!framed) return Promise.resolve();
    window.parent.postMessage({ type: `${PREFIX}ready` }, "*");
    return Promise.race([greeting, new Promise((resolve) => setTimeout(resolve, 1000))]);
  }

  const answers = {
    init({ identity }) {
      frame.identity = identity ?? null;
      frame.isHosted = true;
      document.getElementById("close").hidden = false;
      greeted();
    },
    identity({ identity }) {
      frame.identity = identity ?? null;
      identify();
    },
    forget() {
      frame.identity = null;
      forget();
    },
    shown() {
      frame.isHidden = false;
      seen();
      document.getElementById("text").focus();
    },
    hidden() {
      frame.isHidden = true;
    },
    theme({ theme }) {
      if (["light", "dark", "system"].includes(theme)) document.documentElement.dataset.theme = theme;
    },
  };

  window.addEventListener("message", (event) => {
    const { type } = event.data ?? {};
    if (!isHost(event) || typeof type !== "string" || !type.startsWith(PREFIX)) return;
    host = event.origin;
    const answer = Object.hasOwn(answers, type.slice(PREFIX.length)) && answers[type.slice(PREFIX.length)];
    if (answer) answer(event.data);
  });
  document.getElementById("close").addEventListener("click", () => tell("close"));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && host) tell("close");
  });
  return frame;
}
