// How the collector is doing.
import { ago, byId, bytes, clean, count, el, foreign, moment, time } from "./dom.js";

const figure = (name, value, note, tone) => el("div", { "data-tone": tone },
  el("dt", {}, name), el("dd", {}, value), el("dd", { className: "note" }, note));

// Made once: what has the focus in it must not go away each time that there are new numbers.
const figures = el("dl", { className: "health" });
const containers = el("tbody", {});

/** Shows the state in the bar, and everything else in its panel. */
export function showCollector(status) {
  const tone = status.problem ? "bad" : status.state === "collecting" ? "good" : "warn";
  state(clean(status.problem ?? status.state), tone);
  byId("about").textContent = `decklog ${clean(status.version)}, running since ${moment(status.start_time)}. `
    + `Times are those of ${Intl.DateTimeFormat().resolvedOptions().timeZone}.`;
  if (!figures.isConnected) byId("collector").replaceChildren(figures, table());
  const commit = status.last_commit;
  figures.replaceChildren(
    figure("Lag", bytes(status.lag_bytes), "printed and not read yet", status.lag_bytes > 1 << 20 ? "warn" : "good"),
    figure("Gaps", count(status.gaps), "stretches known to be missing", status.gaps > 0 ? "warn" : "good"),
    figure("Held back", count(status.held_back), "repetitions, counted only"),
    figure("Dropped", count(status.dropped), "of native daemons"),
    figure("Lines", count(status.lines), `${count(status.not_events)} are no events`),
    figure("Containers", `${count(status.running_count)} of ${count(status.container_count)}`, "run"),
    figure("Engine", status.engine_reachable ? "answers" : "away", "of the containers",
      status.engine_reachable ? "good" : "bad"),
    figure("Last written", commit === null ? "never" : time(commit, ago(commit)), "to the files"));
  containers.replaceChildren(...status.containers.map(row));
}

/** Says in the bar how things are. */
export function state(text, tone) {
  const element = byId("state");
  element.dataset.tone = tone;
  if (element.textContent !== text) element.textContent = text;
}

const row = (container) => el("tr", {},
  el("th", { scope: "row", className: "mono" }, foreign(container.name, 60)),
  el("td", {}, container.running ? "runs" : "ended"),
  el("td", { className: "number" }, count(container.records)),
  el("td", { className: "number" }, container.lag_bytes === null ? "–" : bytes(container.lag_bytes)),
  el("td", { className: "number" },
    container.last_line === null ? "–" : time(container.last_line, ago(container.last_line))));

function table() {
  const columns = ["Container", "State", "Records", "Lag", "Last line"];
  const head = columns.map((column, index) => el("th", { scope: "col", className: index > 1 ? "number" : "" }, column));
  return el("details", { className: "as-table" }, el("summary", {}, "Containers"),
    el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Containers" },
      el("table", {}, el("caption", { className: "unseen" }, "Containers, those with the most lines first"),
        el("thead", {}, el("tr", {}, ...head)), containers)));
}
