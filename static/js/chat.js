// The chat page. What the database holds arrives in numbered messages and is shown once each; what is typed is kept until it has a number.
import { Connection } from "./chat-connection.js";
import { embed } from "./chat-frame.js";
import { Log } from "./chat-log.js";
import { Store } from "./chat-store.js";
import { paint } from "./chat-colour.js";

const settings = JSON.parse(document.getElementById("settings").textContent);
const { words } = settings;
const store = new Store(settings.channel);
const log = new Log(document.getElementById("log"), document.getElementById("messages"), settings);
const frame = embed(settings, { identify, forget, seen: () => seen() });
const state = document.getElementById("state");
const trouble = document.getElementById("trouble");
const form = document.getElementById("write");
const field = document.getElementById("text");
const left = document.getElementById("left");
const title = document.title;
let unread = 0;
let standing = { state: "new", notice: "" };
let closed = false;

paint(document.body.dataset.colour);
const connection = new Connection({ token: () => store.token, keepToken: (...values) => store.keepToken(...values), doubted: () => frame.tell("doubted"), identity: () => frame.identity, position: () => log.position, on: handle });

function handle(frameIn) {
  if (frameIn.type === "messages") shown(frameIn);
  else if (frameIn.type === "received") received(frameIn);
  else if (frameIn.type === "error") failed(frameIn);
  else if (frameIn.type === "welcome") resend();
  else if (frameIn.type === "state") say();
}

function shown({ conversation, messages, state: now, notice, more }) {
  log.follow(conversation);
  const fresh = messages.filter((one) => log.add(one));
  for (const one of fresh) if (one.id) store.settle(one.id);
  standing = { state: now, notice };
  const ours = fresh.filter((one) => one.from === "us").length;
  if (ours && !log.isFirst && (document.hidden || !document.hasFocus() || frame.isHidden)) count(ours);
  if (!more) log.isFirst = false;
  say();
}

function received({ id, seq }) {
  store.settle(id);
  log.number(id, seq);
  trouble.hidden = true;
  say();
}

function failed({ code, id, wait }) {
  if (code === "not_found") { closed = true; form.hidden = true; }
  else if (code === "too_often" && id) { complain(words.retry_later); setTimeout(() => resend(id), (wait ?? 5) * 1000); }
  else if (id) { log.refuse(id, words.not_sent); store.settle(id); complain(words.refused); if (!field.value) { field.value = store.textOf(id); field.dispatchEvent(new Event("input")); } }
  say();
}

function complain(text) { trouble.textContent = text; trouble.hidden = false; }

function say() {
  const waiting = store.pending.length > 0;
  let [name, text] = ["", ""];
  if (closed) [name, text] = ["closed", words.ended];
  else if (!connection.isOpen) [name, text] = connection.isLost || waiting ? ["offline", words.offline] : ["connecting", connection.isIdle ? "" : words.connecting];
  else if (standing.state === "checking") [name, text] = ["checking", standing.notice];
  else if (standing.state === "preparing") [name, text] = ["preparing", words.received];
  if (state.textContent === text && state.dataset.state === name) return;
  state.dataset.state = name;
  state.textContent = text;
}

function send(text) {
  const message = { id: newId(), text };
  store.keep(message);
  log.expect(message);
  connection.send({ type: "message", ...message });
  say();
}

// Everything without a number goes again, in order; what had arrived is told apart by its id.
function resend(only) {
  for (const one of store.pending) if (!only || one.id === only) connection.send({ type: "message", id: one.id, text: one.text });
}

function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

function count(more) {
  unread += more;
  document.title = `(${unread}) ${title}`;
  frame.tell("unread", { count: unread, label: `${unread} ${words.unread}` });
}

function seen() {
  if (!unread) return;
  unread = 0;
  document.title = title;
  frame.tell("unread", { count: 0, label: "" });
}

function identify() { store.keepToken(""); log.clear(); connection.restart(); }
function forget() { store.forget(); log.clear(); standing = { state: "new", notice: "" }; connection.restart(); }
function start() { for (const one of store.pending) log.expect(one); }

function measure() {
  const over = field.value.length - settings.longest;
  left.hidden = over < -200;
  left.textContent = over > 0 ? words.too_long : `${-over} ${words.left}`;
  left.dataset.over = String(over > 0);
  field.setAttribute("aria-invalid", String(over > 0));
  return over <= 0;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = field.value.trim();
  if (!text || !measure()) return field.focus();
  field.value = "";
  store.draft = "";
  trouble.hidden = true;
  send(text);
  measure();
  field.focus();
});
field.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
});
field.addEventListener("input", () => { store.draft = field.value; measure(); });
document.addEventListener("visibilitychange", () => { if (!document.hidden) { seen(); connection.nudge(); } });
window.addEventListener("focus", seen);
window.addEventListener("online", () => connection.nudge());
window.addEventListener("offline", () => connection.doubt());

for (const part of form.elements) part.disabled = false; // they wait for this script, so that no key is lost on a page half loaded
field.value = store.draft;
measure();
frame.ready().then(() => {
  if (frame.isHosted && !frame.identity && store.isVerified) store.forget(); // the host no longer vouches for whoever sat here
  start();
  connection.start();
});
