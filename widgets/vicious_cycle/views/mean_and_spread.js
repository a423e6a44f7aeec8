import { COLOUR, FULL_SCALE, choice, fill, freshId, html, percent, scale, svg } from "./drawing.js";
import { explorable } from "./explorable.js";
import { along, ground, level } from "./sweep.js";

const MONTHS = 10; // from September to June
const STEPS = 5; // of learning, the height of its chart

export default {
  render({ model, el }) {
    const positions = model.get("positions");
    const steps = model.get("full_learning") / FULL_SCALE;
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const compared = html("p", { class: "vc-said vc-reserved", hidden: true });
    let api;
    const choices = {};

    const view = {
      charts: [chart], file: "mean-and-spread",
      build(given) {
        api = given;
        const { words, put } = api;
        for (const [name, options] of [["along", words.alongs], ["grading", words.gradings]]) {
          choices[name] = choice({
            label: words[name], name, value: model.get(name), options: Object.entries(options),
            onchange: (value) => put({ [name]: value }, { seen: [name, Object.keys(options).indexOf(value)] }),
          });
        }
        return { stage: [chart, html("p", { class: "vc-hint" }, words.a_step), compared], before: [choices.along.root], after: [choices.grading.root] };
      },
      put: (now) => Object.entries(choices).forEach(([name, each]) => each.set(now[name])),
      ahead: (now) => ["along", "grading", now.along],
      says({ shown, moment, now }) {
        const { words } = api;
        const [mean, without] = [shown.here, 0].map((place) => percent(shown.rows.chance[place][moment - 1]));
        const places = { month: words.months[moment - 1], mean, without, position: percent(positions[shown.here] * FULL_SCALE) };
        return [fill(words[`at_moment_${now.along}`], places), words.subline_now];
      },
      draw({ shown, moment, now, guess }, summary) {
        const { words } = api;
        picture.setAttribute("aria-label", summary);
        drawRange({ chart, picture, shown, moment, lever: now.along, words, positions, steps });
        compared.hidden = guess === null;
        if (guess !== null) {
          const said = { guess: words[`ending_${guess}`], ending: words[`ending_${shown.outcome}`] };
          compared.textContent = fill(moment < MONTHS ? words.you_said : guess === shown.outcome ? words.you_were_right : words.you_were_not, said);
        }
      },
      tabular({ shown: { rows }, moment, now }) {
        const { words } = api;
        const at = (name, i) => rows[name][i][moment - 1];
        const columns = [words.alongs[now.along], ...words.columns];
        return [columns, positions.map((position, i) => [
          percent(position * FULL_SCALE), ...["low", "chance", "high"].map((name) => percent(at(name, i))),
          ...["learned_low", "learned", "learned_high"].map((name) => (at(name, i) * steps).toFixed(2)),
          ...["gave_up", "hopeful", "helpless"].map((name) => percent(at(name, i))),
          ...["hopeful_learned", "helpless_learned"].map((name) => (at(name, i) * steps).toFixed(2))])];
      },
    };
    return explorable({ model, el, moments: MONTHS, view });
  },
};

/** Chance, learning and giving up along the lever, with the present room marked on all three. */
function drawRange({ chart, picture, shown, moment, lever, words, positions, steps }) {
  const narrow = chart.clientWidth < 620;
  const size = chart.clientWidth >= 1000 ? 18 : 15;
  const on = ground(chart, { left: 3.6, right: narrow ? 12 : size * 12.6 });
  const { left, right, text, upright, parts } = on;
  const { rows, here } = shown;
  const at = (name) => rows[name].map((row) => row[moment - 1]);
  const x = scale([0, 1], [left, right]);
  const xs = positions.map(x);
  const line = size + 5;
  const side = ["hopeful", "helpless"];
  const looks = { hopeful: "7 5", helpless: "2 4" };
  const panel = ({ title, top, height, full, ticks, own, low, high, others, label }) => {
    text(title, 0, top - line * 0.9, { fill: COLOUR.ink, weight: 700 });
    const y = level(on, { top, height, full, ticks });
    for (const name of others) along(on, { xs, values: at(name), y, colour: COLOUR.ghost, dash: looks[name.split("_")[0]] });
    along(on, { xs, values: at(own), low: at(low), high: at(high), y, colour: COLOUR.success, wide: true });
    const ends = [[label, own, COLOUR.success], ...others.map((name) => [words.others[name.split("_")[0]], name, COLOUR.second])]
      .map(([said, name, colour]) => ({ said, colour, at: y(at(name).at(-1)) })).sort((a, b) => a.at - b.at);
    if (!narrow) {
      for (let i = 1; i < ends.length; i += 1) ends[i].at = Math.max(ends[i].at, ends[i - 1].at + line);
      ends.forEach(({ said, colour, at: down }) => text(said, right + 10, down + 5, { fill: colour, weight: 700 }));
    }
    return y;
  };

  const top = narrow ? 5.6 * line : 2.2 * line;
  if (narrow) {
    [[words.own, COLOUR.success, ""], ...side.map((name) => [words.others[name], COLOUR.ghost, looks[name]])].forEach(([said, colour, dash], i) => {
      const down = (i + 1) * line;
      parts.push(svg("line", { x1: 0, x2: 28, y1: down - 5, y2: down - 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash }));
      text(said, 36, down, { fill: colour === COLOUR.ghost ? COLOUR.second : colour, weight: 700 });
    });
  }
  const chanceHeight = 200;
  const chanceY = panel({
    title: words.chance, top, height: chanceHeight, full: FULL_SCALE, ticks: [0, 0.5, 1].map((share) => [share * FULL_SCALE, percent(share * FULL_SCALE)]),
    own: "chance", low: "low", high: "high", others: side, label: words.own,
  });
  const learnedTop = top + chanceHeight + 2.6 * line;
  const learnedHeight = 150;
  const learnedY = panel({
    title: words.learned, top: learnedTop, height: learnedHeight, full: STEPS / steps, ticks: [0, 2, 4].map((step) => [step / steps, String(step)]),
    own: "learned", low: "learned_low", high: "learned_high", others: side.map((name) => `${name}_learned`), label: words.own,
  });
  const goneTop = learnedTop + learnedHeight + 2.4 * line;
  const goneHeight = 60;
  text(words.gone, 0, goneTop - line * 0.7, { fill: COLOUR.failure, weight: 700 });
  const goneY = level(on, { top: goneTop, height: goneHeight, ticks: [[FULL_SCALE, "100%"], [0, "0%"]] });
  along(on, { xs, values: at("gave_up"), y: goneY, colour: COLOUR.failure, filled: true });
  const bottom = goneTop + goneHeight;

  // The present room
  for (const [y, name, from, height] of [[chanceY, "chance", top, chanceHeight], [learnedY, "learned", learnedTop, learnedHeight], [goneY, "gave_up", goneTop, goneHeight]]) {
    upright(xs[here], from, from + height, { stroke: COLOUR.ink, "stroke-width": 1.5, "stroke-dasharray": "4 4" });
    parts.push(svg("circle", { cx: xs[here], cy: y(at(name)[here]), r: 8, fill: "#fff", stroke: COLOUR.ink, "stroke-width": 3.5 }));
  }
  for (const share of narrow ? [0, 0.5, 1] : [0, 0.25, 0.5, 0.75, 1]) {
    text(percent(share * FULL_SCALE), x(share), bottom + line, { anchor: share === 1 ? "end" : share ? "middle" : "start", fill: COLOUR.ink });
  }
  text(words.axis[lever], right, bottom + 2 * line, { anchor: "end", fill: COLOUR.ink, weight: 700 });
  on.finish(picture, bottom + 2 * line + 10);
}
