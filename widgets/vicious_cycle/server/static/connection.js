// Keeps a notebook in touch with its kernel, says so when it is not, and says goodbye to it.
//
// The front end takes the class below for the browser's WebSocket. When the connection drops, it is mended underneath,
// and the front end notices nothing: what it sends meanwhile waits here, what the kernel sends waits on the server.

(() => {
  const Native = window.WebSocket;
  const ASK_EVERY = 1000; // milliseconds, as are all others
  const SILENT_AFTER = 3000; // an answer that takes longer counts as none
  const GIVE_UP_AFTER = 8000; // then the connection is made anew
  const RETRY_AFTER = 1000;
  const FORGIVEN = 1200; // a break that is mended sooner is not worth a word
  const SLEPT = 15_000; // a clock that jumps so far belongs to a computer that slept
  const ENDED = 4404; // the server's word for a kernel that has ended
  const MOST_WAITING = 500; // messages

  // ---------------------------------------------------------------- what the reader is told

  const banner = document.createElement("div");
  const words = JSON.parse(document.currentScript.dataset.words);
  let shown = "";

  const tell = (state) => {
    if (state === shown) return;
    shown = state;
    banner.className = "connection";
    banner.hidden = !state;
    banner.replaceChildren();
    if (!state) return;
    document.body.prepend(banner);
    const text = document.createElement("p");
    text.setAttribute("role", "alert");
    banner.append(text);
    text.textContent = words[state];
    if (state === "lost") return;
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = words.again;
    again.onclick = () => location.reload();
    banner.append(again);
  };

  // ---------------------------------------------------------------- the connection

  const kernelOfPage = () => {
    const config = document.getElementById("jupyter-config-data");
    return config ? JSON.parse(config.textContent).kernelId : null;
  };

  /** Whether the kernel is there: true, false, or null where the server does not say. */
  const isThere = async (kernel) => {
    try {
      const { status } = await fetch(`/api/kernels/${kernel}`, { cache: "no-store", signal: AbortSignal.timeout(SILENT_AFTER) });
      return status === 404 ? false : status === 200 ? true : null;
    } catch {
      return null;
    }
  };

  let over = false; // the kernel has ended, and nothing brings it back
  let asleep = false; // nobody was looking when it was lost
  const RELOADED = "vicious-cycle reloaded";

  const ended = () => {
    if (over) return;
    over = true;
    // A page that nobody looked at when its kernel went, such as a phone's in a pocket, simply begins again when it is
    // looked at; one reload is enough.
    const before = Number(sessionStorage.getItem(RELOADED));
    const anew = () => {
      sessionStorage.setItem(RELOADED, Date.now());
      location.reload();
    };
    if (!(asleep || document.hidden) || Date.now() - before < 60_000) tell("ended");
    else if (!document.hidden) anew();
    else document.addEventListener("visibilitychange", anew, { once: true });
  };

  class MendedSocket {
    #native = null;
    #waiting = [];
    #opened = false;
    #closed = false;
    #unanswered = null; // since when an answer is due
    #ticked = performance.now();
    #lost = null; // since when there is no connection

    constructor(url, protocols) {
      this.kernel = /\/api\/kernels\/([\w-]+)\/channels/.exec(url)?.[1];
      if (!this.kernel) return new Native(url, protocols);
      Object.assign(this, { url, protocols, protocol: "", binaryType: "arraybuffer", onopen: null, onmessage: null, onclose: null, onerror: null });
      this.#connect();
      this.ticker = setInterval(() => this.#tick(), ASK_EVERY);
      document.addEventListener("visibilitychange", () => { this.#unanswered = null; this.#tick(); });
      addEventListener("offline", () => this.#tick());
      addEventListener("online", () => this.#tick());
    }

    get readyState() {
      return this.#closed ? Native.CLOSED : this.#opened ? Native.OPEN : Native.CONNECTING;
    }

    send(data) {
      if (this.#native?.readyState === Native.OPEN) this.#native.send(data);
      else if (this.#waiting.length < MOST_WAITING) this.#waiting.push(data);
    }

    close(...why) {
      this.#closed = true;
      clearInterval(this.ticker);
      this.#native?.close(...why);
    }

    #connect() {
      const socket = new Native(this.url, this.protocols);
      this.#native = socket;
      socket.binaryType = this.binaryType;
      socket.onopen = (event) => {
        this.#heard();
        this.protocol = socket.protocol;
        if (!this.#opened) {
          this.#opened = true;
          this.onopen?.(event);
        }
        for (const data of this.#waiting.splice(0)) socket.send(data);
      };
      socket.onmessage = (event) => {
        this.#heard();
        if (typeof event.data !== "string") this.onmessage?.(event);
      };
      socket.onclose = async ({ code }) => {
        if (this.#native !== socket || this.#closed) return;
        this.#native = null;
        this.#isLost();
        if (code === ENDED || (await isThere(this.kernel)) === false) this.#end();
        else setTimeout(() => this.#closed || over || this.#connect(), RETRY_AFTER);
      };
    }

    #heard() {
      this.#unanswered = null;
      this.#lost = null;
      if (!over) tell("");
    }

    #isLost() {
      if (this.#lost !== null) return;
      this.#lost = performance.now();
      asleep = document.hidden;
      setTimeout(() => this.#tick(), FORGIVEN);
    }

    #end() {
      this.close();
      ended();
    }

    /** Ask, and judge what was not answered; a page that nobody looks at does neither. */
    #tick() {
      const now = performance.now();
      const slept = now - this.#ticked > SLEPT;
      this.#ticked = now;
      if (document.hidden || this.#closed) return;
      if (slept) {
        this.#unanswered = null;
        asleep = true;
      }
      const silent = this.#unanswered === null ? 0 : now - this.#unanswered;
      if (silent > GIVE_UP_AFTER && this.#native) {
        const dead = this.#native;
        this.#native = null;
        dead.close();
        this.#unanswered = null;
        this.#isLost();
        this.#connect();
      } else if (this.#opened && this.#native?.readyState === Native.OPEN) {
        if (this.#unanswered === null) {
          this.#unanswered = now;
          setTimeout(() => this.#unanswered === now && this.#tick(), SILENT_AFTER + 50);
        }
        this.#native.send("here?");
      }
      if (silent >= SILENT_AFTER || (this.#lost !== null && now - this.#lost >= FORGIVEN)) tell("lost");
    }
  }

  for (const state of ["CONNECTING", "OPEN", "CLOSING", "CLOSED"]) MendedSocket[state] = Native[state];
  window.WebSocket = MendedSocket;

  // ---------------------------------------------------------------- hello and goodbye

  addEventListener("DOMContentLoaded", () => {
    // While the page loads its files, so that its kernel is not taken for one that nobody wants.
    const kernel = kernelOfPage();
    if (!kernel) return tell("incomplete");
    const loading = setInterval(async () => {
      if (document.documentElement.classList.contains("starting") && (await isThere(kernel)) !== false) return;
      clearInterval(loading);
    }, 10_000);
  });

  // The front end would end the kernel when the page is only *about* to be left, which a download is as well.
  addEventListener("beforeunload", (event) => event.stopImmediatePropagation());
  addEventListener("pagehide", () => {
    const kernel = kernelOfPage();
    if (!kernel) return;
    const goodbye = new FormData();
    goodbye.append("_xsrf", /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? "");
    navigator.sendBeacon(`/voila/api/shutdown/${kernel}`, goodbye);
  });
  addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
})();
