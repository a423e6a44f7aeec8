import { CAUSES, COLOUR, FULL_SCALE, causePath, fill, freshId, html, line, percent, svg } from "./drawing.js";
import { explorable } from "./explorable.js";
import {
  ATTEMPTS, NARROW, causeIn, causeSigns, diaryOf, outcomeSigns, panel, share, sign, solvedIn, strip, tabulated, yearOn,
} from "./year.js";

const MONTHS = 10; // from September to June
const MONTH = ATTEMPTS / MONTHS; // attempts a month
const BOTH = ["", "other_"]; // what stands before the rows of the first pupil, and of the second
const COLOURS = [COLOUR.ink, COLOUR.ghost];

const mean = (values) => values.reduce((sum, each) => sum + each, 0) / values.length;
const outcomeOf = (outcome) => (solvedIn(outcome) ? "success" : "miss");
const namesIn = ({ name, other }) => [name, other];

export default {
  render({ model, el }) {
    const [attempts, lines, reasons] = [image(), image(), image()];
    const bubbles = BOTH.map((prefix) => bubble(prefix));
    const says = html("h4", { class: "vc-part" });
    const putDown = html("h4", { class: "vc-part" });
    const off = html("p", { class: "vc-off" });
    const years = BOTH.map(() => ({ title: html("h4", { class: "vc-part" }), told: html("div", { class: "vc-diary" }) }));
    let api;

    /** Levers go by the names of the pupils, which another pair changes. */
    const nameLevers = (names) => {
      for (const [lever, { label }] of Object.entries(model.get("words").two_stories_levers)) {
        api.sliders[lever].root.querySelector("label").textContent = fill(label, names);
      }
    };

    const view = {
      charts: [attempts.chart, lines.chart, reasons.chart], file: "two-stories",
      build(given) {
        api = given;
        nameLevers(model.get("facts"));
        return {
          stage: [
            attempts.chart, html("ul", { class: "vc-key" }, ...causeSigns(api.common)),
            says, html("div", { class: "vc-pair" }, ...bubbles.map(({ root }) => root)),
            lines.chart, off],
          below: [
            putDown, reasons.chart,
            html("div", { class: "vc-pair" }, ...years.map(({ title, told }) => html("div", {}, title, told)))],
        };
      },
      ahead: () => api.specs.map((spec) => spec.name),
      rested() {
        const names = namesIn(model.get("facts"));
        years.forEach(({ title, told }, i) => {
          title.textContent = fill(api.words.year_of, { name: names[i] });
          diaryOf(told, model.get("diaries")[i]);
        });
      },
      says({ shown, moment }) {
        const { words, common } = api;
        const t = moment - 1;
        const [solved, otherSolved] = BOTH.map((prefix) => solvedIn(shown.rows[`${prefix}outcome`][0][t]));
        const happened = solved === otherSolved ? words.at_moment_both[solved] : words.at_moment;
        const [effort, otherEffort] = BOTH.map((prefix) => percent(shown.rows[`${prefix}effort`][0][t]));
        return [
          fill(happened, { ...shown, t: moment, outcome: common.outcomes[solved], other_outcome: common.outcomes[otherSolved] }),
          fill(words.subline_now, { ...shown, effort, other_effort: otherEffort })];
      },
      draw({ shown, moment, guess }, summary) {
        const { words, common } = api;
        nameLevers(shown);
        attempts.picture.setAttribute("aria-label", fill(words.strip, shown));
        lines.picture.setAttribute("aria-label", summary);
        drawAttempts(attempts, shown, moment);
        drawLines(lines, shown, moment, guess, words);
        says.replaceChildren(fill(words.says, { t: moment }), html("span", { class: "vc-hint" }, words.says_hint));
        bubbles.forEach(({ tell }, i) => tell({ name: namesIn(shown)[i], outcome: shown.rows[`${BOTH[i]}outcome`][0][moment - 1], moment, words, common }));
        putDown.textContent = fill(words.put_down, { t: moment });
        drawReasons(reasons, shown, moment, words);
        off.hidden = guess === null;
        off.textContent = guess !== null && moment === ATTEMPTS ? sayOff(guess, shown, words) : "";
      },
      tabular({ shown, moment }) {
        const { words: { columns: titles, causes_short: causes }, common } = api;
        return tabulated([[titles.attempt, (i) => i + 1], ...BOTH.flatMap((prefix, pupil) => {
          const name = namesIn(shown)[pupil];
          const row = (of) => shown.rows[prefix + of];
          const title = (of, cause) => fill(titles[of], { name, cause });
          return [
            [title("outcome"), (i) => (solvedIn(row("outcome")[0][i]) ? common.solved : common.missed)],
            [title("cause"), (i) => common.causes[causeIn(row("outcome")[0][i])]],
            share(title("chance"), row("p_success")), share(title("expected"), row("expected")), share(title("effort"), row("effort")),
            ...CAUSES.map((cause, c) => share(title("weight", causes[cause]), [row("story")[c]])),
          ];
        })], moment);
      },
    };
    return explorable({ model, el, moments: ATTEMPTS, view });
  },
};

function image() {
  const picture = svg("g", { role: "img" });
  return { picture, chart: svg("svg", { class: "vc-chart", id: freshId("chart") }, picture) };
}

/** What a pupil says about one attempt; the words are chosen by its number, the same on every machine. */
function bubble(prefix) {
  const signs = html("ul", { class: "vc-key" });
  const said = html("p");
  return {
    root: html("div", { class: `vc-bubble ${prefix && "vc-other"}` }, signs, said),
    tell({ name, outcome, moment, words, common }) {
      const cause = causeIn(outcome);
      const sayings = words.sayings[`${outcomeOf(outcome)}_${cause}`];
      signs.replaceChildren(html("li", {}, name), outcomeSigns(common)[1 - solvedIn(outcome)],
        sign({ d: causePath(cause, 9, 9, 14), fill: COLOUR[cause] }, words.causes_short[cause]));
      said.textContent = fill(words.quoted, { said: sayings[moment % sayings.length] });
    },
  };
}

function drawAttempts({ chart, picture }, shown, moment) {
  const year = yearOn(chart, { moment });
  const bottom = strip(year, {
    top: 6,
    rows: namesIn(shown).map((name, i) => ({ outcomes: shown.rows[`${BOTH[i]}outcome`][0], label: name, short: name[0], colour: COLOURS[i] })),
  });
  year.finish(picture, bottom);
}

/** The chances and the effort of both, and the curve that was predicted of the first pupil's effort. */
function drawLines({ chart, picture }, shown, moment, guess, words) {
  const year = yearOn(chart, { moment });
  const { narrow, left, right, text } = year;
  const { rows, name, other } = shown;
  const chanceTop = narrow ? 92 : 14;
  const chanceHeight = narrow ? 150 : 170;
  panel(year, rows, {
    top: chanceTop, height: chanceHeight, ticks: [[FULL_SCALE, "100%"], [FULL_SCALE / 2, "50%"], [0, "0%"]],
    lines: [
      { name: "other_p_success", colour: COLOUR.ghost, dash: "7 5", label: fill(words.chance, { name: other }) },
      { name: "other_expected", colour: COLOUR.ghost, dash: "2 4", label: fill(words.expected, { name: other }) },
      { name: "p_success", colour: COLOUR.ink, wide: true, label: fill(words.chance, { name }) },
      { name: "expected", colour: COLOUR.belief, wide: true, label: fill(words.expected, { name }) },
    ],
  });
  const effortTop = chanceTop + chanceHeight + (narrow ? 72 : 40);
  const effortHeight = 130;
  const y = panel(year, rows, {
    top: effortTop, height: effortHeight, ticks: [[FULL_SCALE, words.full], [0, words.none]],
    lines: [
      { name: "other_effort", colour: COLOUR.ghost, dash: "7 5", label: fill(words.effort, { name: other }) },
      { name: "effort", colour: COLOUR.effort, wide: true, filled: true, label: fill(words.effort, { name }) },
    ],
  });
  if (guess !== null) drawGuess(year, guess, y, words);
  const end = effortTop + effortHeight + 28;
  text(words.september, left, end);
  text(fill(words.june, { attempts: ATTEMPTS }), right, end, { anchor: "end" });
  year.finish(picture, end);
}

function drawGuess({ parts, x }, guess, y, words) {
  const at = (month) => x((month + 0.5) * MONTH - 0.5);
  const heights = guess.map((value) => (value * FULL_SCALE) / 100);
  parts.push(
    svg("path", { d: line(heights, at, y), fill: "none", stroke: COLOUR.effort, "stroke-width": 4, "stroke-dasharray": "1 8", "stroke-linecap": "round" }),
    svg("text", { x: at(1), y: y(heights[1]) - 10, "text-anchor": "middle", fill: COLOUR.effort, "font-weight": 700, class: "vc-halo" }, words.you));
}

/** How far the drawn curve lay from the first pupil's effort, month by month, and on which side. */
function sayOff(guess, { rows: { effort: [effort] }, name }, words) {
  const differences = guess.map((value, month) => value - (100 * mean(effort.subarray(month * MONTH, (month + 1) * MONTH))) / FULL_SCALE);
  const n = Math.round(mean(differences.map(Math.abs)));
  const side = mean(differences);
  const ending = n === 0 ? "none" : Math.abs(side) < n / 2 ? "mixed" : side > 0 ? "high" : "low";
  return fill(words[`off_${ending}`], { n, name });
}

/** For each pupil, what a miss and what a success are put down to on average: a bar of the five causes each. */
function drawReasons({ chart, picture }, shown, moment, words) {
  const width = chart.clientWidth;
  const narrow = width < NARROW;
  const size = width >= 1000 ? 18 : 15;
  const block = { width: narrow ? width : (width - 40) / 2, height: 172 };
  const parts = [];
  const said = [];
  const text = (of, at, down, attributes) => parts.push(svg("text", { x: at, y: down, ...attributes }, of));
  namesIn(shown).forEach((name, pupil) => {
    const left = narrow ? 0 : pupil * (block.width + 40);
    const top = narrow ? pupil * (block.height + 14) : 0;
    const outcomes = Array.from(shown.rows[`${BOTH[pupil]}outcome`][0].subarray(0, moment));
    text(name, left, top + 18, { fill: COLOURS[pupil], "font-weight": 700 });
    ["miss", "success"].forEach((kind, bar) => {
      const when = outcomes.flatMap((outcome, i) => (outcomeOf(outcome) === kind ? [i] : []));
      const down = top + 48 + bar * 66;
      const after = fill(words.after[kind], { n: when.length });
      text(after, left, down - 6, { fill: COLOUR.second });
      if (!when.length) {
        const none = kind === "miss" ? words.no_miss : words.no_success;
        parts.push(svg("rect", { x: left + 1, y: down + 1, width: block.width - 2, height: 32, fill: "#fff", stroke: COLOUR.ghost, "stroke-dasharray": "4 4" }));
        text(none, left + 12, down + 22, { fill: COLOUR.second });
        said.push(fill(words.put_down_said, { name, after, causes: none }));
        return;
      }
      const weights = shown.rows[`${BOTH[pupil]}story`].map((row) => mean(when.map((i) => row[i])));
      let x = left;
      weights.forEach((weight, c) => {
        const wide = (weight / FULL_SCALE) * block.width;
        parts.push(...segment({ cause: CAUSES[c], x, y: down, wide, size, labels: [`${words.causes_short[CAUSES[c]]} ${percent(weight)}`, percent(weight)] }));
        x += wide;
      });
      const causes = weights.map((weight, c) => `${words.causes_short[CAUSES[c]]} ${percent(weight)}`).join(", ");
      said.push(fill(words.put_down_said, { name, after, causes }));
    });
  });
  const height = narrow ? 2 * block.height + 14 : block.height;
  chart.style.fontSize = `${size}px`;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.setAttribute("height", height);
  picture.setAttribute("aria-label", said.join(" "));
  picture.replaceChildren(...parts);
}

/** One cause's part of a bar, with its glyph and the longest of the labels that it has room for. */
function segment({ cause, x, y, wide, size, labels }) {
  const label = labels.find((each) => 34 + (each.length + 0.5) * size * 0.7 <= wide);
  return [
    svg("rect", { x: x + 1, y, width: Math.max(wide - 2, 0), height: 34, fill: COLOUR[cause] }),
    wide >= 22 && svg("path", { d: causePath(cause, x + (label ? 16 : wide / 2), y + 17, 13), fill: "#fff" }),
    label && svg("text", { x: x + 28, y: y + 23, fill: "#fff", "font-weight": 700 }, label),
  ].filter(Boolean);
}
