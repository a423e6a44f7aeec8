import { COLOUR, FULL_SCALE, choice, fill, freshId, html, outcomePath, percent, svg } from "./drawing.js";
import { explorable } from "./explorable.js";
import { ground, level } from "./sweep.js";

const MONTHS = 10; // from September to June
const STEPS = 7; // of learning, the height of the chart
const THIRDS = 3;

const round = (x, y, r) => `M${x - r} ${y}a${r} ${r} 0 1 0 ${2 * r} 0a${r} ${r} 0 1 0 ${-2 * r} 0Z`;
const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;

/** How each way of going on is marked. */
const MARKS = {
  tries: { path: (x, y, r) => round(x, y, r), look: { fill: COLOUR.success } },
  gave_up: { path: (x, y, r) => outcomePath(false, x, y, 2 * r), look: { fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 } },
  coasts: { path: (x, y, r) => `M${x} ${y - r - 1}L${x + r + 1} ${y + r}H${x - r - 1}Z`, look: { fill: "#fff", stroke: COLOUR.effort, "stroke-width": 2.5 } },
  fitted: { path: (x, y, r) => round(x, y, r - 1), look: { fill: "none", stroke: COLOUR.ghost, "stroke-width": 2 } },
  means: { path: (x, y, r) => `M${x - r - 2} ${y}h${2 * r + 4}`, look: { stroke: COLOUR.ink, "stroke-width": 4 } },
};

export default {
  render({ model, el }) {
    const { learning, gone, coasts } = model.get("sides");
    const steps = learning / FULL_SCALE;
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const compared = html("p", { class: "vc-said vc-reserved", hidden: true });
    let api;
    let retakes;

    /** What one packed value says of a pupil: steps learned, and how it tries. */
    const read = (value) => ({ learned: (value % gone) * steps, how: value >= coasts ? "coasts" : value >= gone ? "gave_up" : "tries" });
    const at = (rows, moment) => rows.map((row) => read(row[moment - 1]));

    const view = {
      charts: [chart], file: "one-pace",
      build(given) {
        api = given;
        const { words, put } = api;
        retakes = choice({
          label: words.retakes, name: "retakes", value: String(model.get("retakes")), options: [["false", words.off], ["true", words.on]],
          onchange: (value) => put({ retakes: value === "true" }, { seen: ["retakes", Number(value === "true")] }),
        });
        const key = html("ul", { class: "vc-key" }, ...Object.entries(MARKS).map(([name, { path, look }]) =>
          html("li", {}, svg("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, svg("path", { d: path(9, 9, 6), ...look })), words.marks[name])));
        return { stage: [chart, key, html("p", { class: "vc-hint" }, words.a_step), compared], after: [retakes.root] };
      },
      put: (now) => retakes.set(now.retakes),
      ahead: () => ["retakes"],
      says({ shown: { rows }, moment }) {
        const { words } = api;
        const pupils = at(rows.one, moment);
        const count = (how) => pupils.filter((pupil) => pupil.how === how).length;
        return [
          fill(words.at_moment, { month: words.months[moment - 1], gone: count("gave_up"), bored: count("coasts"), pupils: pupils.length }),
          words.subline_now];
      },
      draw({ shown, moment, guess }, summary) {
        const { words } = api;
        picture.setAttribute("aria-label", summary);
        drawClass({ chart, picture, efforts: shown.rows.effort.map((row) => row[moment - 1]), one: at(shown.rows.one, moment), fitted: at(shown.rows.fitted, moment), words });
        compared.hidden = guess === null;
        if (guess !== null) {
          const said = { guess: words[`pays_${guess}`], ending: words[`pays_${shown.outcome}`] };
          compared.textContent = fill(moment < MONTHS ? words.you_said : guess === shown.outcome ? words.you_were_right : words.you_were_not, said);
        }
      },
      tabular({ shown: { rows }, moment }) {
        const { words } = api;
        const [one, fitted] = [at(rows.one, moment), at(rows.fitted, moment)];
        const cells = ({ learned, how }) => [learned.toFixed(2), words.marks[how]];
        return [words.columns, one.map((pupil, i) => [
          String(i + 1), (rows.start[i][0] * (8 / FULL_SCALE) - 4).toFixed(2), ...cells(pupil), percent(rows.effort[i][moment - 1]), ...cells(fitted[i])])];
      },
    };
    return explorable({ model, el, moments: MONTHS, view });
  },
};

/** Pupils from the lowest start to the highest: what each has learned, and would have learned with fitted tasks. */
function drawClass({ chart, picture, efforts, one, fitted, words }) {
  const on = ground(chart, { left: 1.6 });
  const { left, right, size, text, narrow, parts } = on;
  const line = size + 5;
  const top = 6.2 * line;
  const height = 300;
  const share = (right - left) / one.length;
  const x = (i) => left + (i + 0.5) * share;
  const each = one.length / THIRDS;
  text(words.axis_up, 0, size, { fill: COLOUR.ink, weight: 700 });
  words.groups.forEach((name, third) => {
    const from = left + third * each * share;
    if (third % 2 === 0) parts.push(svg("rect", { x: from, y: 1.5 * line, width: each * share, height: top + height - 1.5 * line, fill: "#F4F6F8" }));
  });
  const y = level(on, { top, height, full: STEPS, ticks: [0, 2, 4, 6].map((step) => [step, String(step)]) });
  const r = Math.min(7, share / 2 - 1);
  const paths = { fitted: "" };
  const ways = one.map(({ learned, how }, i) => {
    paths[how] = (paths[how] ?? "") + MARKS[how].path(x(i), y(learned), r);
    paths.fitted += MARKS.fitted.path(x(i), y(fitted[i].learned), r);
    return `M${x(i)} ${y(fitted[i].learned)}V${y(learned)}`;
  });
  parts.push(svg("path", { d: ways.join(""), stroke: COLOUR.ghost, "stroke-width": 1.5, opacity: 0.7 }));
  for (const [how, d] of Object.entries(paths)) parts.push(svg("path", { d, ...MARKS[how].look }));
  words.groups.forEach((name, third) => {
    const [mine, theirs] = [one, fitted].map((pupils) => pupils.slice(third * each, (third + 1) * each));
    const [learned, could] = [mine, theirs].map((pupils) => mean(pupils.map((pupil) => pupil.learned)));
    const [from, to] = [left + third * each * share + 4, left + (third + 1) * each * share - 4];
    for (const [value, look] of [[could, { stroke: COLOUR.ghost, "stroke-width": 3, "stroke-dasharray": "7 5" }], [learned, MARKS.means.look]]) {
      parts.push(svg("line", { x1: from, x2: to, y1: y(value), y2: y(value), ...look }));
    }
    const change = learned - could;
    const signed = `${change < 0 ? "−" : "+"}${Math.abs(change).toFixed(1)}`;
    const quit = mine.filter(({ how }) => how === "gave_up").length;
    [
      [narrow ? words.groups_short[third] : name, COLOUR.ink], [fill(words.change, { n: signed }), COLOUR.ink],
      [fill(words.effort, { share: percent(mean(efforts.slice(third * each, (third + 1) * each))) }), COLOUR.effort],
      [fill(narrow ? words.gave_up_short : words.gave_up, { n: quit, of: mine.length }), quit ? COLOUR.failure : COLOUR.second],
    ].forEach(([said, colour], row) => text(said, from + 4, (2.5 + row) * line, { fill: colour, weight: row < 3 ? 700 : 500 }));
  });
  text(words.axis_across[0], left, top + height + line);
  text(words.axis_across[1], right, top + height + line, { anchor: "end" });
  on.finish(picture, top + height + line + 8);
}
