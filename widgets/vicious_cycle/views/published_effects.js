import { COLOUR, button, fill, freshId, html, onWidth, readAddress, scale, select, svg, writeAddress } from "./drawing.js";
import { exports } from "./exports.js";

const MOST = 0.6; // SD: the axis holds every published interval
const FILTERS = ["theme", "status"];
const inLink = (name) => `effects.${name}`;

export default {
  render({ model, el }) {
    const common = model.get("words").common;
    const words = model.get("words").published_effects;
    const headline = html("h3", { class: "vc-headline" });
    const subline = html("p", { class: "vc-subline" });
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const gloss = html("p", { class: "vc-hint" }, words.gloss);
    const list = html("div", { class: "vc-themes" });
    const status = html("p", { role: "status", class: "vc-hidden" });

    const put = (values) => {
      model.set(values);
      model.save_changes();
      writeAddress(Object.fromEntries(Object.entries(values).map(([name, value]) => [inLink(name), value])));
    };
    const filters = { theme: model.get("themes"), status: model.get("statuses") };
    const selects = Object.fromEntries(FILTERS.map((name) => [name, select({
      label: words.filters[name], options: filters[name], value: model.get(name), onchange: (value) => put({ [name]: value }),
    })]));
    const reset = button(words.show_all, () => put({ theme: "all", status: "all" }));

    const below = exports({
      common, charts: [chart], file: "published-effects", title: () => headline.textContent,
      tabular: () => [words.order.map((column) => words.columns[column]), model.get("effects").map((effect) => words.order.map((column) => effect[column]))],
    });

    const draw = () => {
      if (!el.clientWidth) return;
      headline.textContent = model.get("headline");
      subline.textContent = model.get("subline");
      for (const name of FILTERS) selects[name].set(model.get(name));
      const sized = model.get("effects").filter(({ estimate }) => estimate !== undefined).sort((a, b) => b.estimate - a.estimate);
      chart.style.display = sized.length ? "" : "none";
      gloss.hidden = !sized.length;
      picture.setAttribute("aria-label", fill(common.chart_summary, { headline: headline.textContent, subline: words.chart }));
      if (sized.length) drawForest({ chart, picture, sized, words });
      const everything = FILTERS.every((name) => model.get(name) === "all");
      list.replaceChildren(...byTheme(model.get("effects")).map(([theme, effects]) => html("details", { class: "vc-theme", open: !everything },
        html("summary", {}, fill(words.choice, { name: words.theme[theme], count: effects.length })),
        html("ul", { class: "vc-effects" }, ...effects.map((effect) => card(effect, words))))));
      below.redraw();
    };
    const told = () => { draw(); status.textContent = `${model.get("headline")} ${model.get("subline")}`; };
    model.on("change:effects", told);
    const address = new URLSearchParams(readAddress());
    const asked = FILTERS.filter((name) => filters[name].some(([key]) => key === address.get(inLink(name))));
    if (asked.length) put(Object.fromEntries(asked.map((name) => [name, address.get(inLink(name))])));

    el.classList.add("vc");
    el.append(html("div", { class: "vc-row" }, ...FILTERS.map((name) => selects[name].root), reset),
      headline, subline, chart, gloss, list, below.root, status);
    return onWidth(el, draw);
  },
};

/** [[theme, its effects], ...] in the order in which themes come. */
function byTheme(effects) {
  const groups = new Map(effects.map(({ theme }) => [theme, []]));
  for (const effect of effects) groups.get(effect.theme).push(effect);
  return [...groups];
}

/** One claim with all that belongs to it; what contests it stands in the same card. */
function card({ claim, figure, sample, source, doi, kind, status, checked, how, against }, words) {
  const contested = kind === "contested" || kind === "rival explanation";
  const where = [source, doi && `doi ${doi}`].filter(Boolean).join(", ");
  return html("li", { class: `vc-effect ${contested ? "vc-contested" : ""}` },
    html("p", { class: "vc-effect-claim" }, claim),
    html("p", {}, html("span", { class: "vc-effect-status" }, status), " · ", html("b", {}, figure), ` · ${sample}`),
    html("p", { class: "vc-effect-source" }, where),
    against.length > 0 && html("div", { class: "vc-effect-against" }, html("p", {}, html("b", {}, contested ? words.contested_by : words.limited_by)),
      html("ul", {}, ...against.map((other) => html("li", {}, fill(words.read_with, other))))),
    html("details", {}, html("summary", {}, checked), html("p", {}, how)));
}

/** Every effect in standard deviations as a mark with its interval, the largest on top. */
function drawForest({ chart, picture, sized, words }) {
  const width = chart.clientWidth;
  const narrow = width < 620;
  const size = narrow ? 15 : 18;
  const left = narrow ? 6 : Math.min(350, width * 0.36);
  const right = width - (narrow ? 12 : 214);
  const x = scale([0, MOST], [left, right]);
  const step = narrow ? 58 : 54;
  const top = size + 26;
  const bottom = top + step * sized.length;
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) =>
    parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  chart.style.fontSize = `${size}px`;
  for (const tick of [0, 0.2, 0.4, MOST]) {
    parts.push(svg("line", { x1: x(tick), x2: x(tick), y1: top - 8, y2: bottom, stroke: tick ? COLOUR.grid : COLOUR.ink, "stroke-width": tick ? 1.5 : 2 }));
    text(tick === MOST ? fill(words.tick, { n: MOST }) : String(tick), x(tick), size, tick === MOST ? "end" : tick || !narrow ? "middle" : "start");
  }
  sized.forEach(({ label, short, brief, estimate, low, high, kind }, i) => {
    const y = top + step * i + (narrow ? 38 : step / 2);
    if (narrow) text(label, left, y - 16, "start", COLOUR.ink);
    else {
      text(label, left - 14, y - 3, "end", COLOUR.ink, 600);
      parts.push(svg("text", { x: left - 14, y: y + 17, "text-anchor": "end", fill: COLOUR.second, "font-size": "0.85em" }, short));
    }
    if (low !== null) parts.push(svg("line", { x1: x(low), x2: x(high), y1: y, y2: y, stroke: COLOUR.effort, "stroke-width": 4 }));
    const shaky = kind === "contested";
    parts.push(svg("circle", { cx: x(estimate), cy: y, r: 8, fill: shaky ? "#fff" : COLOUR.effort, stroke: COLOUR.effort, "stroke-width": 3 }));
    if (narrow) text(brief, width - 4, y - 16, "end", COLOUR.second, 700);
    else text(brief, right + 16, y + 6, "start", COLOUR.second, 700);
  });
  const height = bottom + 6;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.setAttribute("height", height);
  picture.replaceChildren(...parts);
}
