// One socket a page, to the address in <body data-live="/ws/...">. Each hint arrives as the event "hint" on document ({detail: payload});
// after a lost connection "hint" with {type: "refetch"} says that something may have been missed; "stopped" comes with a hint that an emergency
// stop was pressed or lifted, and then. The dot in the bar tells the state;
// a module with a socket of its own says it by document.dispatchEvent(new CustomEvent("live", {detail: "on" | "off" | "closed"})).
const dot = document.getElementById("live");
const WORDS = { on: "live", off: "reconnecting", closed: "not live" };
let wait = 500;
let lost = false;
let opened = 0;

document.addEventListener("live", ({ detail }) => {
  if (!dot) return;
  dot.hidden = false;
  dot.dataset.state = detail;
  dot.textContent = WORDS[detail] ?? detail;
});

const tell = (name, detail) => document.dispatchEvent(new CustomEvent(name, { detail }));

function hint(detail) {
  tell("hint", detail);
  if (detail.type === "stop" || detail.type === "refetch") tell("stopped");
}

function connect() {
  const socket = new WebSocket(new URL(document.body.dataset.live, location.href.replace(/^http/, "ws")));
  socket.addEventListener("open", () => {
    wait = 500;
    opened = performance.now();
    tell("live", "on");
    if (lost) hint({ type: "refetch" });
  });
  socket.addEventListener("message", (event) => hint(JSON.parse(event.data)));
  socket.addEventListener("close", (event) => {
    if (event.code >= 4400 && event.code < 4500) { // refused: asking again changes nothing
      tell("live", "closed");
      if (dot && performance.now() - opened < 2000) dot.hidden = true; // at once: nothing here is live for this person
      return;
    }
    lost = true;
    tell("live", "off");
    setTimeout(connect, wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, 15000);
  });
}

if (document.body.dataset.live) connect();
