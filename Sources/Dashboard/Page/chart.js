// Events over time: bars, a slider that reads them out, and the same as a table.
import { clock, count, day, el, moment } from "./dom.js";

const HEIGHT = 150;
const BOTTOM = 20;
const TOP = 8;
const LEFT = 44;

const svg = (tag, attributes, ...children) => {
  const element = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
};

/** The next larger number that people like to read on an axis. */
function ceiling(number) {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, number)));
  return [1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((step) => step >= number);
}

const compact = new Intl.NumberFormat("en", { notation: "compact", maximumFractionDigits: 1 });

/** A chart in a container; `show` gives it a timeline. It draws itself anew when it gets another width. */
export class Chart {
  constructor(container) {
    this.plot = el("div", { className: "plot" });
    this.slider = el("input", {
      type: "range", min: 0, step: 1, className: "slider", "aria-label": "Events over time, one step a bar",
    });
    this.reading = el("p", { className: "reading" });
    this.rows = el("tbody", {});
    this.table = el("details", { className: "as-table" }, el("summary", {}, "As a table"), table(this.rows));
    this.frame = el("div", { className: "frame" }, this.plot, this.slider);
    container.replaceChildren(el("figure", { className: "chart" }, this.frame,
      el("figcaption", {}, this.reading, this.table)));
    this.slider.addEventListener("input", () => this.read(Number(this.slider.value)));
    this.slider.addEventListener("pointermove", (event) => this.readAt(event));
    this.slider.addEventListener("pointerleave", () => this.rest());
    this.slider.addEventListener("blur", () => this.rest());
    this.table.addEventListener("toggle", () => this.fillTable());
    new ResizeObserver(() => this.draw()).observe(this.frame);
  }

  show(timeline) {
    this.timeline = timeline;
    this.slider.max = Math.max(0, timeline.counts.length - 1);
    this.draw();
    this.fillTable();
    if (document.activeElement !== this.slider) this.rest();
  }

  draw() {
    const width = this.frame.clientWidth;
    if (!this.timeline || width === 0) return;
    const { counts } = this.timeline;
    const most = ceiling(Math.max(1, ...counts));
    const step = (width - LEFT) / Math.max(1, counts.length);
    const height = HEIGHT - BOTTOM - TOP;
    const gap = step > 4 ? 1.5 : 0;
    const drawing = svg("svg", { width, height: HEIGHT, viewBox: `0 0 ${width} ${HEIGHT}`, "aria-hidden": "true" });
    for (const level of most < 2 ? [0, 1] : [0, 0.5, 1]) {
      const y = TOP + height * (1 - level) + 0.5;
      drawing.append(svg("line", { x1: LEFT, x2: width, y1: y, y2: y, class: "grid" }),
        svg("text", { x: LEFT - 8, y: y + 4, class: "tick", "text-anchor": "end" }, compact.format(most * level)));
    }
    this.bars = counts.map((value, index) => {
      const size = value === 0 ? 0 : Math.max(1.5, (value / most) * height);
      const bar = svg("rect", {
        x: LEFT + index * step + gap / 2, width: Math.max(0.5, step - gap), y: TOP + height - size, height: size,
        class: "value", rx: step > 6 ? 1.5 : 0,
      });
      drawing.append(bar);
      return bar;
    });
    this.label(drawing, width, step);
    this.plot.replaceChildren(drawing);
  }

  label(drawing, width, step) {
    const { counts, start, width: duration } = this.timeline;
    const labels = Math.max(1, Math.min(8, Math.floor((width - LEFT) / 110)));
    for (let label = 0; label < labels; label += 1) {
      const index = Math.round((label * counts.length) / labels);
      const at = start + index * duration;
      const text = duration * counts.length > 2 * 86_400_000 ? day(at).slice(5) : clock(at).slice(0, 5);
      drawing.append(svg("text", { x: LEFT + index * step, y: HEIGHT - 4, class: "tick" }, text));
    }
  }

  readAt(event) {
    const box = this.frame.getBoundingClientRect();
    const share = (event.clientX - box.left - LEFT) / (box.width - LEFT);
    const last = this.timeline ? this.timeline.counts.length - 1 : 0;
    this.read(Math.max(0, Math.min(last, Math.floor(share * (last + 1)))));
  }

  /** Says what one bar is. */
  read(index) {
    if (!this.timeline || !this.bars) return;
    const text = this.sentence(index);
    this.reading.textContent = text;
    this.slider.setAttribute("aria-valuetext", text);
    this.bars.forEach((bar, other) => bar.classList.toggle("chosen", other === index));
  }

  /** Says what all of it is. */
  rest() {
    if (!this.timeline) return;
    const { counts } = this.timeline;
    this.bars?.forEach((bar) => bar.classList.remove("chosen"));
    const sum = counts.reduce((total, value) => total + value, 0);
    const peak = counts.indexOf(Math.max(0, ...counts));
    this.reading.textContent = sum === 0 ? "No events in this time."
      : `${count(sum)} events. The most: ${this.sentence(peak)}.`;
    this.slider.value = Math.max(0, peak);
    this.slider.setAttribute("aria-valuetext", this.reading.textContent);
  }

  sentence(index) {
    const { counts, start, width } = this.timeline;
    const from = start + index * width;
    return `${count(counts[index] ?? 0)} from ${moment(from)} to ${clock(from + width)}`;
  }

  fillTable() {
    if (!this.table.open || !this.timeline) return;
    const { counts, start, width } = this.timeline;
    this.rows.replaceChildren(...counts.map((value, index) => el("tr", {},
      el("th", { scope: "row" }, moment(start + index * width)), el("td", { className: "number" }, count(value)))));
  }
}

/** The chart's text; rows are put into `body`. */
function table(body) {
  const head = el("tr", {}, el("th", { scope: "col" }, "From"), el("th", { scope: "col", className: "number" }, "Events"));
  return el("div", { className: "scroll", tabIndex: 0, role: "region", "aria-label": "Events over time" },
    el("table", {}, el("caption", { className: "unseen" }, "Events over time"), el("thead", {}, head), body));
}
