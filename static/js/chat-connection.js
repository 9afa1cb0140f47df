// One socket that comes back: it says hello with what was seen last, asks again every 25 seconds, and falls back to plain requests
// where no socket gets through. Frames of the server go to `on`; {type: "state"} tells that the connection itself has changed.
const BEAT = 25000;
const PATIENCE = 10000;
const POLL = 5000;
const FINAL = new Set([4403, 4404]);

export class Connection {
  constructor(page) {
    this.page = page;
    this.path = location.pathname.replace(/\/?$/, "/");
    this.failures = 0;
    this.isOpen = this.isLost = this.stopped = this.polling = this.worked = false;
    this.isIdle = true;
    this.expires = 0;
  }

  async start() {
    if (this.starting || this.stopped) return;
    this.starting = true;
    this.isIdle = false;
    this.changed();
    try {
      await this.authorise();
      this.failures >= (this.worked ? 5 : 2) ? await this.poll() : this.open();
    } catch (problem) {
      if (problem.code === "not_found") return this.finish(problem);
      this.later();
    } finally {
      this.starting = false;
    }
  }

  restart() {
    this.expires = 0;
    this.drop();
    this.failures = 0;
    this.start();
  }

  // A token that is about to end is renewed first; one that cannot be renewed is given up for a new one.
  async authorise() {
    if (this.page.token() && this.expires * 1000 > Date.now() + 60000) return;
    const answer = await this.session();
    this.page.keepToken(answer.token, answer.verified);
    this.expires = answer.expires;
    this.identified = this.page.identity();
  }

  // Whom the host vouches for, else the same visitor as before, else a stranger.
  async session() {
    const identity = this.page.identity();
    const token = this.page.token();
    const ways = [identity && identity !== this.identified && { identity }, token && { token }, identity && { identity }, {}].filter(Boolean);
    for (const way of ways) {
      try {
        return await this.post("session", way);
      } catch (problem) {
        if (problem.code === "identity") this.page.doubted();
        if (!["identity", "session"].includes(problem.code)) throw problem;
      }
    }
    throw new Error("no session");
  }

  open() {
    const address = new URL(`/ws${this.path}`, location.href.replace(/^http/, "ws"));
    const socket = (this.socket = new WebSocket(address));
    this.deadline(PATIENCE);
    socket.addEventListener("open", () => socket.send(JSON.stringify({ type: "hello", token: this.page.token(), ...this.page.position() })));
    socket.addEventListener("message", (event) => socket === this.socket && this.heard(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => socket === this.socket && this.gone(event.code));
  }

  heard(frame) {
    this.deadline(BEAT + PATIENCE);
    if (frame.type === "welcome") {
      this.failures = 0;
      this.worked = true;
      this.connected();
      clearInterval(this.beat);
      this.beat = setInterval(() => this.nudge(), BEAT);
    }
    this.page.on(frame);
  }

  gone(code) {
    this.drop();
    if (code === 4401) this.expires = 0;
    if (FINAL.has(code)) return this.finish({ code: "not_found" });
    this.failures += 1;
    this.later();
  }

  later() {
    this.isOpen = false;
    this.isLost = true;
    this.changed();
    clearTimeout(this.timer);
    const wait = Math.min(500 * 2 ** Math.min(Math.max(this.failures - 1, 0), 5), 15000);
    this.timer = setTimeout(() => this.start(), wait * (0.75 + Math.random() / 2));
  }

  // Silence for too long means that the line is dead, whatever the browser believes.
  deadline(time) {
    clearTimeout(this.watch);
    this.watch = setTimeout(() => this.gone(0), time);
  }

  doubt() {
    if (this.polling || !this.socket) return;
    this.gone(0);
  }

  drop() {
    clearInterval(this.beat);
    clearTimeout(this.watch);
    clearTimeout(this.timer);
    const socket = this.socket;
    this.socket = null;
    this.isOpen = this.polling = false;
    if (socket) socket.close();
  }

  finish(problem) {
    this.stopped = true;
    this.drop();
    this.page.on({ type: "error", code: problem.code });
  }

  connected() {
    this.isOpen = true;
    this.isLost = false;
    this.changed();
  }

  changed() {
    this.page.on({ type: "state" });
  }

  // Ask for what is new; when there is no line, come back at once.
  nudge() {
    if (this.isIdle || this.stopped) return;
    if (this.polling) return this.round();
    if (this.isOpen && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify({ type: "fetch", ...this.page.position() }));
    else if (!this.socket) { clearTimeout(this.timer); this.start(); }
  }

  send(frame) {
    if (this.polling) this.post("messages", frame).then((answer) => this.taken(answer), (problem) => this.refused(problem, frame.id));
    else if (this.isOpen && this.socket?.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(frame));
  }

  taken(answer) {
    this.page.on(answer);
    this.round();
  }

  refused(problem, id) {
    if (problem.code) this.page.on({ type: "error", code: problem.code, wait: problem.wait, id });
  }

  async poll() {
    this.polling = true;
    try {
      await this.fetched();
    } catch (problem) {
      this.polling = false;
      if (problem.code === "session") this.expires = 0;
      throw problem;
    }
    this.connected();
    this.page.on({ type: "welcome" });
    clearInterval(this.beat);
    this.beat = setInterval(() => this.round(), POLL);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => { this.failures = 0; this.drop(); this.start(); }, 60000); // perhaps sockets get through by now
  }

  async round() {
    await this.fetched().catch((problem) => {
      if (problem.code === "session") this.expires = 0;
      this.gone(0);
    });
  }

  async fetched() {
    let frame;
    do {
      frame = await this.request(`messages?${new URLSearchParams(this.page.position())}`, {});
      this.page.on(frame);
    } while (frame.more);
  }

  post(name, body) {
    return this.request(name, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  }

  async request(name, options) {
    const headers = { ...options.headers, "X-Chat-Token": this.page.token() };
    const answer = await fetch(this.path + name, { ...options, headers, credentials: "omit", signal: AbortSignal.timeout(PATIENCE) });
    const value = await answer.json();
    if (answer.ok) return value;
    throw Object.assign(new Error(value.error?.message), value.error);
  }
}
