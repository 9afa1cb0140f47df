// The launcher: one script tag puts the chat into any page.
//
//   <script src="https://portal.example/static/js/widget.js" data-channel="CHANNEL" defer></script>
//
// Options: data-position (right, left), data-locale, data-label (the launcher's text), data-colour (#rrggbb), data-theme (light, dark).
// From the page's own scripts: document.querySelector("countersign-chat") with open(), close(), identify({id, name, issued, signature})
// and forget(); it fires "identity-needed" when the identity was refused or has become too old. Nothing of the page's styles reaches in or out: the launcher lives in a shadow root, the conversation in a frame.
(() => {
  const script = document.currentScript;
  const portal = new URL(script.src).origin;
  const OPTIONS = ["channel", "position", "locale", "label", "colour", "theme"];
  const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
  const STYLE = `
    :host { all: initial; position: fixed; z-index: 2147483000; bottom: 16px; right: 16px; font: 600 15px/1 ui-sans-serif, system-ui, "Segoe UI", Roboto, sans-serif; color-scheme: light dark; }
    :host([data-position="left"]) { right: auto; left: 16px; }
    [hidden] { display: none !important; }
    button { position: relative; min-height: 48px; padding: 0 20px; border: 1px solid rgb(255 255 255 / .25); border-radius: 24px; background: var(--countersign-chat-colour, #2b4ea0); color: var(--countersign-chat-ink, #fff); font: inherit; cursor: pointer; box-shadow: 0 4px 16px rgb(0 0 0 / .2); }
    button:focus-visible { outline: 3px solid var(--countersign-chat-colour, #2b4ea0); outline-offset: 3px; }
    .count { position: absolute; top: -6px; right: -6px; min-width: 22px; padding: 5px 6px; box-sizing: border-box; border-radius: 11px; background: #a8281f; color: #fff; font-size: 12px; text-align: center; }
    .sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
    iframe { display: block; width: min(400px, calc(100vw - 32px)); height: min(620px, calc(100dvh - 32px)); border: 1px solid rgb(128 128 128 / .4); border-radius: 12px; box-shadow: 0 8px 32px rgb(0 0 0 / .25); background: Canvas; }
    @media (max-width: 480px) { :host([data-open]) { inset: 0; } iframe { width: 100vw; height: 100dvh; border: 0; border-radius: 0; } }
  `;

  class CountersignChat extends HTMLElement {
    connectedCallback() {
      if (this.button) return;
      const root = this.attachShadow({ mode: "open" });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(STYLE);
      root.adoptedStyleSheets = [sheet];
      this.button = this.launcher();
      root.append(this.button);
      this.paint(this.dataset.colour);
      window.addEventListener("message", (event) => this.heard(event));
    }

    launcher() {
      const button = document.createElement("button");
      button.type = "button";
      button.setAttribute("aria-expanded", "false");
      this.label = document.createElement("span");
      this.label.textContent = this.dataset.label || "Chat";
      this.count = document.createElement("span");
      this.count.className = "count";
      this.count.hidden = true;
      this.count.setAttribute("aria-hidden", "true"); // the words beside it say the same
      this.news = document.createElement("span");
      this.news.className = "sr";
      this.news.setAttribute("role", "status");
      button.append(this.label, this.count, this.news);
      button.addEventListener("click", () => this.open());
      return button;
    }

    paint(colour) {
      if (!/^#[0-9a-f]{6}$/i.test(colour ?? "")) return;
      const parts = [1, 3, 5].map((at) => parseInt(colour.slice(at, at + 2), 16) / 255).map((one) => (one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4));
      this.button.style.setProperty("--countersign-chat-colour", colour);
      this.button.style.setProperty("--countersign-chat-ink", 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] > 0.179 ? "#000" : "#fff");
    }

    // The frame is loaded when it is first opened, and stays: what arrives while it is closed is counted on the launcher.
    open() {
      this.frame ??= this.make();
      this.frame.hidden = false;
      this.button.hidden = true;
      this.toggleAttribute("data-open", true);
      this.button.setAttribute("aria-expanded", "true");
      this.frame.focus();
      this.tell("shown");
    }

    close() {
      if (!this.frame) return;
      this.frame.hidden = true;
      this.button.hidden = false;
      this.toggleAttribute("data-open", false);
      this.button.setAttribute("aria-expanded", "false");
      this.tell("hidden");
      this.button.focus();
    }

    identify(identity) {
      this.identity = identity;
      this.tell("identity", { identity });
    }

    forget() {
      this.identity = null;
      this.tell("forget");
    }

    make() {
      const frame = document.createElement("iframe");
      const address = new URL(`/chat/${this.dataset.channel}/`, portal);
      for (const name of ["locale", "theme"]) if (this.dataset[name]) address.searchParams.set(name, this.dataset[name]);
      frame.src = address;
      frame.title = this.dataset.label || "Chat";
      this.shadowRoot.append(frame);
      return frame;
    }

    tell(name, values = {}) {
      if (this.isReady) this.frame.contentWindow.postMessage({ type: `countersign:${name}`, ...values }, portal);
    }

    heard({ source, origin, data }) {
      if (!this.frame || source !== this.frame.contentWindow || origin !== portal) return;
      if (data.type === "countersign:ready") {
        this.isReady = true;
        this.tell("init", { identity: this.identity ?? null });
        this.tell(this.frame.hidden ? "hidden" : "shown");
      } else if (data.type === "countersign:doubted") this.dispatchEvent(new CustomEvent("identity-needed"));
      else if (data.type === "countersign:close") this.close();
      else if (data.type === "countersign:unread") this.unread(data);
    }

    unread({ count, label }) {
      this.count.hidden = !count;
      this.count.textContent = count > 99 ? "99+" : String(count);
      this.news.textContent = count ? String(label) : "";
    }
  }

  if (!customElements.get("countersign-chat")) customElements.define("countersign-chat", CountersignChat);
  if (!UUID.test(script.dataset.channel ?? "")) return;
  const chat = document.createElement("countersign-chat");
  for (const name of OPTIONS) if (script.dataset[name]) chat.dataset[name] = script.dataset[name];
  document.body.append(chat);
})();
