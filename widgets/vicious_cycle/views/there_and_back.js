import { COLOUR, FULL_SCALE, choice, fill, freshId, html, line, percent, scale, svg } from "./drawing.js";
import { explorable } from "./explorable.js";

const LEVELS = 9;
const WAY = 2 * LEVELS - 1;

export default {
  render({ model, el }) {
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const off = html("p", { class: "vc-said vc-reserved", hidden: true });
    let api;
    let dwell;
    const levelAt = (step) => (step < LEVELS ? step : WAY - 1 - step);
    const view = {
      charts: [chart], file: "there-and-back",
      build(given) {
        api = given;
        const { words, put } = api;
        dwell = choice({
          label: words.dwell, name: "dwell", value: model.get("dwell"), options: words.dwells,
          onchange: (value) => put({ dwell: Number(value) }),
        });
        return { stage: [chart, off], before: [dwell.root] };
      },
      put: (now) => dwell.set(now.dwell),
      says({ shown, moment }) {
        const { words } = api;
        const step = moment - 1;
        const places = { level: words.levels[levelAt(step)], gone: percent(shown.rows.gone[0][step]) };
        return [fill(step < LEVELS ? words.at_there : words.at_back, places), words.subline_now];
      },
      draw({ shown, moment, guess }, summary) {
        picture.setAttribute("aria-label", summary);
        drawWays({ chart, picture, shown, moment, guess, words: api.words });
        off.hidden = guess === null;
        off.textContent = off.hidden || moment < WAY ? "" : sayOff(guess, shown.rows.gone[0], api.words);
      },
      tabular({ shown: { rows }, moment }) {
        const { columns, levels, ways } = api.words;
        const body = Array.from({ length: moment }, (_, i) => [
          `${levels[levelAt(i)]} (${ways[i < LEVELS ? 0 : 1]})`, percent(rows.gone[0][i]), percent(rows.effort[0][i])]);
        return [[columns.level, columns.gone, columns.effort], body];
      },
    };
    return explorable({ model, el, moments: WAY, view });
  },
};

/** How far the drawn curve lay from the way back, on average over the levels. */
function sayOff(guess, gone, words) {
  const differences = guess.map((value, level) => value - (100 * gone[WAY - 1 - level]) / FULL_SCALE);
  const mean = Math.round(differences.reduce((sum, each) => sum + each, 0) / LEVELS);
  return fill(mean > 0 ? words.off_high : mean < 0 ? words.off_low : words.off_none, { n: Math.abs(mean) });
}

function drawWays({ chart, picture, shown, moment, guess, words }) {
  const width = chart.clientWidth;
  const size = width < 620 ? 15 : 18;
  const [top, bottom] = [36, 340];
  const left = size * 3.6;
  const right = width - (width < 620 ? 16 : size * 10);
  const x = scale([0, LEVELS - 1], [left + 10, right - 10]);
  const y = scale([0, FULL_SCALE], [bottom, top]);
  const gone = Array.from(shown.rows.gone[0]);
  const there = gone.slice(0, Math.min(moment, LEVELS));
  const back = moment > LEVELS ? gone.slice(LEVELS - 1, moment) : [];
  const backX = (i) => x(LEVELS - 1 - i);
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) =>
    parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  chart.style.fontSize = `${size}px`;
  for (const share of [0, FULL_SCALE / 2, FULL_SCALE]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(share), y2: y(share), stroke: COLOUR.grid, "stroke-width": 1.5 }));
    text(percent(share), left - 8, y(share) + 6, "end");
  }
  text(words.axis_up, 0, 18, "start");
  text(words.levels[0], x(0), bottom + 28, "start");
  text(words.levels[LEVELS - 1], x(LEVELS - 1), bottom + 28, "end");
  if (moment === WAY) {
    const between = `${line(there, x, y)}${back.map((value, i) => `L${backX(i).toFixed(1)} ${y(value).toFixed(1)}`).join("")}Z`;
    parts.push(svg("path", { d: between, fill: COLOUR.failure, opacity: 0.16 }));
  }
  if (guess) {
    parts.push(svg("path", { d: line(guess.map((value) => value * (FULL_SCALE / 100)), x, y), fill: "none", stroke: COLOUR.effort, "stroke-width": 4, "stroke-dasharray": "1 8", "stroke-linecap": "round" }));
  }
  parts.push(svg("path", { d: line(there, x, y), fill: "none", stroke: COLOUR.ink, "stroke-width": 3.5 }),
    svg("path", { d: line(back, backX, y), fill: "none", stroke: COLOUR.failure, "stroke-width": 3.5 }));
  there.forEach((value, i) => parts.push(svg("circle", { cx: x(i), cy: y(value), r: 5, fill: COLOUR.ink })));
  back.slice(1).forEach((value, i) => parts.push(svg("rect", { x: backX(i + 1) - 5, y: y(value) - 5, width: 10, height: 10, fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 })));
  if (there.length === LEVELS) {
    // Named where the two ways lie furthest apart, each on its own side.
    const { widest } = shown;
    const [low, high] = [y(gone[widest]), y(gone[WAY - 1 - widest])];
    const over = high <= low;
    const room = words.there_arrow.length * size * 0.62;
    text(words.there_arrow, Math.min(x(widest) + 14, width - room), low + (over ? 20 : -10), "start", COLOUR.ink, 700);
    if (moment === WAY) text(words.back_arrow, Math.max(x(widest) - 14, room), high + (over ? -10 : 22), "end", COLOUR.failure, 700);
  }
  if (guess) text(words.you, x(1), y(guess[1] * (FULL_SCALE / 100)) - 12, "middle", COLOUR.effort, 700);
  chart.setAttribute("viewBox", `0 0 ${width} ${bottom + 40}`);
  chart.setAttribute("height", bottom + 40);
  picture.replaceChildren(...parts);
}
