import { COLOUR, FULL_SCALE, choice, fill, freshId, html, percent, scale, svg } from "./drawing.js";
import { dragged, explorable } from "./explorable.js";
import { along, ground, level } from "./sweep.js";

const MONTHS = 10; // from September to June
const STEPS = 7; // of learning, the height of the chart

export default {
  render({ model, el }) {
    const targets = model.get("targets");
    const steps = model.get("full_learning") / FULL_SCALE;
    const picture = svg("g", { role: "img" });
    // The ring stays the same element while it moves: a finger is lost when what it touches is taken away.
    const ring = svg("g", { class: "vc-chosen" }, svg("circle", { r: 22, fill: "transparent" }),
      svg("circle", { r: 10, fill: "#fff", stroke: COLOUR.ink, "stroke-width": 4 }));
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture, ring);
    const off = html("p", { class: "vc-said vc-reserved", hidden: true });
    const years = [0, 1, 2].map(() => ({ title: html("h4", { class: "vc-part" }), told: html("div", { class: "vc-diary" }) }));
    let api;
    let retakes;
    let tellRing = () => {};

    const view = {
      charts: [chart], file: "just-right-challenge",
      build(given) {
        api = given;
        const { words, free, put } = api;
        retakes = choice({
          label: words.retakes, name: "retakes", value: String(model.get("retakes")), options: [["false", words.off], ["true", words.on]],
          onchange: (value) => put({ retakes: value === "true" }, { seen: ["retakes", Number(value === "true")] }),
        });
        if (free) {
          ring.classList.add("vc-dragged");
          tellRing = dragged(ring, {
            api, name: "target_success", label: words.ring, every: () => Number(chart.dataset.step),
            shown: (target) => fill(words.aims, { target: percent(target * FULL_SCALE) }),
          });
        }
        return {
          stage: [chart, html("p", { class: "vc-hint" }, words.a_step), off], after: [retakes.root],
          below: [html("div", { class: "vc-triple" }, ...years.map(({ title, told }) => html("div", {}, title, told)))],
        };
      },
      put: (now) => retakes.set(now.retakes),
      ahead: () => ["retakes", "target_success"],
      rested() {
        const { words, now } = api;
        const [hard, easy] = model.get("ends");
        const titles = [[words.year_hard, hard], [words.year_chosen, now.target_success], [words.year_easy, easy]];
        years.forEach(({ title, told }, i) => {
          title.textContent = fill(titles[i][0], { target: percent(titles[i][1] * FULL_SCALE) });
          told.replaceChildren(html("ol", {}, ...model.get("diaries")[i].map((sentence) => html("li", {}, sentence))));
        });
      },
      says({ shown: { rows }, moment }) {
        const { words } = api;
        const learned = rows.learned.map((row) => row[moment - 1]);
        const top = learned.indexOf(Math.max(...learned));
        return [fill(words.at_moment, { month: words.months[moment - 1], solved: percent(rows.solved[top][moment - 1]) }), words.subline_now];
      },
      draw({ shown, moment, guess }, summary) {
        const { words } = api;
        picture.setAttribute("aria-label", summary);
        drawChallenge({ chart, picture, ring, shown, moment, guess, words, targets, steps, theory: model.get("theory") });
        tellRing();
        off.hidden = guess === null;
        if (guess !== null) off.textContent = moment < MONTHS ? "" : sayOff(guess, shown, words);
      },
      tabular({ shown: { rows }, moment }) {
        const { columns } = api.words;
        const at = (row) => row[moment - 1];
        const learned = (row) => (at(row) * steps).toFixed(2);
        const body = targets.map((target, i) => [
          percent(target * FULL_SCALE), percent(at(rows.solved[i])), ...["low", "learned", "high"].map((name) => learned(rows[name][i])),
          ...["effort", "gave_up", "coasting", "null_solved"].map((name) => percent(at(rows[name][i]))), learned(rows.null_learned[i])]);
        return [columns, body];
      },
    };
    return explorable({ model, el, moments: MONTHS, view });
  },
};

function sayOff(guess, { outcome }, words) {
  const off = guess - outcome;
  return fill(off > 0 ? words.off_high : off < 0 ? words.off_low : words.off_none, { n: Math.abs(off), outcome, guess });
}

/** What is learned at each challenge against the share found to be solved there, and under it how hard pupils try. */
function drawChallenge({ chart, picture, ring, shown, moment, guess, words, targets, steps, theory }) {
  const on = ground(chart, { left: 4.9 });
  const { left, right, size, text, upright, narrow, parts } = on;
  const { rows } = shown;
  const at = (name) => rows[name].map((row) => row[moment - 1]);
  const x = scale([0, FULL_SCALE], [left, right]);
  const foundAt = at("solved").map(x);
  const line = size + 4;
  const top = 3.6 * line;
  const height = 300;

  // What is learned
  text(words.axis_up, 0, size, { fill: COLOUR.ink, weight: 700 });
  const y = level(on, { top, height, full: STEPS / steps, ticks: [0, 2, 4, 6].map((step) => [step / steps, String(step)]) });
  const learned = at("learned");
  const peak = learned.indexOf(Math.max(...learned));
  const theoryAt = x(theory * FULL_SCALE);
  upright(theoryAt, top - 0.7 * line, top + height, { stroke: COLOUR.second, "stroke-width": 1.5, "stroke-dasharray": "2 5" });
  along(on, { xs: at("null_solved").map(x), values: at("null_learned"), y, colour: COLOUR.ghost, dash: "7 5" });
  along(on, { xs: foundAt, values: learned, low: at("low"), high: at("high"), y, colour: COLOUR.success, wide: true });
  parts.push(svg("path", { d: foundAt.map((across, i) => `M${across - 4} ${y(learned[i])}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0`).join(""), fill: COLOUR.success }));
  text(words.theory, theoryAt, top - 0.7 * line - 8, { anchor: "middle" });
  text(words.null, left + 6, y(5.3 / steps));
  upright(foundAt[peak], y(6.2 / steps), top + height, { stroke: COLOUR.success, "stroke-width": 1.5 });
  text(fill(narrow ? words.most_short : words.most, { solved: percent(at("solved")[peak]) }), foundAt[peak], y(6.2 / steps) - 6, { anchor: "end", fill: COLOUR.success, weight: 700 });
  if (guess !== null) {
    const guessAt = x(guess * (FULL_SCALE / 100));
    upright(guessAt, top + 0.5 * line, top + height, { stroke: COLOUR.effort, "stroke-width": 4, "stroke-dasharray": "1 8", "stroke-linecap": "round" });
    text(fill(words.you, { guess }), guessAt, top + 0.5 * line - 8, { anchor: guess < 12 ? "start" : guess > 88 ? "end" : "middle", fill: COLOUR.effort, weight: 700 });
  }

  // What was aimed at, where it was found; then the shares found
  let down = top + height + line;
  text(words.aimed, left - 10, down, { anchor: "end" });
  const every = narrow ? 6 : 3;
  targets.forEach((target, i) => {
    upright(foundAt[i], top + height, top + height + 5, { stroke: COLOUR.second, "stroke-width": 1.5 });
    if (i % every === every - 1 || i === 0 && !narrow) text(percent(target * FULL_SCALE), foundAt[i], down, { anchor: "middle" });
  });

  // How hard they try
  const effortTop = down + 2 * line;
  const effortHeight = 90;
  text(words.effort, left, effortTop - 10, { fill: COLOUR.effort, weight: 700 });
  const effortY = level(on, { top: effortTop, height: effortHeight, ticks: [[FULL_SCALE, words.full], [0, words.none]] });
  along(on, { xs: foundAt, values: at("effort"), y: effortY, colour: COLOUR.effort, wide: true, filled: true });
  const [gone] = at("gave_up");
  const bored = at("coasting").at(-1);
  text(fill(words.beaten, { gone: percent(gone) }), foundAt[0] + 8, effortTop + line, { fill: COLOUR.failure, weight: 700 });
  text(fill(words.bored, { bored: percent(bored) }), right, effortTop + (narrow ? 2.2 : 1) * line, { anchor: "end", fill: COLOUR.second, weight: 700 });
  down = effortTop + effortHeight + line + 2;
  for (const share of [0, 0.25, 0.5, 0.75, 1]) {
    text(percent(share * FULL_SCALE), x(share * FULL_SCALE), down, { anchor: share === 0 ? "start" : share === 1 ? "end" : "middle", fill: COLOUR.ink });
  }
  text(words.axis_across, right, down + line + 2, { anchor: "end", fill: COLOUR.ink, weight: 700 });

  // The teacher's choice
  const { chosen } = shown;
  const aim = fill(words.aim, { target: percent(targets[chosen] * FULL_SCALE) });
  const fits = foundAt[chosen] + 18 + aim.length * size * 0.62 < right;
  ring.setAttribute("transform", `translate(${foundAt[chosen]} ${y(learned[chosen])})`);
  chart.dataset.step = (foundAt.at(-1) - foundAt[0]) / (targets.length - 1);
  text(aim, foundAt[chosen] + (fits ? 18 : -18), y(learned[chosen]) + 24, { anchor: fits ? "start" : "end", fill: COLOUR.ink, weight: 700 });
  on.finish(picture, down + line + 10);
}
