// Events as rows of a table, each with all of its record for whoever opens it.
import { brief, clock, day, el, foreign, long, time } from "./dom.js";
import { attackerHref, CLIENT_MARK, eventsHref } from "./rankings.js";

let lastId = 0;

const text = (value) => (typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value));

/** When the event was observed; milliseconds. The collector's time counts, not what the line claims. */
function observed(event) {
  if (typeof event.time === "number") return event.time;
  const parsed = Date.parse(text(event.observed));
  return Number.isNaN(parsed) ? Date.now() : parsed;
}

/** Fields that other columns tell of, or that tell nobody anything at a glance. */
const DULL = /^(src|source|dst|dest|client|remote|peer|local)_?(ip|addr|address|port|host)$/;

/** What an event comes to, in some words. */
function summary(event) {
  if (event.damaged) return "The record of this event is damaged.";
  const fields = Object.entries(event.fields ?? {}).filter(([key]) => !DULL.test(key));
  const told = fields.slice(0, 6).map(([key, value]) => `${brief(key, 40)}=${brief(text(value), 60)}`).join(" ");
  return told || brief(text(event.msg), 160) || brief(text(event.raw_line), 160);
}

/** The table that rows go into. Roles are said, because a phone lays rows out as blocks. */
export function eventTable(caption, { withAttacker = true } = {}) {
  const columns = ["Time", ...(withAttacker ? ["Attacker"] : []), "Decky", "Service", "Type", "What", "Record"];
  const head = columns.map((column) => el("th", { scope: "col", role: "columnheader" },
    column === "Record" ? el("span", { className: "unseen" }, column) : column));
  const body = el("tbody", { role: "rowgroup" });
  const table = el("table", { className: `events ${withAttacker ? "" : "of-one"}`, role: "table" },
    el("caption", { className: "unseen" }, caption),
    el("thead", { role: "rowgroup" }, el("tr", { role: "row" }, ...head)), body);
  return { table, body, columns: columns.length };
}

/** Whether its address comes from something that a client can send. */
const isFromClient = (event) => event.attribution === "header" && text(event.attacker_ip) !== "Unknown";
const clientMark = () => el("span", { className: "mark", title: CLIENT_MARK }, " (header)");

/** The row of an event. */
export function eventRow(event, { withAttacker = true, withDay = false, columns }) {
  const at = observed(event);
  const button = el("button", { type: "button", className: "open", "aria-expanded": "false" },
    el("span", { className: "unseen" }, "Record"));
  const cell = (className, ...children) => el("td", { className, role: "cell" }, ...children);
  const address = text(event.attacker_ip);
  const row = el("tr", { role: "row" },
    cell("time", time(at, withDay ? `${day(at).slice(5)} ${clock(at)}` : clock(at))),
    withAttacker ? cell("who mono", el("a", { href: attackerHref(address) }, foreign(address, 60)),
      isFromClient(event) ? clientMark() : null) : null,
    cell("decky", foreign(text(event.decky), 60)),
    cell("service", foreign(text(event.service), 40)),
    cell("type", foreign(text(event.event_type), 60)),
    cell("what mono", el("bdi", {}, summary(event)), !withAttacker && isFromClient(event) ? clientMark() : null),
    cell("more", button));
  button.addEventListener("click", () => toggle(row, button, event, columns));
  return row;
}

function toggle(row, button, event, columns) {
  const isOpen = button.getAttribute("aria-expanded") === "true";
  button.setAttribute("aria-expanded", String(!isOpen));
  if (isOpen) {
    row.nextElementSibling?.remove();
    button.removeAttribute("aria-controls");
    return;
  }
  lastId += 1;
  const id = `record-${lastId}`;
  button.setAttribute("aria-controls", id);
  row.after(el("tr", { id, className: "record", role: "row" },
    el("td", { colSpan: columns, role: "cell" }, record(event))));
}

/** All of a record. */
function record(event) {
  const list = el("dl", {});
  const add = (name, value) => list.append(el("dt", {}, foreign(name, 100)), el("dd", { className: "mono" }, value));
  for (const [key, value] of Object.entries(event)) {
    if (key === "id" || key === "time") continue;
    if (key === "fields" && value && typeof value === "object") {
      // A record has as many as fit into 64 KB; a page stays usable with these.
      const fields = Object.entries(value);
      // The store finds these by their whole value.
      for (const name of ["session", "protocol"]) {
        const field = text(value[name]);
        if (field !== "" && field.length <= 100) {
          add(name, el("a", { href: eventsHref(name, field.toWellFormed()) }, foreign(field)));
        }
      }
      for (const [name, field] of fields.slice(0, 100)) add(`fields.${name}`, long(text(field)));
      if (fields.length > 100) add("fields", `${fields.length - 100} more`);
    } else if (key === "attribution" && isFromClient(event)) {
      add(key, el("span", { className: "mark" }, `header: ${CLIENT_MARK}`));
    } else if (value && typeof value === "object") {
      add(key, long(JSON.stringify(value)));
    } else {
      add(key, long(text(value)));
    }
  }
  return list;
}

/** How many table rows an event takes: two where its record is open. */
export function removeRow(row) {
  if (row.nextElementSibling?.className === "record") row.nextElementSibling.remove();
  row.remove();
}
