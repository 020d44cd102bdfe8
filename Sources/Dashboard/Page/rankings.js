// Tables of what is most frequent.
import { ago, count, el, foreign, nothing, time } from "./dom.js";

const link = (href, text) => el("a", { href, className: "mono" }, foreign(text, 80));

/** The address of a view of events with one condition. */
export const eventsHref = (key, value) => `#/events?${new URLSearchParams({ [key]: value })}`;

/** The address of an attacker's view. */
export const attackerHref = (address) => `#/attacker/${encodeURIComponent(address.toWellFormed())}`;

/**
 * A panel with a table.
 * `columns` are titles; `rows` have cells (nodes), and `events` for the bar behind the first cell.
 */
function ranking(title, columns, rows) {
  const most = Math.max(1, ...rows.map((row) => row.events));
  const body = el("tbody", {}, ...rows.map((row) => {
    const cells = row.cells.map((cell, index) => el("td", {}, index === 0 ? bar(row.events / most) : null, cell));
    return el("tr", {}, ...cells, el("td", { className: "number" }, count(row.events)));
  }));
  if (rows.length === 0) {
    body.append(el("tr", {}, el("td", { colSpan: columns.length + 1, className: "nothing" }, "Nothing in this time")));
  }
  const titles = columns.map((column) => el("th", { scope: "col" }, column));
  return el("table", { className: `ranking columns-${columns.length}` },
    el("caption", {}, el("h2", {}, title)),
    el("thead", {}, el("tr", {}, ...titles, el("th", { scope: "col", className: "number" }, "Events"))),
    body);
}

function bar(share) {
  const element = el("span", { className: "share", "aria-hidden": "true" });
  element.style.inlineSize = `${Math.max(1, share * 100)}%`;
  return element;
}

/** Says of an address that proves nothing, since it comes from something that a client can send. */
export const CLIENT_MARK = "a client can set this address: it proves nothing";

/** Marks an attacker of whom some events have such an address. */
const byHeader = ({ events, header_events: number }) => number === 0 ? null
  : el("span", { className: "mark", title: CLIENT_MARK }, number === events ? " (header)" : ` (header: ${count(number)})`);

/** The attackers with the most events. */
export const attackers = (rows) => ranking("Top attackers", ["Address", "Last seen"], rows.map((row) => ({
  events: row.events,
  cells: [el("span", {}, link(attackerHref(row.address), row.address), byHeader(row)), time(row.last, ago(row.last))],
})));

/** The credentials that were tried most often. */
export const credentials = (rows) => ranking("Credentials tried", ["Name", "Password"], rows.map((row) => ({
  events: row.events,
  cells: [mono(row.username), mono(row.password)],
})));

const mono = (text) => text === "" ? nothing("empty") : el("span", { className: "mono" }, foreign(text, 80));

/** Names that lead to their events; `key` is the condition's name. */
export const names = (title, column, key, rows) => ranking(title, [column], rows.map((row) => ({
  events: row.events,
  cells: [link(eventsHref(key, row.name), row.name)],
})));
