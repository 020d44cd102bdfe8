// The dashboard: which view is shown, and when it is asked for anew.
import { ask } from "./api.js";
import { showAttacker } from "./attacker.js";
import { Chart } from "./chart.js";
import { showCollector, state } from "./collector.js";
import { byId, clock, count, el } from "./dom.js";
import { Feed } from "./feed.js";
import { showEvents } from "./list.js";
import { attackerHref, attackers, credentials, names } from "./rankings.js";

const OVERVIEW_EVERY = 10_000;
const STATUS_EVERY = 5_000;

const chart = new Chart(byId("timeline"));
let visit = 0;
let updated = null;

/** Says something that went wrong; nothing when all is well again. */
function tell(text) {
  const notice = byId("notice");
  if (notice.textContent !== text) notice.textContent = text;
}

const range = () => document.querySelector("input[name=range]:checked").value;

async function overview() {
  const wanted = range();
  byId("view-overview").setAttribute("aria-busy", "true");
  try {
    const answer = await ask("/api/overview", { range: wanted, top: 10 });
    // Another range may have been chosen since.
    if (wanted !== range()) return;
    showOverview(answer);
    updated = Date.now();
    tell("");
  } catch (refusal) {
    const kept = updated ? ` What is shown is of ${clock(updated)}.` : "";
    tell(`The overview could not be loaded: ${refusal.message}.${kept}`);
  } finally {
    byId("view-overview").removeAttribute("aria-busy");
  }
}

function showOverview({ totals, timeline, ...rankings }) {
  const figures = [["Events", totals.events], ["Attackers", totals.attackers], ["Deckies", totals.deckies],
    ["Services", totals.services]];
  byId("figures").replaceChildren(...figures.map(([name, number]) =>
    el("div", {}, el("dt", {}, name), el("dd", {}, count(number)))));
  chart.show(timeline);
  put("rank-attackers", attackers(rankings.attackers));
  put("rank-credentials", credentials(rankings.credentials));
  put("rank-deckies", names("Deckies", "Decky", "decky", rankings.deckies));
  put("rank-services", names("Services", "Service", "service", rankings.services));
  put("rank-types", names("Event types", "Type", "type", rankings.event_types));
}

/** Puts a table in the place of an older one; who had the focus in it keeps it, as far as the row is still there. */
function put(id, table) {
  const place = byId(id);
  const selection = getSelection();
  // Somebody is about to copy something.
  if (!selection.isCollapsed && place.contains(selection.anchorNode)) return;
  const focused = place.contains(document.activeElement) ? document.activeElement.getAttribute("href") : null;
  place.replaceChildren(table);
  if (focused === null) return;
  const link = [...place.querySelectorAll("a")].find((other) => other.getAttribute("href") === focused);
  (link ?? place.querySelector("a"))?.focus();
}

async function status() {
  try {
    showCollector(await ask("/api/status"));
  } catch (refusal) {
    state(refusal.message, "bad");
  }
}

/** What the part of the address behind `#` stands for. */
function route() {
  const hash = location.hash;
  if (hash.startsWith("#/attacker/")) {
    try {
      return { view: "attacker", address: decodeURIComponent(hash.slice("#/attacker/".length)) };
    } catch {
      return { view: "overview" };
    }
  }
  if (hash.startsWith("#/events?")) {
    return { view: "events", conditions: new URLSearchParams(hash.slice("#/events?".length)) };
  }
  return { view: "overview" };
}

function show({ moveFocus = true } = {}) {
  const { view, address, conditions } = route();
  visit += 1;
  const current = visit;
  for (const name of ["overview", "attacker", "events"]) byId(`view-${name}`).hidden = name !== view;
  tell("");
  if (view === "overview") {
    document.title = "decklog";
    overview();
    return;
  }
  if (view === "attacker") showAttacker(address, range(), { tell, isCurrent: () => current === visit });
  else showEvents(conditions, range(), tell);
  const heading = byId(view === "attacker" ? "attacker-name" : "events-name");
  document.title = `${heading.textContent} – decklog`;
  if (moveFocus) {
    heading.focus({ preventScroll: true });
    scrollTo(0, 0);
  }
}

function theme() {
  const choices = ["system", "light", "dark"];
  const button = byId("theme");
  const set = (choice) => {
    if (choice === "system") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = choice;
    button.textContent = `Theme: ${choice}`;
    try {
      localStorage.setItem("theme", choice);
    } catch {
      // Storage may be forbidden; then the choice lasts as long as the page.
    }
  };
  set(document.documentElement.dataset.theme ?? "system");
  button.addEventListener("click", () => {
    const now = document.documentElement.dataset.theme ?? "system";
    set(choices[(choices.indexOf(now) + 1) % choices.length]);
  });
}

function search() {
  byId("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const text = byId("query").value.trim();
    if (text === "") return;
    const isAddress = /^(\d{1,3}(\.\d{1,3}){3}|[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*(%[\w.-]{1,15})?)$/i.test(text);
    location.hash = isAddress ? attackerHref(text) : `#/events?${new URLSearchParams({ text })}`;
  });
}

/** Does something now and then while somebody looks, and when somebody looks again. */
function every(milliseconds, action) {
  const once = () => {
    if (!document.hidden) action();
  };
  setInterval(once, milliseconds);
  document.addEventListener("visibilitychange", once);
}

theme();
search();
document.querySelector(".skip").addEventListener("click", (event) => {
  event.preventDefault();
  byId("main").focus();
});
byId("range").addEventListener("change", () => show({ moveFocus: false }));
addEventListener("hashchange", () => show());
show({ moveFocus: false });
status();
new Feed(tell);
every(OVERVIEW_EVERY, () => {
  if (route().view === "overview") overview();
});
every(STATUS_EVERY, status);
