import { COLOUR, fill, freshId, html, onWidth, readAddress, scale, select, svg, writeAddress } from "./drawing.js";
import { exports } from "./exports.js";

const IN_LINK = "sensitivity.outcome";

export default {
  render({ model, el }) {
    const common = model.get("words").common;
    const words = model.get("words").sensitivity;
    const headline = html("h3", { class: "vc-headline" });
    const subline = html("p", { class: "vc-subline" });
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const status = html("p", { role: "status", class: "vc-hidden" });
    const outcomes = model.get("outcomes");
    const put = (outcome) => {
      model.set({ outcome });
      model.save_changes();
      writeAddress({ [IN_LINK]: outcome });
    };
    const chosen = select({ label: words.question, options: outcomes, value: model.get("outcome"), onchange: put });
    const below = exports({
      common, charts: [chart], file: "sensitivity", title: () => headline.textContent,
      tabular: () => [words.columns, model.get("numbers").map(({ name, range, low_said, high_said }) => [name, range, low_said, high_said])],
    });
    const draw = () => {
      if (!el.clientWidth) return;
      headline.textContent = model.get("headline");
      subline.textContent = model.get("subline");
      chosen.set(model.get("outcome"));
      picture.setAttribute("aria-label", fill(common.chart_summary, { headline: headline.textContent, subline: subline.textContent }));
      drawMoves({ chart, picture, numbers: model.get("numbers"), whole: model.get("whole"), words });
      below.redraw();
    };
    model.on("change:subline", () => { draw(); status.textContent = headline.textContent; });
    const asked = new URLSearchParams(readAddress()).get(IN_LINK);
    if (outcomes.some(([key]) => key === asked)) put(asked);
    el.classList.add("vc");
    el.append(html("div", { class: "vc-row" }, chosen.root), headline, subline, chart, html("p", { class: "vc-hint" }, words.gloss), below.root, status);
    return onWidth(el, draw);
  },
};

/** For each number how far the answer moves from its lowest to its highest fifth; over all, where nine in ten lie. */
function drawMoves({ chart, picture, numbers, whole, words }) {
  const width = chart.clientWidth;
  const narrow = width < 620;
  const size = narrow ? 15 : 18;
  const left = narrow ? 8 : Math.min(320, width * 0.34);
  const right = width - (narrow ? 8 : 40);
  const values = [0, whole.shipped, whole.low, whole.high, ...numbers.flatMap(({ low, high }) => [low, high])];
  const x = scale([Math.min(...values), Math.max(...values)], [left + 24, right - 24]);
  const step = narrow ? 70 : 52;
  const top = 3.4 * size;
  const bottom = top + step * (numbers.length + 1);
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) =>
    parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  const named = (name, y, weight) => (narrow ? text(name, left, y - 24, "start", COLOUR.ink, weight) : text(name, left - 6, y + 6, "end", COLOUR.ink, weight));
  const middle = (i) => top + step * i + (narrow ? 46 : step / 2);
  chart.style.fontSize = `${size}px`;
  parts.push(svg("line", { x1: x(0), x2: x(0), y1: top, y2: bottom, stroke: COLOUR.grid, "stroke-width": 2 }),
    svg("line", { x1: x(whole.shipped), x2: x(whole.shipped), y1: top, y2: bottom, stroke: COLOUR.ghost, "stroke-width": 2.5, "stroke-dasharray": "3 6" }));
  text("0", x(0), top - 8, "middle");
  text(fill(words.shipped, { value: whole.shipped_said }), x(whole.shipped), size, x(whole.shipped) > (left + right) / 2 ? "end" : "start");
  const all = middle(0);
  named(words.all, all, 600);
  parts.push(svg("line", { x1: x(whole.low), x2: x(whole.high), y1: all, y2: all, stroke: COLOUR.grid, "stroke-width": 14, "stroke-linecap": "round" }),
    svg("line", { x1: x(whole.middle), x2: x(whole.middle), y1: all - 9, y2: all + 9, stroke: COLOUR.ink, "stroke-width": 3 }));
  numbers.forEach(({ name, low, high, low_said, high_said }, i) => {
    const y = middle(i + 1);
    const apart = Math.abs(x(high) - x(low));
    named(name, y, 600);
    parts.push(svg("line", { x1: x(low), x2: x(high), y1: y, y2: y, stroke: COLOUR.effort, "stroke-width": 4 }),
      svg("circle", { cx: x(low), cy: y, r: 7, fill: "#fff", stroke: COLOUR.effort, "stroke-width": 3 }),
      svg("circle", { cx: x(high), cy: y, r: 8, fill: COLOUR.effort }));
    if (apart < 30) return;
    const before = low < high;
    text(low_said, x(low) + (before ? -14 : 14), y + 6, before ? "end" : "start");
    text(high_said, x(high) + (before ? 14 : -14), y + 6, before ? "start" : "end", COLOUR.effort, 700);
  });
  chart.setAttribute("viewBox", `0 0 ${width} ${bottom + 8}`);
  chart.setAttribute("height", bottom + 8);
  picture.replaceChildren(...parts);
}
