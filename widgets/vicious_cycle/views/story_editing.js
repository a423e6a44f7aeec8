import { COLOUR, FULL_SCALE, fill, freshId, html, line, outcomePath, scale, signed, svg } from "./drawing.js";
import { explorable } from "./explorable.js";

const MONTHS = 10;
const OF = 100; // pupils of whom the share that gains is said
const NARROW = 620; // below this width labels stand above what they name

export default {
  render({ model, el }) {
    const [of, pupils, known, later] = Array.from({ length: 4 }, image);
    const knownTitle = html("h4", { class: "vc-part" });
    const laterTitle = html("h4", { class: "vc-part" });
    const off = html("p", { class: "vc-said vc-off-by", hidden: true });
    const clear = model.get("clear");
    const [low, high] = model.get("scale");
    const inSd = (value) => low + ((high - low) * value) / FULL_SCALE;
    let api;

    /** How many of a hundred are clearly ahead and clearly behind after a month. */
    const counted = (rows, month) => {
      const gains = rows.gain.map((row) => inSd(row[month]));
      return [gains.filter((gain) => gain > clear), gains.filter((gain) => gain < -clear)].map((some) => Math.round((OF * some.length) / gains.length));
    };
    const view = {
      charts: [of.chart, pupils.chart, known.chart, later.chart], file: "story-editing",
      build(given) {
        api = given;
        knownTitle.replaceChildren(api.words.known_title, " ", html("span", { class: "vc-hint" }, api.words.known_gloss));
        laterTitle.textContent = api.words.later_title;
        return {
          stage: [of.chart, off, pupils.chart],
          under: [html("div", { class: "vc-beside" },
            html("div", {}, knownTitle, known.chart), html("div", { class: "vc-late" }, laterTitle, later.chart))],
        };
      },
      ahead: () => ["story_dose", "story_start"],
      says({ shown: { rows }, moment }) {
        const { words } = api;
        const [ahead, behind] = counted(rows, moment - 1);
        const month = words.months[moment - 1];
        return [fill(words.at_moment, { month, ahead, behind, of: OF }), fill(words.subline_now, { all: signed(inSd(rows.all[0][moment - 1])) })];
      },
      draw({ shown, moment, now, guess, resting }, summary) {
        const { words } = api;
        const month = moment - 1;
        const counts = counted(shown.rows, month);
        of.picture.setAttribute("aria-label", fill(words.hundred_said, { ahead: counts[0], behind: counts[1], of: OF }));
        drawHundred(of, counts, guess, words);
        off.hidden = guess === null;
        off.textContent = off.hidden || moment < MONTHS ? "" : sayOff(guess, counts[0], words);
        pupils.picture.setAttribute("aria-label", summary);
        drawPupils(pupils, { gains: shown.rows.gain.map((row) => inSd(row[month])), thirds: shown.rows.thirds.map((row) => inSd(row[month])), clear, words });
        drawKnown(known, { all: inSd(shown.rows.all[0][month]), thirds: shown.rows.thirds.map((row) => inSd(row[month])), beyond: shown.beyond, published: model.get("published"), words });
        if (resting) drawLater(later, { gains: model.get("later"), start: Math.round(now.story_start / (api.specs[1].step)), dose: now.story_dose, words });
      },
      tabular({ shown: { rows }, moment }) {
        const { words: { columns, months, groups } } = api;
        const body = Array.from({ length: moment }, (_, month) => [months[month], ...counted(rows, month),
          ...[rows.all[0], ...rows.thirds].map((row) => signed(inSd(row[month])))].map(String));
        return [[columns.month, columns.ahead, columns.behind, ...groups.map((group) => fill(columns.gain, { group }))], body];
      },
    };
    model.on("change:later", () => api.drawSoon());
    return explorable({ model, el, moments: MONTHS, view });
  },
};

function image() {
  const picture = svg("g", { role: "img" });
  return { picture, chart: svg("svg", { class: "vc-chart", id: freshId("chart") }, picture) };
}

function sayOff(guess, ahead, words) {
  return fill(guess > ahead ? words.off_high : guess < ahead ? words.off_low : words.off_none, { n: Math.abs(guess - ahead) });
}

/** What every chart here begins and ends with. */
function begin({ chart, picture }) {
  const width = chart.clientWidth;
  const size = width >= 900 ? 18 : 15;
  const parts = [];
  chart.style.fontSize = `${size}px`;
  return {
    width, size, parts, narrow: width < NARROW,
    text: (said, x, y, { anchor = "start", fill: colour = COLOUR.second, weight = 500 } = {}) =>
      parts.push(svg("text", { x, y, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said)),
    finish(height) {
      chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
      chart.setAttribute("height", height);
      picture.replaceChildren(...parts);
    },
  };
}

/** A hundred pupils in a row: clearly ahead, about as without the story, clearly behind; and what was predicted. */
function drawHundred(on, [ahead, behind], guess, words) {
  const { width, parts, text, narrow, finish } = begin(on);
  const columns = narrow ? 25 : 50;
  const cell = Math.min(width / columns, 22);
  const top = guess === null ? 6 : 34;
  const at = (i) => [(i % columns + 0.5) * cell, top + (Math.floor(i / columns) + 0.5) * cell];
  const paths = { ahead: "", same: "", behind: "" };
  for (let i = 0; i < OF; i += 1) {
    const kind = i < ahead ? "ahead" : i < OF - behind ? "same" : "behind";
    paths[kind] += outcomePath(kind !== "behind", ...at(i), cell - 5);
  }
  parts.push(svg("path", { d: paths.ahead, fill: COLOUR.success }), svg("path", { d: paths.same, fill: "#fff", stroke: COLOUR.ghost, "stroke-width": 1.5 }),
    svg("path", { d: paths.behind, fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 }));
  if (guess !== null && guess > 0) {
    const [x, y] = at(guess - 1);
    parts.push(svg("rect", { x: x - cell / 2 + 0.5, y: y - cell / 2 + 0.5, width: cell - 1, height: cell - 1, fill: "none", stroke: COLOUR.ink, "stroke-width": 3 }));
  }
  if (guess !== null) text(fill(words.you, { n: guess }), 0, 20, { fill: COLOUR.ink, weight: 700 });
  let bottom = top + Math.ceil(OF / columns) * cell + 22;
  const labels = [[fill(words.ahead, { n: ahead }), COLOUR.success], [fill(words.same, { n: OF - ahead - behind }), COLOUR.second], [fill(words.behind, { n: behind }), COLOUR.failure]];
  labels.forEach(([label, colour], i) => {
    if (narrow) { text(label, 0, bottom + 22 * i, { fill: colour, weight: 700 }); return; }
    const [x, anchor] = [[0, "start"], [columns * cell / 2, "middle"], [columns * cell, "end"]][i];
    text(label, x, bottom, { anchor, fill: colour, weight: 700 });
  });
  if (narrow) bottom += 44;
  finish(bottom + 12);
}

/** Every pupil as a mark: along the chart by skill in September, upwards by gain; the means of the thirds as bars. */
function drawPupils(on, { gains, thirds, clear, words }) {
  const { width, size, parts, text, narrow, finish } = begin(on);
  const left = size * 3.4;
  const right = width - 4;
  const [top, bottom] = [size * 1.9, 300];
  const [least, most] = [-1, 4]; // as far as gains are sent
  const x = scale([0, gains.length], [left, right]);
  const y = scale([least, most], [bottom, top]);
  text(words.gain_axis, 0, size);
  parts.push(svg("rect", { x: left, y: y(clear), width: right - left, height: y(-clear) - y(clear), fill: COLOUR.grid, opacity: 0.6 }));
  for (const tick of [-1, 0, 1, 2, 3, 4]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: tick ? COLOUR.grid : COLOUR.ghost, "stroke-width": 1.5 }));
    text(tick ? `${tick > 0 ? "+" : "−"}${Math.abs(tick)}` : "0", left - 8, y(tick) + 5, { anchor: "end" });
  }
  const paths = { ahead: "", same: "", behind: "" };
  gains.forEach((gain, i) => {
    const kind = gain > clear ? "ahead" : gain < -clear ? "behind" : "same";
    paths[kind] += outcomePath(kind !== "behind", x(i + 0.5), y(Math.max(least, gain)), kind === "same" ? 4 : 7);
  });
  parts.push(svg("path", { d: paths.same, fill: COLOUR.ghost }), svg("path", { d: paths.ahead, fill: COLOUR.success }),
    svg("path", { d: paths.behind, fill: "#fff", stroke: COLOUR.failure, "stroke-width": 1.5 }));
  thirds.forEach((mean, i) => {
    const [from, to] = [i, i + 1].map((place) => x((place * gains.length) / thirds.length));
    if (i) parts.push(svg("line", { x1: from, x2: from, y1: top, y2: bottom, stroke: COLOUR.ghost, "stroke-dasharray": "2 5" }));
    parts.push(svg("line", { x1: from + 6, x2: to - 6, y1: y(mean), y2: y(mean), stroke: COLOUR.ink, "stroke-width": 4 }));
    text(words[narrow ? "thirds_short" : "groups"][narrow ? i : i + 1], (from + to) / 2, bottom + size * 1.4, { anchor: "middle" });
    text(narrow ? signed(mean) : fill(words.mean, { gain: signed(mean) }), (from + to) / 2, bottom + size * 2.8, { anchor: "middle", fill: COLOUR.ink, weight: 700 });
  });
  finish(bottom + size * 3.4);
}

/** The model's gains under the published ones, on one scale; what lies beyond its end is said to. */
function drawKnown(on, { all, thirds, beyond, published, words }) {
  const { width, size, parts, text, finish } = begin(on);
  const [least, most] = [-0.2, 0.8];
  const x = scale([least, most], [6, width - 6]);
  const within = (value) => Math.max(least, Math.min(most, value));
  const high = size * 2.7;
  const rows = [
    ...published.map(({ label, estimate, low, high }) => ({ label, effect: estimate, from: low, to: high })),
    ...[all, ...thirds].map((effect, i) => ({ label: words.groups[i], effect, here: true }))];
  const top = size * 0.6;
  const bottom = top + rows.length * high + 6;
  const estimates = published.map(({ estimate }) => estimate);
  const [bandFrom, bandTo] = [Math.min(...estimates), Math.max(...estimates)];
  parts.push(svg("rect", { x: x(bandFrom), y: top, width: x(bandTo) - x(bandFrom), height: bottom - top, fill: COLOUR.success, opacity: 0.13 }));
  for (const tick of [-0.2, 0, 0.2, 0.4, 0.6, 0.8]) {
    parts.push(svg("line", { x1: x(tick), x2: x(tick), y1: top, y2: bottom, stroke: tick ? COLOUR.grid : COLOUR.ghost, "stroke-width": 1.5 }));
    text(tick ? signed(tick).slice(0, -1) : "0", x(tick), bottom + size * 1.2, { anchor: tick === least ? "start" : tick === most ? "end" : "middle" });
  }
  rows.forEach(({ label, effect, from, to, here }, i) => {
    const down = top + i * high + size * 2;
    const colour = here ? (beyond ? COLOUR.failure : COLOUR.ink) : COLOUR.success;
    text(`${label}: ${signed(effect)}`, x(0) + 8, top + i * high + size * 1.05, { fill: colour, weight: here && i === published.length ? 700 : 500 });
    if (from != null) parts.push(svg("line", { x1: x(from), x2: x(to), y1: down, y2: down, stroke: colour, "stroke-width": 3 }));
    if (here && effect !== within(effect)) parts.push(svg("path", { d: `M${x(within(effect)) - 10} ${down - 7}l10 7l-10 7`, fill: "none", stroke: colour, "stroke-width": 3 }));
    else parts.push(svg("path", { d: here ? `M${x(effect) - 7} ${down}l7 -7l7 7l-7 7Z` : outcomePath(true, x(effect), down, 10), fill: colour }));
  });
  on.picture.setAttribute("aria-label", rows.map(({ label, effect }) => `${label}: ${signed(effect)}.`).join(" "));
  finish(bottom + size * 1.7);
}

/** The gain in June, had the story been told first in another month; the month that is chosen is marked. */
function drawLater(on, { gains, start, dose, words }) {
  const { width, size, parts, text, finish } = begin(on);
  const left = size * 3;
  const right = width - size;
  const [top, bottom] = [size * 1.4, 230];
  const values = gains.flat();
  const most = Math.max(0.2, Math.ceil(Math.max(...values) * 5) / 5);
  const least = Math.min(0, Math.floor(Math.min(...values) * 5) / 5);
  const x = scale([0, MONTHS - 1], [left + 6, right - 6]);
  const y = scale([least, most], [bottom, top]);
  for (const tick of [least, 0, most].filter((value, i, all) => all.indexOf(value) === i)) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: tick ? COLOUR.grid : COLOUR.ghost, "stroke-width": 1.5 }));
    text(tick ? signed(tick).slice(0, -1) : "0", left - 6, y(tick) + 5, { anchor: "end" });
  }
  parts.push(svg("line", { x1: x(start), x2: x(start), y1: top, y2: bottom, stroke: COLOUR.ghost, "stroke-dasharray": "2 5" }));
  const lines = [[gains.map(([mean]) => mean), COLOUR.ink, 0], [gains.map(([, third]) => third), COLOUR.success, 1]];
  for (const [row, colour, group] of lines) {
    parts.push(svg("path", { d: line(row, x, y), fill: "none", stroke: colour, "stroke-width": 3 }));
    row.forEach((value, month) => parts.push(svg("circle", { cx: x(month), cy: y(value), r: month === start ? 7 : 4, fill: colour })));
    if (dose) text(words.groups_short[group], x(0) + 12, group ? y(row[0]) : bottom - size * 0.5, { fill: colour, weight: 700 });
  }
  text(words.months[0], left, bottom + size * 1.4);
  text(words.months[MONTHS - 1], right, bottom + size * 1.4, { anchor: "end" });
  on.picture.setAttribute("aria-label", words.months.map((month, i) => fill(words.later_said, { month, all: signed(gains[i][0]), low: signed(gains[i][1]) })).join(" "));
  finish(bottom + size * 2);
}
