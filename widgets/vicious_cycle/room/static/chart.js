// What a room has answered, once it is revealed: its guesses as small marks, the model's outcome as the one thick mark.

import { COLOUR, html, line, scale, svg, wrapped } from "./drawing.js";

const GUESS = "#8391A0";
const LETTER = 10.5; // pixels that a letter takes at most on average
const TALL = 230; // pixels for the highest heap

/** All rounds of a revealed question, beside each other where there is room; words are those of [room_question]. */
export function roomChart({ spec, result, words, wide }) {
  const shown = result.rounds.filter((round) => round.counts || round.curves || round.halves);
  const each = shown.length > 1 && wide > 700 ? wide / shown.length - 16 : wide;
  return html("div", { class: "vc-rounds" }, ...shown.map((round) => {
    const title = result.rounds.length > 1 ? words.rounds[round.round - 1] : "";
    const draw = round.curves ? curves : round.halves ? halves : spec.kind === "choice" ? options : heaps;
    return draw({ spec, round, words, width: Math.max(280, each), title });
  }));
}

function sheet(width, height, title, label, parts) {
  const top = title ? 30 : 0;
  return svg("svg", {
    class: "vc-chart", role: "img", "aria-label": [title, label].filter(Boolean).join(": "), viewBox: `0 ${-top} ${width} ${height + top}`,
    width, height: height + top, "font-size": 18,
  }, title ? text(title, 0, -8, "start", COLOUR.ink, 700) : null, ...parts);
}

const text = (said, x, y, anchor = "middle", colour = COLOUR.second, weight = 400) =>
  svg("text", { x, y, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said);

const dots = (places, r) => svg("path", {
  d: places.map(([x, y]) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`).join(""), fill: GUESS,
});

/** Guesses stacked on the scale of the outcome. */
function heaps({ spec, round, words, width, title }) {
  const edge = 24;
  const x = scale([0, spec.high], [edge, width - edge]);
  // On a long scale neighbours share a heap, so that the dots stay large enough to be seen from the last row.
  const bins = Math.min(spec.high, Math.floor((width - 2 * edge) / 20));
  const binned = new Map();
  for (const [value, count] of round.counts) {
    const bin = Math.round((value / spec.high) * bins);
    binned.set(bin, (binned.get(bin) ?? 0) + count);
  }
  const highest = Math.max(...binned.values());
  const step = Math.min(20, (width - 2 * edge) / bins, TALL / highest);
  const base = 44 + highest * step;
  const places = [...binned].flatMap(([bin, count]) =>
    Array.from({ length: count }, (_, i) => [x((bin / bins) * spec.high), base - step * (i + 0.6)]));
  const parts = [dots(places, step * 0.42), svg("line", { x1: edge, x2: width - edge, y1: base, y2: base, stroke: COLOUR.ghost, "stroke-width": 2 })];
  if (spec.steps) parts.push(text(spec.ends[0], 0, base + 26, "start"), text(spec.ends[1], width, base + 26, "end"));
  else {
    const every = Math.max(1, Math.round(spec.high / 5));
    for (let value = 0; value <= spec.high; value += every) parts.push(text(String(value), x(value), base + 26));
  }
  if (spec.outcome !== undefined) {
    const at = x(spec.outcome);
    const right = at < width * 0.6;
    parts.push(
      svg("line", { x1: at, x2: at, y1: base, y2: 8, stroke: COLOUR.failure, "stroke-width": 6 }),
      text(`${words.simulation}: ${spec.outcome}`, at + (right ? 10 : -10), 24, right ? "start" : "end", COLOUR.failure, 700));
  }
  return sheet(width, base + 36, title, round.counts.map(([value, count]) => `${value}: ${count}`).join(", "), parts);
}

/** A row of dots for each option; the outcome's is marked. */
function options({ spec, round, words, width, title }) {
  const names = new Map(spec.options);
  const most = Math.max(...round.counts.map(([, count]) => count), 1);
  const step = Math.min(18, (width - 70) / most);
  const parts = [];
  let y = 4;
  for (const [key, count] of round.counts) {
    const came = key === spec.outcome;
    const said = wrapped(came ? `${names.get(key)} (${words.simulation})` : names.get(key), (width - 16) / LETTER);
    const high = 24 * said.length;
    if (came) parts.push(svg("rect", { x: 0, y, width: 6, height: high + 32, fill: COLOUR.failure }));
    parts.push(
      ...said.map((part, i) => text(part, 16, y + 18 + 24 * i, "start", came ? COLOUR.failure : COLOUR.ink, came ? 700 : 400)),
      dots(Array.from({ length: count }, (_, i) => [16 + step * (i + 0.5), y + high + 18]), step * 0.42),
      text(String(count), 24 + step * count, y + high + 24, "start", COLOUR.ink, 700));
    y += high + 44;
  }
  return sheet(width, y, title, round.counts.map(([key, count]) => `${names.get(key)}: ${count}`).join(", "), parts);
}

/** Each guess a thin curve, the outcome a thick one. */
function curves({ spec, round, words, width, title }) {
  const left = 20 + 10 * Math.max(...spec.ends.map((end) => end.length));
  const height = 280;
  const end = spec.points.length - 1;
  const x = scale([0, end], [left, width - 20]);
  const y = scale([0, 100], [height - 44, 24]);
  const path = (values, colour, thick, opacity = 1) =>
    svg("path", { d: line(values, x, y), fill: "none", stroke: colour, "stroke-width": thick, "stroke-opacity": opacity });
  const parts = [
    ...[0, 50, 100].map((share) => svg("line", { x1: left, x2: width - 20, y1: y(share), y2: y(share), stroke: COLOUR.grid, "stroke-width": 1.5 })),
    text(spec.ends[1], left - 10, y(100) + 6, "end"), text(spec.ends[0], left - 10, y(0) + 6, "end"),
    text(spec.points[0], left, height - 12, "start"), text(spec.points[end], width - 20, height - 12, "end"),
    ...round.curves.map((values) => path(values, GUESS, 1.5, 0.6)),
    path(round.middle, COLOUR.ink, 3),
  ];
  if (spec.outcome) {
    parts.push(path(spec.outcome, COLOUR.failure, 6), text(words.simulation, x(end), y(spec.outcome[end]) - 14, "end", COLOUR.failure, 700));
  }
  parts.push(text(words.room, x(0) + 6, y(round.middle[0]) - 10, "start", COLOUR.ink, 700));
  return sheet(width, height, title, `${words.room}: ${round.middle.join(", ")}`, parts);
}

/** The two halves of the room at the same word: filled where it was solved. */
function halves({ round, words, width, title }) {
  const most = Math.max(...round.halves.map(({ n }) => n));
  const step = Math.min(24, (width - 20) / most);
  const parts = [];
  round.halves.forEach(({ n, solved }, half) => {
    const y = 8 + half * 84;
    parts.push(text(`${words.halves[half]}: ${solved} / ${n}`, 0, y + 16, "start", COLOUR.ink, 700));
    for (let i = 0; i < n; i += 1) {
      parts.push(svg("circle", {
        cx: step * (i + 0.5), cy: y + 44, r: step * 0.38,
        ...(i < solved ? { fill: COLOUR.success } : { fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2 }),
      }));
    }
  });
  const label = round.halves.map(({ n, solved }, half) => `${words.halves[half]}: ${solved} / ${n}`).join(", ");
  return sheet(width, 168, title, label, parts);
}
