import { CAUSES, COLOUR, FULL_SCALE, apart, area, causePath, html, line, outcomePath, scale, svg } from "./drawing.js";

export const ATTEMPTS = 60;
export const NARROW = 620; // below this width lines are named above the chart, not beside it
const WIDE = 1000; // from this width on the type is larger, to be read from the last row
const TILE = 11; // a tile narrower than this is no longer a circle or a square: the strip is wrapped instead

/** A year of attempts laid out on a chart of the given width: its margins, its scale, and what is drawn so far. */
export function yearOn(chart, { moment }) {
  const width = chart.clientWidth;
  const narrow = width < NARROW;
  const wide = width >= WIDE;
  chart.style.fontSize = wide ? "18px" : "15px";
  const left = narrow ? 54 : wide ? 194 : 146;
  const right = width - (narrow ? 6 : wide ? 236 : 196);
  const cell = (right - left) / ATTEMPTS;
  const columns = [ATTEMPTS, ATTEMPTS / 2, ATTEMPTS / 3].find((count) => (right - left) / count >= TILE) ?? ATTEMPTS / 3;
  const clip = `${chart.id}-seen`;
  const parts = [svg("clipPath", { id: clip },
    svg("rect", { x: 0, y: 0, width: moment === ATTEMPTS ? width : left + moment * cell, height: 4000 }))];
  return {
    width, narrow, left, right, cell, columns, moment, parts,
    clip: `url(#${clip})`,
    x: (i) => left + (i + 0.5) * cell,
    text(words, at, y, { anchor = "start", fill: colour = COLOUR.second, weight = 500, halo = false } = {}) {
      parts.push(svg("text", { x: at, y, "text-anchor": anchor, fill: colour, "font-weight": weight, class: halo ? "vc-halo" : "" }, words));
    },
    /** Put all that was drawn on the chart, which ends at this height. */
    finish(picture, end) {
      chart.dataset.attemptWidth = cell;
      chart.setAttribute("viewBox", `0 0 ${width} ${end + 8}`);
      chart.setAttribute("height", end + 8);
      picture.replaceChildren(...parts);
    },
  };
}

const middle = (all) => all[all.length >> 1];

/** Lines over the year, named beside their ends (on a phone above the panel); returns the scale of its heights. */
export function panel(year, rows, { top, height, ticks, lines }) {
  const { parts, text, left, right, x, narrow, moment, clip } = year;
  const y = scale([0, FULL_SCALE], [top + height, top]);
  for (const [value, label] of ticks) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(value), y2: y(value), stroke: COLOUR.grid, "stroke-width": 1.5 }));
    text(label, left - 10, y(value) + 5, { anchor: "end" });
  }
  for (const { name, colour, dash, wide, filled } of lines) {
    const values = rows[name];
    if (values.length === 3 && !dash) parts.push(svg("path", { d: area(values[0], values[2], x, y), fill: colour, opacity: 0.14, "clip-path": clip }));
    if (filled && values.length === 1) parts.push(svg("path", { d: area(values[0].map(() => 0), values[0], x, y), fill: colour, opacity: 0.18, "clip-path": clip }));
    parts.push(svg("path", { d: line(middle(values), x, y), fill: "none", stroke: colour, "stroke-width": wide ? 3 : 2, "stroke-dasharray": dash, "clip-path": clip }));
  }
  const named = lines.filter(({ label }) => label);
  if (narrow) {
    named.forEach(({ label, colour, dash }, i) => {
      const at = top - 14 - 20 * (named.length - 1 - i);
      parts.push(svg("line", { x1: left, x2: left + 26, y1: at - 5, y2: at - 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash }));
      text(label, left + 34, at, { fill: colour, weight: 700 });
    });
  } else {
    const wanted = named.map(({ name, ...rest }) => ({ ...rest, at: y(middle(rows[name])[moment - 1]) })).sort((a, b) => a.at - b.at);
    apart(wanted.map(({ at }) => at), 20, top - 6, top + height).forEach((at, i) => {
      text(wanted[i].label, right + 12, at + 5, { fill: wanted[i].colour, weight: 700 });
    });
  }
  return y;
}

export function sign(path, words) {
  return html("li", {}, svg("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, svg("path", path)), words);
}

export const outcomeSigns = (common) => [
  sign({ d: outcomePath(true, 9, 9, 13), fill: COLOUR.success }, common.solved),
  sign({ d: outcomePath(false, 9, 9, 14), fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 }, common.missed)];

export const causeSigns = (common) => [html("li", {}, common.cause_key),
  ...CAUSES.map((cause) => sign({ d: causePath(cause, 9, 9, 14), fill: COLOUR[cause] }, common.causes[cause]))];

/** What a packed outcome holds: solved, and the likeliest cause. */
export const solvedIn = (outcome) => outcome & 1;
export const causeIn = (outcome) => CAUSES[outcome >> 2];

/**
 * Attempts as tiles, in as many lines as the width asks for; `rows` are [{ outcomes, label, ghost }]: a ghost is
 * grey and without its causes. `shaded` says which attempts have a ground behind them. Returns where it ends.
 */
export function strip(year, { rows, top, shaded = () => false }) {
  const { parts, text, left, right, columns, moment } = year;
  const wrapped = columns < ATTEMPTS;
  const wide = (right - left) / columns;
  const size = Math.min(wide - 2, 15);
  const heights = rows.map(({ ghost }) => (ghost ? 19 : 36));
  const tops = heights.map((_, row) => heights.slice(0, row).reduce((sum, height) => sum + height, 0));
  const pitch = heights.reduce((sum, height) => sum + height, 9);
  const paths = {};
  const add = (key, d) => { paths[key] = (paths[key] ?? "") + d; };
  for (let i = 0; i < moment; i += 1) {
    const across = left + ((i % columns) + 0.5) * wide;
    const first = top + 8 + Math.floor(i / columns) * pitch;
    if (wrapped && shaded(i)) parts.push(svg("rect", { x: across - wide / 2, y: first - 12, width: wide, height: 34, fill: "#FBE6D9" }));
    rows.forEach(({ outcomes, ghost }, row) => {
      const outcome = outcomes[i];
      const down = first + tops[row];
      if (ghost) { add(solvedIn(outcome) ? "ghostSolved" : "ghostMissed", outcomePath(solvedIn(outcome), across, down, Math.min(size - 2, 12))); return; }
      add(solvedIn(outcome) ? "solved" : "missed", outcomePath(solvedIn(outcome), across, down, size));
      add(causeIn(outcome), causePath(causeIn(outcome), across, down + 17, Math.min(size - 2, 12)));
    });
  }
  const path = (key, look) => paths[key] && parts.push(svg("path", { d: paths[key], ...look }));
  path("solved", { fill: COLOUR.success });
  path("missed", { fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 });
  path("ghostSolved", { fill: COLOUR.ghost });
  path("ghostMissed", { fill: "#fff", stroke: COLOUR.ghost, "stroke-width": 1.5 });
  for (const cause of CAUSES) path(cause, { fill: COLOUR[cause] });
  if (wrapped) {
    for (let first = 0; first < ATTEMPTS; first += columns) {
      const down = top + 13 + (first / columns) * pitch;
      if (rows.some(({ ghost }) => ghost)) text(`${first + 1}–${first + columns}`, left - 8, down, { anchor: "end" });
      else rows.forEach(({ short, colour }, row) => text(short, left - 8, down + tops[row], { anchor: "end", fill: colour, weight: 700 }));
    }
  } else rows.forEach(({ label, colour, ghost }, row) => text(label, left - 14, top + 13 + tops[row], { anchor: "end", fill: colour, weight: ghost ? 500 : 700 }));
  return top + (wrapped ? (ATTEMPTS / columns - 1) * pitch : 0) + pitch - 14;
}

export function diaryOf(box, told) {
  box.hidden = !told.length;
  box.replaceChildren(html("ol", {}, ...told.map(([, sentence]) => html("li", {}, sentence))));
}

/** The words under a chance, an effort or an outcome in a table. */
export const share = (title, rows) => [title, (i) => rows.map((row) => Math.round((100 * row[i]) / FULL_SCALE)).join(" / ")];

/** Columns [title, cell] as [titles, rows of text], one row an attempt up to the moment. */
export function tabulated(columns, moment) {
  return [columns.map(([title]) => title), Array.from({ length: moment }, (_, i) => columns.map(([, cell]) => String(cell(i))))];
}

