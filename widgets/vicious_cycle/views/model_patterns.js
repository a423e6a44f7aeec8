import { COLOUR, fill, freshId, html, onOwnPage, outcomePath, scale, svg } from "./drawing.js";
import { explorable } from "./explorable.js";

export default {
  render({ model, el }) {
    const patterns = model.get("patterns");
    const words = model.get("words").model_patterns;
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const off = html("p", { class: "vc-said vc-score-off", hidden: true });
    const items = patterns.map((pattern) => listed(pattern, words, model.get("here")));
    const list = html("ol", { class: "vc-patterns", "aria-label": words.list }, ...items.map(({ root }) => root));
    const upTo = (moment) => patterns.slice(0, moment).filter(({ met }) => met).length;
    const view = {
      charts: [chart], file: "patterns",
      build: () => ({ stage: [chart, off], below: [list] }),
      says({ moment }) {
        const { id, met } = patterns[moment - 1];
        return [fill(words.at_moment, { id, claim: words.claims[id], verdict: words.verdicts[Number(met)] }), words.subline_now];
      },
      draw({ moment, guess }, summary) {
        picture.setAttribute("aria-label", summary);
        drawScore({ chart, picture, patterns, moment, guess, met: upTo(moment), words });
        items.forEach(({ show }, i) => show(i < moment));
        off.hidden = guess === null;
        if (!off.hidden) off.textContent = moment < patterns.length ? "" : sayOff(guess, upTo(moment), words);
      },
      tabular: ({ moment }) => [
        ["id", "claim", "measured", "criterion", "verdict"].map((name) => words.columns[name]),
        patterns.slice(0, moment).map(({ id, measured, criterion, met }) => [id, words.claims[id], measured, criterion, words.verdicts[Number(met)]]),
      ],
    };
    return explorable({ model, el, moments: patterns.length, view });
  },
};

function sayOff(guess, met, words) {
  const places = { guess, n: Math.abs(guess - met) };
  return fill(guess > met ? words.off_high : guess < met ? words.off_low : words.off_none, places);
}

function mark(met, size) {
  return svg("path", { d: outcomePath(met, size / 2, size / 2, size - 4), fill: met ? COLOUR.success : "#fff", stroke: met ? COLOUR.success : COLOUR.failure, "stroke-width": 3 });
}

/** One pattern of the list; `show(known)` says whether its verdict may be seen yet. */
function listed({ id, met, measured, criterion, notebook, title }, words, here) {
  const sign = svg("svg", { viewBox: "0 0 24 24", class: "vc-pattern-sign", "aria-hidden": "true" }, mark(met, 24));
  const verdict = html("strong", {}, words.verdicts[Number(met)]);
  const where = notebook === here ? html("span", {}, words.shown_here)
    : !notebook ? null
    : html("span", {}, `${words.shown_in} `, onOwnPage() ? html("a", { href: notebook }, title) : title);
  const details = html("details", {}, html("summary", {}, words.details),
    html("dl", {}, html("dt", {}, words.columns.measured), html("dd", {}, measured), html("dt", {}, words.columns.criterion), html("dd", {}, criterion)));
  const told = [html("p", { class: "vc-pattern-verdict" }, verdict, where && " · ", where), details];
  const root = html("li", { class: "vc-pattern" }, sign, html("div", {}, html("p", { class: "vc-pattern-claim" }, html("b", {}, id), ` ${words.claims[id]}`), ...told));
  return {
    root,
    show(known) {
      sign.style.visibility = known ? "" : "hidden";
      for (const part of told) part.hidden = !known;
    },
  };
}

/** Every pattern as a mark in its order, and under them how many are met, on a line from none to all. */
function drawScore({ chart, picture, patterns, moment, guess, met, words }) {
  const width = chart.clientWidth;
  const size = width < 620 ? 15 : 18;
  const slot = (width - 4) / patterns.length;
  const sign = Math.min(30, slot - 6);
  const x = scale([0, patterns.length], [2, width - 2]);
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) =>
    parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  chart.style.fontSize = `${size}px`;
  patterns.forEach((pattern, i) => {
    const left = x(i) + (slot - sign) / 2;
    if (i < moment) parts.push(svg("g", { transform: `translate(${left} 8)` }, mark(pattern.met, sign)));
    else parts.push(svg("circle", { cx: left + sign / 2, cy: 8 + sign / 2, r: 3, fill: COLOUR.ghost }));
    text(width < 620 ? pattern.id.slice(1) : pattern.id, x(i) + slot / 2, 8 + sign + size + 4, "middle", COLOUR.second, i === moment - 1 ? 700 : 500);
  });
  const top = sign + size + 52;
  const bar = { y: top, height: 22, rx: 3 };
  parts.push(svg("rect", { ...bar, x: x(0), width: x(patterns.length) - x(0), fill: COLOUR.grid }),
    svg("rect", { ...bar, x: x(0), width: x(met) - x(0), fill: COLOUR.success }));
  for (let count = 1; count < patterns.length; count += 1) parts.push(svg("line", { x1: x(count), x2: x(count), y1: top, y2: top + 22, stroke: "#fff", "stroke-width": 1.5 }));
  const near = (at) => (at > width - 130 ? "end" : at < 130 ? "start" : "middle");
  text(fill(words.mark_met, { n: met }), x(met), top + 24 + size, near(x(met)), COLOUR.success, 700);
  if (guess !== null) {
    parts.push(svg("line", { x1: x(guess), x2: x(guess), y1: top - 6, y2: top + 28, stroke: COLOUR.effort, "stroke-width": 4, "stroke-dasharray": "2 5", "stroke-linecap": "round" }));
    text(fill(words.mark_guess, { n: guess }), x(guess), top - 12, near(x(guess)), COLOUR.effort, 700);
  }
  chart.setAttribute("viewBox", `0 0 ${width} ${top + 32 + size}`);
  chart.setAttribute("height", top + 32 + size);
  picture.replaceChildren(...parts);
}
