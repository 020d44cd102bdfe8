// The live feed: records as they are written, as many as a page and a person can take.
import { ask } from "./api.js";
import { byId, count } from "./dom.js";
import { eventRow, eventTable, removeRow } from "./events.js";

const ROWS = 200;
const RENDER_EVERY = 300;
const POLL_EVERY = 5_000;
const CONNECT_AGAIN = 30_000;
// On a touch screen what was touched last counts as hovered for ever.
const HAS_POINTER = matchMedia("(hover: hover)").matches;

/** Shows the feed in the page's elements; `tell` gets sentences for people who can't see it. */
export class Feed {
  constructor(tell) {
    this.tell = tell;
    this.waiting = [];
    this.rates = [];
    this.unseen = 0;
    const { table, body, columns } = eventTable("Live events, newest first");
    Object.assign(this, { body, columns, table });
    byId("live").append(table);
    byId("pause").addEventListener("click", () => this.pause(!this.isPaused));
    document.addEventListener("visibilitychange", () => (document.hidden ? this.stop() : this.start()));
    this.start();
  }

  start() {
    this.stop();
    this.timer = setInterval(() => this.render(), RENDER_EVERY);
    this.connect();
  }

  /** A page that nobody looks at takes no stream from one that somebody does. */
  stop() {
    this.source?.close();
    for (const timer of [this.timer, this.polling, this.again]) clearInterval(timer);
    this.polling = undefined;
    this.rates = [];
  }

  connect() {
    this.source?.close();
    const source = new EventSource("/api/stream");
    this.source = source;
    source.onopen = () => {
      clearInterval(this.polling);
      this.polling = undefined;
      this.mode("live");
    };
    source.onmessage = (message) => this.take(message.data);
    source.addEventListener("counts", (message) => {
      const { skipped, lost } = JSON.parse(message.data);
      this.unseen += skipped + lost;
      this.tally(skipped + lost);
    });
    source.onerror = () => {
      if (source !== this.source) return;
      this.mode("away");
      // While it is not closed, the browser connects again by itself.
      if (source.readyState !== EventSource.CLOSED) return;
      this.poll();
      this.again = setTimeout(() => this.connect(), CONNECT_AGAIN);
    };
  }

  /** Where there is no stream to be had, the newest events are asked for instead. */
  poll() {
    if (this.polling) return;
    const once = async () => {
      try {
        const { events } = await ask("/api/events", { range: "1h", limit: 50 });
        const fresh = events.filter((event) => this.newest === undefined || event.time > this.newest);
        // One page is all that is asked for; in between there may have been more.
        if (this.newest !== undefined && fresh.length === events.length) this.isPartial = fresh.length > 0;
        if (events.length > 0) this.newest = Math.max(this.newest ?? 0, events[0].time);
        for (const event of fresh.reverse()) this.push(event);
        this.mode("polling");
      } catch {
        this.mode("away");
      }
    };
    this.polling = setInterval(once, POLL_EVERY);
    once();
  }

  take(data) {
    this.tally(1);
    let event = null;
    try {
      event = JSON.parse(data);
    } catch {
      // Told below.
    }
    this.push(event !== null && typeof event === "object" ? event : { damaged: true });
  }

  push(event) {
    this.waiting.push(event);
    if (this.waiting.length > ROWS) {
      this.waiting.shift();
      this.unseen += 1;
    }
  }

  pause(isPaused) {
    this.isPaused = isPaused;
    byId("pause").textContent = isPaused ? "Go on" : "Pause";
    byId("pause").setAttribute("aria-pressed", String(isPaused));
  }

  render() {
    // Rows that move away from under a pointer or the focus can't be used.
    const isPointedAt = HAS_POINTER && this.body.matches(":hover");
    this.isHeld = this.isPaused || isPointedAt || this.body.contains(document.activeElement);
    this.note();
    if (this.isHeld || this.waiting.length === 0) return;
    const rows = this.waiting.splice(0).map((event) => eventRow(event, { columns: this.columns }));
    this.body.prepend(...rows.reverse());
    const all = this.body.querySelectorAll(":scope > tr:not(.record)");
    for (let index = all.length - 1; index >= ROWS; index -= 1) removeRow(all[index]);
  }

  tally(number) {
    this.rates.push([performance.now(), number]);
  }

  /** Events a second, over the last five. */
  get rate() {
    const since = performance.now() - 5_000;
    while (this.rates.length > 0 && this.rates[0][0] < since) this.rates.shift();
    return this.rates.reduce((sum, [, number]) => sum + number, 0) / 5;
  }

  note() {
    const parts = { live: [], polling: ["every 5 seconds: enough pages watch already"], away: ["not connected"] };
    const note = [...(parts[this.state] ?? ["connecting"])];
    if (this.state === "live") note.push(`${this.rate.toFixed(this.rate < 10 ? 1 : 0)} a second`);
    if (this.isHeld && this.waiting.length > 0) note.push(`${count(this.waiting.length)} waiting while you read`);
    if (this.isPartial) note.push("some not shown");
    if (this.unseen > 0) note.push(`${count(this.unseen)} not shown`);
    const text = note.join(" · ");
    if (byId("live-note").textContent !== text) byId("live-note").textContent = text;
  }

  mode(state) {
    if (state === this.state) return;
    const before = this.state;
    this.state = state;
    document.documentElement.dataset.feed = state;
    if (state === "away") this.tell("The live feed is not connected.");
    else if (before === "away") this.tell("");
  }
}
