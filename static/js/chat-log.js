// The log: messages in the order of their numbers, each once; below them what has no number yet. Text only, never markup.
import { linked } from "./chat-links.js";

export class Log {
  constructor(scroller, list, settings) {
    Object.assign(this, { scroller, list, settings, rows: new Map(), waiting: new Map(), numbered: new Map(), last: 0, conversation: "", isFirst: true });
    this.time = new Intl.DateTimeFormat(document.documentElement.lang, { hour: "2-digit", minute: "2-digit" });
    this.exact = new Intl.DateTimeFormat(document.documentElement.lang, { dateStyle: "long", timeStyle: "long" });
  }

  get position() {
    return { after: this.last, conversation: this.conversation };
  }

  // Another conversation than the one shown starts the log anew.
  follow(conversation) {
    if (this.conversation && conversation !== this.conversation) this.clear();
    this.conversation = conversation;
  }

  has(id) {
    return [...this.rows.values()].some((row) => row.dataset.id === id);
  }

  // False when it is shown already.
  add(message) {
    this.last = Math.max(this.last, message.seq);
    if (this.rows.has(message.seq)) return false;
    const bottom = this.isAtBottom();
    const row = this.waiting.get(message.id) ?? this.numbered.get(message.seq) ?? this.row(message.from, message.text);
    row.classList.remove("pending", "refused");
    row.dataset.seq = message.seq;
    if (message.id) row.dataset.id = message.id;
    this.waiting.delete(message.id);
    this.numbered.delete(message.seq);
    this.stamp(row, message);
    this.rows.set(message.seq, row);
    this.place(row, message.seq);
    if (bottom || message.from === "visitor") this.toBottom();
    return true;
  }

  place(row, seq) {
    const after = [...this.list.children].find((other) => other !== row && (!other.dataset.seq || Number(other.dataset.seq) > seq));
    if (row.nextSibling !== after || !row.isConnected) this.list.insertBefore(row, after ?? null);
  }

  // A message on its way: shown at once, without a number.
  expect(message) {
    if (this.waiting.has(message.id) || this.has(message.id)) return;
    const row = this.row("visitor", message.text);
    row.classList.add("pending");
    row.dataset.id = message.id;
    row.querySelector(".meta").textContent = this.settings.words.sending;
    this.waiting.set(message.id, row);
    this.list.append(row);
    this.toBottom();
  }

  // The server has it under `seq`; the message itself follows and gives it its place.
  number(id, seq) {
    const row = this.waiting.get(id);
    if (!row) return;
    this.waiting.delete(id);
    if (this.rows.has(seq)) return row.remove();
    row.classList.remove("pending");
    this.numbered.set(seq, row);
  }

  refuse(id, word) {
    const row = this.waiting.get(id);
    if (!row) return;
    this.waiting.delete(id);
    row.classList.replace("pending", "refused");
    row.querySelector(".meta").textContent = word;
  }

  clear() {
    for (const row of [...this.rows.values(), ...this.numbered.values()]) row.remove();
    this.rows.clear();
    this.numbered.clear();
    this.last = 0;
    this.conversation = "";
  }

  row(from, text) {
    const row = document.createElement("li");
    row.className = from;
    const who = document.createElement("span");
    who.className = "sr";
    who.textContent = `${from === "visitor" ? this.settings.words.you : this.settings.words.us}: `;
    const said = document.createElement("div");
    said.className = "said";
    said.dir = "auto";
    said.append(...(from === "us" ? linked(text, this.settings.linkHosts) : [text]));
    const meta = document.createElement("div");
    meta.className = "meta";
    row.append(who, said, meta);
    return row;
  }

  stamp(row, message) {
    const at = new Date(message.at);
    const time = document.createElement("time");
    time.dateTime = message.at;
    time.title = this.exact.format(at);
    time.textContent = this.time.format(at);
    row.querySelector(".meta").replaceChildren(time);
  }

  isAtBottom() {
    return this.scroller.scrollHeight - this.scroller.scrollTop - this.scroller.clientHeight < 80;
  }

  toBottom() {
    this.scroller.scrollTop = this.scroller.scrollHeight;
  }
}
