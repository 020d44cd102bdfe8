// What one attacker has done.
import { ask } from "./api.js";
import { Chart } from "./chart.js";
import { brief, byId, clock, count, el, foreign, moment, span, time } from "./dom.js";
import { EventList } from "./list.js";
import { CLIENT_MARK, credentials, eventsHref, names } from "./rankings.js";

const figure = (name, ...value) => el("div", {}, el("dt", {}, name), el("dd", {}, ...value));

const panel = (...children) => el("section", { className: "panel" }, ...children);

/** Fills the view of an attacker. `isCurrent` says whether it is still wanted when the answer comes. */
export async function showAttacker(address, range, { tell, isCurrent }) {
  byId("attacker-name").replaceChildren(el("bdi", {}, brief(address, 80)));
  const box = byId("attacker");
  box.replaceChildren(el("p", { className: "note" }, "Loading …"));
  let detail;
  try {
    detail = await ask("/api/attacker", { address, range });
  } catch (refusal) {
    if (!isCurrent()) return;
    box.replaceChildren(el("p", { className: "note" }, refusal.status === 404
      ? "Nothing is known of this address in this time." : `Not loaded: ${refusal.message}.`));
    return;
  }
  if (!isCurrent()) return;
  // One address has several spellings, and one of them is its name.
  byId("attacker-name").replaceChildren(el("bdi", {}, brief(detail.address, 80)));
  const chart = panel();
  const list = panel(el("h2", {}, "Its events"));
  const plot = el("div", {});
  chart.append(el("h2", {}, "Its events over time"), plot);
  box.replaceChildren(
    el("dl", { className: "figures" },
      figure("Events", count(detail.events)),
      ...(detail.header_events > 0
        ? [figure("By header", el("span", { className: "mark", title: CLIENT_MARK }, count(detail.header_events)))] : []),
      figure("First seen", time(detail.first)),
      figure("Last seen", time(detail.last)),
      figure("Between them", span(detail.last - detail.first))),
    chart,
    el("div", { className: "thirds" },
      panel(names("Deckies", "Decky", "decky", detail.deckies)),
      panel(names("Services", "Service", "service", detail.services)),
      panel(names("Event types", "Type", "type", detail.event_types))),
    el("div", { className: "halves" }, panel(credentials(detail.credentials)), panel(sessions(detail.sessions))),
    list);
  new Chart(plot).show(detail.timeline);
  new EventList(list, { attacker: address, range }, { withAttacker: false, tell });
}

function sessions(rows) {
  const body = rows.map((row) => el("tr", {},
    el("td", {}, time(row.start, moment(row.start).slice(5, 16)), " – ", time(row.end, clock(row.end).slice(0, 5))),
    el("td", {}, foreign(row.decky, 60)), el("td", {}, foreign(row.service, 40)),
    el("td", { className: "mono" }, row.session === null ? "–"
      : el("a", { href: eventsHref("session", row.session) }, foreign(row.session, 40))),
    el("td", { className: "number" }, count(row.events))));
  const columns = ["From – to", "Decky", "Service", "Name"].map((title) => el("th", { scope: "col" }, title));
  if (body.length === 0) body.push(el("tr", {}, el("td", { colSpan: 5, className: "nothing" }, "Nothing in this time")));
  return el("table", { className: "ranking sessions" }, el("caption", {}, el("h2", {}, "Sessions")),
    el("thead", {}, el("tr", {}, ...columns, el("th", { scope: "col", className: "number" }, "Events"))),
    el("tbody", {}, ...body));
}
