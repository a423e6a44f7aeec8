import { COLOUR, FULL_SCALE, fill, html, line, scale, svg } from "./drawing.js";
import { ATTEMPTS, causeSigns, outcomeSigns, strip } from "./year.js";
import { loopDiagram } from "./loop.js";

// Paper is often printed in grey: shapes, dashes and words tell everything, and colours would only take ink.
const INK = "#000";
const GREY = "#5c5c5c";
for (const name of Object.keys(COLOUR)) COLOUR[name] = ["ghost", "second", "grid"].includes(name) ? GREY : INK;

const WIDTH = 680; // as wide as both papers have room for, at 96 pixels an inch
const COLUMNS = 30;
const data = JSON.parse(document.getElementById("data").textContent);
const { common, failure_streaks: ofYear, two_stories: ofStories, vicious_cycle: ofLoop } = data.words;

function chartIn(figure, height, parts) {
  figure.append(svg("svg", { class: "chart", viewBox: `0 0 ${WIDTH} ${height}`, width: WIDTH, height, role: "img", "aria-label": figure.dataset.summary }, ...parts));
}

/** The year as tiles; those after `moment` are still to come. */
function drawStrip(figure, { moment, rows }) {
  const { start, length, last } = data.streak;
  const [left, right, top] = [100, WIDTH - 8, 26];
  const parts = [];
  const text = (words, x, y, { anchor = "start", fill: colour = INK, weight = 400 } = {}) => parts.push(svg("text", { x, y, "text-anchor": anchor, fill: colour, "font-weight": weight }, words));
  const end = strip({ parts, text, left, right, columns: COLUMNS, moment }, { rows, top });
  const wide = (right - left) / COLUMNS;
  const pitch = (end + 14 - top) / (ATTEMPTS / COLUMNS);
  if (rows.length === 1) for (let first = 0; first < ATTEMPTS; first += COLUMNS) text(`${first + 1}–${first + COLUMNS}`, left - 14, top + 13 + (first / COLUMNS) * pitch, { anchor: "end", fill: GREY });
  for (let i = moment; i < ATTEMPTS; i += 1) {
    const [x, y] = [left + ((i % COLUMNS) + 0.5) * wide, top + 8 + Math.floor(i / COLUMNS) * pitch];
    parts.push(svg("circle", { cx: x, cy: y, r: 1.5, fill: GREY }));
  }
  const bracket = (first, count, y, up, words) => {
    const from = left + (first % COLUMNS) * wide + 2;
    parts.push(svg("path", { d: `M${from} ${y}v${up}h${count * wide - 4}v${-up}`, fill: "none", stroke: INK, "stroke-width": 1.5 }));
    text(words, from + (count * wide) / 2, y + up + (up < 0 ? -4 : 16), { anchor: "middle", weight: 700 });
  };
  bracket(start, length, top - 3, -6, fill(ofYear.streak_band.other, { n: length }));
  bracket(ATTEMPTS - last, last, end + 8, 6, fill(data.handouts.last, { last }));
  chartIn(figure, end + 36, parts);
  figure.append(html("ul", { class: "key" }, ...outcomeSigns(common), ...causeSigns(common)));
}

const months = (left, right, y) => ofStories.months.map((month, i) => svg("text", {
  x: scale([0, ofStories.months.length - 1], [left, right])(i), y, "text-anchor": "middle", fill: GREY,
}, month.slice(0, 3)));

function drawEffort(figure, lines) {
  const [left, right, top, bottom] = [70, WIDTH - 90, 12, 118];
  const y = scale([0, FULL_SCALE], [bottom, top]);
  const x = scale([0, ATTEMPTS - 1], [left, right]);
  const [low, high] = ofStories.effort_ends;
  chartIn(figure, bottom + 30, [
    svg("path", { d: `M${left} ${top}V${bottom}H${right}`, fill: "none", stroke: INK, "stroke-width": 1.5 }),
    svg("path", { d: `M${left} ${y(FULL_SCALE / 2)}H${right}M${left} ${top}H${right}`, fill: "none", stroke: GREY, "stroke-width": 0.5, "stroke-dasharray": "2 4" }),
    svg("text", { x: left - 8, y: top + 6, "text-anchor": "end" }, high), svg("text", { x: left - 8, y: bottom + 2, "text-anchor": "end" }, low),
    ...months(left, right, bottom + 22),
    ...lines.flatMap((values, i) => [
      svg("path", { d: line(values, x, y), fill: "none", stroke: INK, "stroke-width": 2.5, "stroke-dasharray": i ? "7 5" : "none" }),
      svg("text", { x: right + 8, y: y(values.at(-1)) + 5, "font-weight": 700 }, data.effort.names[i])])]);
}

function drawLoop(figure, flows) {
  const loop = loopDiagram({ arrows: data.loop.arrows, switches: [], words: ofLoop, free: false });
  loop.chart.style.width = `${WIDTH}px`;
  figure.append(loop.chart);
  loop.draw({ flows, cut: [], summary: figure.dataset.summary });
}

function drawScale(figure) {
  const [left, right, y] = [14, WIDTH - 14, 22];
  const steps = figure.dataset.steps.split("|");
  const x = scale([0, steps.length - 1], [left, right]);
  chartIn(figure, 72, [
    svg("path", { d: `M${left} ${y}H${right}`, stroke: INK, "stroke-width": 1.5 }),
    ...steps.flatMap((words, i) => [
      svg("path", { d: `M${x(i)} ${y - 8}v16`, stroke: INK, "stroke-width": 1.5 }),
      svg("text", { x: x(i), y: y + (i % 2 ? 42 : 26), "text-anchor": i === 0 ? "start" : i === steps.length - 1 ? "end" : "middle", dx: i === 0 ? -14 : i === steps.length - 1 ? 14 : 0 }, words)])]);
}

const { outcomes, without, start, length, name } = data.streak;
const lived = { outcomes, label: name, short: "", colour: INK };
const DRAW = {
  begun: (figure) => drawStrip(figure, { moment: start + length, rows: [lived] }),
  year: (figure) => drawStrip(figure, { moment: ATTEMPTS, rows: [lived, { outcomes: without, label: ofYear.without, ghost: true }] }),
  empty: (figure) => drawEffort(figure, []),
  effort: (figure) => drawEffort(figure, data.effort.lines),
  still: (figure) => drawLoop(figure, data.loop.arrows.map(() => FULL_SCALE / 2)),
  turning: (figure) => drawLoop(figure, data.loop.flows),
  scale: drawScale,
};
for (const figure of document.querySelectorAll("figure[data-draw]")) DRAW[figure.dataset.draw](figure);
