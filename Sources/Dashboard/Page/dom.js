// Elements, and text from records. Text becomes text nodes and nothing else.

/** The longest text from a record that is shown before somebody asks for all of it. */
const SHOWN = 300;

/** Text with U+FFFD for each character that is none to be seen: control, format, bidi, unassigned, line separators. */
export const clean = (text) => String(text).replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\uFFFD");

/** The beginning of a text, cleaned, with `…` where there is more. */
export function brief(text, length = SHOWN) {
  const whole = String(text);
  if (whole.length <= length) return clean(whole);
  // Not between the halves of a character.
  const high = whole.charCodeAt(length - 1);
  return clean(whole.slice(0, high >= 0xd800 && high <= 0xdbff ? length - 1 : length)) + "…";
}

/** An element; `properties` are DOM properties, and attributes where the name has a dash. Children are nodes or text. */
export function el(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null) continue;
    if (name.includes("-") || name === "role" || name === "scope") element.setAttribute(name, value);
    else element[name] = value;
  }
  element.append(...children.filter((child) => child !== null && child !== undefined));
  return element;
}

/** Text of a record, apart from the direction of what stands around it. */
export const foreign = (text, length = SHOWN) => el("bdi", { className: "foreign" }, brief(text, length));

/** A word of ours in place of something. */
export const nothing = (word) => el("em", { className: "nothing" }, word);

/** Text of a record that may be long: its beginning, and a button for the rest. */
export function long(text) {
  const whole = String(text);
  if (whole === "") return nothing("empty");
  if (whole.length <= SHOWN) return foreign(whole);
  const beginning = foreign(whole);
  const button = el("button", { type: "button", className: "quiet" },
    `Show all ${whole.length.toLocaleString("en")} characters`);
  const box = el("div", {}, beginning, " ", button);
  button.addEventListener("click", () => {
    const all = el("pre", { className: "all foreign", tabIndex: 0 }, clean(whole));
    box.replaceChildren(all);
    all.focus();
  });
  return box;
}

/** The element with an id that the page has. */
export const byId = (id) => document.getElementById(id);

/** A number for people. */
export const count = (number) => Number(number).toLocaleString("en");

/** A number of bytes for people. */
export function bytes(number) {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  let value = Number(number);
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${units[unit]}`;
}

const two = (number) => String(number).padStart(2, "0");

/** The time of day, in the browser's zone. */
export function clock(milliseconds) {
  const date = new Date(milliseconds);
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}

/** The day, as people sort it. */
export function day(milliseconds) {
  const date = new Date(milliseconds);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** Day and time. */
export const moment = (milliseconds) => `${day(milliseconds)} ${clock(milliseconds)}`;

/** How long ago, in one unit. */
export function ago(milliseconds) {
  const seconds = Math.max(0, Math.round((Date.now() - milliseconds) / 1000));
  if (seconds < 60) return `${seconds} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 172800) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86400)} d ago`;
}

/** How long something takes, in two units. */
export function span(milliseconds) {
  const minutes = Math.floor(milliseconds / 60_000);
  if (minutes < 1) return `${Math.floor(milliseconds / 1000)} s`;
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 2880) return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
  return `${Math.floor(minutes / 1440)} d ${Math.floor(minutes / 60) % 24} h`;
}

/** A time that a program can read, too. */
export const time = (milliseconds, text = moment(milliseconds)) =>
  el("time", { dateTime: new Date(milliseconds).toISOString(), title: moment(milliseconds) }, text);
