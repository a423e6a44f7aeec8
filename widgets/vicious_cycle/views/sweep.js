import { COLOUR, FULL_SCALE, area, line, scale, svg } from "./drawing.js";

const NARROW = 620;
const WIDE = 1000;

/** Ground of a chart over the range of a lever: its size, its margins, and the parts drawn on it so far. */
export function ground(chart, { left: margin, right: rest = 12 }) {
  const width = chart.clientWidth;
  const size = width >= WIDE ? 18 : 15;
  const left = size * margin;
  const right = width - rest;
  const parts = [];
  chart.style.fontSize = `${size}px`;
  return {
    width, size, left, right, parts, narrow: width < NARROW,
    text(said, x, y, { anchor = "start", fill = COLOUR.second, weight = 500 } = {}) {
      parts.push(svg("text", { x, y, "text-anchor": anchor, fill, "font-weight": weight, class: "vc-halo" }, said));
    },
    upright(x, from, to, look) {
      parts.push(svg("line", { x1: x, x2: x, y1: from, y2: to, ...look }));
    },
    finish(picture, end) {
      chart.setAttribute("viewBox", `0 0 ${width} ${end}`);
      chart.setAttribute("height", end);
      picture.replaceChildren(...parts);
    },
  };
}

/** Lines across a panel at the given values, each named at its left. Returns the scale of heights. */
export function level({ parts, text, left, right }, { top, height, full = FULL_SCALE, ticks }) {
  const y = scale([0, full], [top + height, top]);
  for (const [value, label] of ticks) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(value), y2: y(value), stroke: COLOUR.grid, "stroke-width": 1.5 }));
    text(label, left - 10, y(value) + 5, { anchor: "end" });
  }
  return y;
}

/** A line along the range, with the band of the middle 80 % behind it where there is one. `xs`, `values`: pixels and values by place. */
export function along({ parts }, { xs, values, low, high, y, colour, dash, wide, filled }) {
  const x = (i) => xs[i];
  if (low) parts.push(svg("path", { d: area(low, high, x, y), fill: colour, opacity: 0.16 }));
  if (filled) parts.push(svg("path", { d: area(values.map(() => 0), values, x, y), fill: colour, opacity: 0.18 }));
  parts.push(svg("path", { d: line(values, x, y), fill: "none", stroke: colour, "stroke-width": wide ? 3.5 : 2, "stroke-dasharray": dash }));
}
