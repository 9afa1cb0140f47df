// What this page keeps for itself: token, draft, and messages without a number. In sessionStorage where a frame may have it, else in memory.
export class Store {
  constructor(channel) {
    this.prefix = `countersign-chat:${channel}:`;
    this.memory = new Map();
    this.texts = new Map();
  }

  read(name) {
    if (this.memory.has(name)) return this.memory.get(name);
    try {
      return sessionStorage.getItem(this.prefix + name) ?? "";
    } catch {
      return "";
    }
  }

  write(name, value) {
    this.memory.set(name, value);
    try {
      value ? sessionStorage.setItem(this.prefix + name, value) : sessionStorage.removeItem(this.prefix + name);
    } catch { /* a frame without storage keeps it in memory */ }
  }

  get token() { return this.read("token"); }
  get isVerified() { return this.read("verified") === "yes"; }
  keepToken(token, verified = false) {
    this.write("token", token);
    this.write("verified", verified ? "yes" : "");
  }
  get draft() { return this.read("draft"); }
  set draft(text) { this.write("draft", text); }

  get pending() {
    try {
      return JSON.parse(this.read("pending") || "[]");
    } catch {
      return [];
    }
  }

  keep(message) {
    this.texts.set(message.id, message.text);
    this.write("pending", JSON.stringify([...this.pending, message]));
  }

  settle(id) {
    const rest = this.pending.filter((one) => one.id !== id);
    this.write("pending", rest.length ? JSON.stringify(rest) : "");
  }

  textOf(id) { return this.texts.get(id) ?? ""; }
  forget() { for (const name of ["token", "verified", "draft", "pending"]) this.write(name, ""); }
}
