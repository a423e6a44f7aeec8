import { COLOUR, FULL_SCALE, fill, freshId, html, line, percent, scale, svg } from "./drawing.js";
import { explorable } from "./explorable.js";

const ATTEMPTS = 60;
const PANELS = [["loop", "loop_told"], ["reward", "reward_told"]];

export default {
  render({ model, el }) {
    const pictures = PANELS.map(() => svg("g", { role: "img" }));
    const charts = pictures.map((picture) => svg("svg", { class: "vc-chart", id: freshId("chart") }, picture));
    const key = html("ul", { class: "vc-key" });
    let api;
    const view = {
      charts, file: "rival-rule",
      build(given) {
        api = given;
        return { stage: [html("div", { class: "vc-pair" }, ...charts), key] };
      },
      says({ shown, moment }) {
        const places = { t: moment, loop: percent(shown.rows.loop[0][moment - 1]), reward: percent(shown.rows.reward[0][moment - 1]) };
        return [fill(api.words.at_moment, places), api.words.subline_now];
      },
      draw({ shown, moment }, summary) {
        const { words } = api;
        key.replaceChildren(...["plain", "told"].map((which) => html("li", {}, svg("svg", { viewBox: "0 0 30 18", "aria-hidden": "true", style: "width:30px" }, svg("line", { x1: 1, x2: 29, y1: 9, y2: 9, ...LOOKS[which] })), words.key[which])));
        PANELS.forEach(([plain, told], i) => {
          pictures[i].setAttribute("aria-label", `${words.panels[plain]}. ${summary}`);
          drawPanel({ chart: charts[i], picture: pictures[i], plain: shown.rows[plain][0], told: shown.rows[told][0], moment, title: words.panels[plain], words });
        });
      },
      tabular({ shown, moment }) {
        const kinds = PANELS.flat();
        return [[api.words.columns.attempt, ...kinds.map((kind) => api.words.columns[kind])],
          Array.from({ length: moment }, (_, i) => [String(i + 1), ...kinds.map((kind) => percent(shown.rows[kind][0][i]))])];
      },
    };
    return explorable({ model, el, moments: ATTEMPTS, view });
  },
};

const LOOKS = {
  plain: { stroke: COLOUR.failure, "stroke-width": 3.5 },
  told: { stroke: COLOUR.strategy, "stroke-width": 3.5, "stroke-dasharray": "9 5" },
};

/** One rule: the share that has given up, without the new story and with it. */
function drawPanel({ chart, picture, plain, told, moment, title, words }) {
  const width = chart.clientWidth;
  const size = width < 420 ? 15 : 18;
  const [top, bottom] = [2.6 * size, 2.6 * size + 220];
  const [left, right] = [3.8 * size, width - 3.2 * size];
  const x = scale([0, ATTEMPTS - 1], [left, right]);
  const y = scale([0, FULL_SCALE], [bottom, top]);
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) =>
    parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  chart.style.fontSize = `${size}px`;
  text(title, 0, size, "start", COLOUR.ink, 700);
  for (const share of [0, FULL_SCALE / 2, FULL_SCALE]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(share), y2: y(share), stroke: COLOUR.grid, "stroke-width": 1.5 }));
    text(percent(share), left - 8, y(share) + 6, "end");
  }
  text(words.september, left, bottom + size + 8, "start");
  text(words.june, right, bottom + size + 8, "end");
  const until = (row) => Array.from(row.slice(0, moment));
  parts.push(svg("path", { d: line(until(plain), x, y), fill: "none", ...LOOKS.plain }), svg("path", { d: line(until(told), x, y), fill: "none", ...LOOKS.told }));
  const [a, b] = [y(plain[moment - 1]), y(told[moment - 1])];
  const apart = Math.abs(a - b) > size;
  text(percent(plain[moment - 1]), x(moment - 1) + 6, a + 6, "start", COLOUR.failure, 700);
  if (apart) text(percent(told[moment - 1]), x(moment - 1) + 6, b + 6, "start", COLOUR.strategy, 700);
  chart.setAttribute("viewBox", `0 0 ${width} ${bottom + 2 * size + 4}`);
  chart.setAttribute("height", bottom + 2 * size + 4);
  picture.replaceChildren(...parts);
}
