// Pages of stored events, the newest first.
import { ask } from "./api.js";
import { brief, byId, count, el } from "./dom.js";
import { eventRow, eventTable } from "./events.js";

/** A list of the events with some conditions, with a button for older ones. `tell` gets what goes wrong. */
export class EventList {
  constructor(container, conditions, { withAttacker = true, tell }) {
    Object.assign(this, { conditions, withAttacker, tell, shown: 0 });
    const { table, body, columns } = eventTable("Events, newest first", { withAttacker });
    Object.assign(this, { body, columns });
    this.note = el("p", { className: "note", role: "status" }, "Loading …");
    this.older = el("button", { type: "button", hidden: true }, "Older events");
    this.older.addEventListener("click", () => this.load());
    container.append(table, el("div", { className: "pages" }, this.older, this.note));
    this.load();
  }

  async load() {
    this.older.disabled = true;
    try {
      const page = await ask("/api/events", { ...this.conditions, limit: 50, cursor: this.cursor });
      const options = { withAttacker: this.withAttacker, withDay: true, columns: this.columns };
      const rows = page.events.map((event) => eventRow(event, options));
      // A button that is disabled has lost the focus.
      const hadFocus = this.shown > 0 && [this.older, document.body].includes(document.activeElement);
      this.body.append(...rows);
      this.shown += rows.length;
      this.cursor = page.next ?? undefined;
      this.older.hidden = page.next === null;
      this.note.textContent = this.shown === 0 ? "No events in this time." : `${count(this.shown)} shown`;
      // Whoever pages by keyboard goes on where the new ones begin.
      if (hadFocus) rows[0]?.querySelector("button")?.focus();
      this.tell("");
    } catch (refusal) {
      this.note.textContent = `Not loaded: ${refusal.message}.`;
      this.older.hidden = false;
    }
    this.older.disabled = false;
  }
}

/** The view of events with the conditions of an address. */
export function showEvents(conditions, range, tell) {
  const known = ["attacker", "decky", "service", "type", "session", "protocol", "text"];
  const given = known.filter((key) => conditions.get(key));
  const title = given.map((key) => `${key} “${brief(conditions.get(key), 60)}”`).join(", ");
  byId("events-name").replaceChildren("Events", title ? " of " : "", el("bdi", {}, title));
  byId("events").replaceChildren();
  new EventList(byId("events"), { ...Object.fromEntries(given.map((key) => [key, conditions.get(key)])), range }, { tell });
}
