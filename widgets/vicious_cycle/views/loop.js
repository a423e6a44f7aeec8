import { COLOUR, fill, svg } from "./drawing.js";

// Where the nodes stand, as shares of width and height, and how far each arrow bends to the left of its way.
const NODES = {
  outcome: [0.5, 0], attribution: [1, 0.22], self_belief: [1, 0.7], control: [0.63, 0.47], effort: [0.5, 1],
  learning: [0, 0.78], gap: [0, 0.25],
};
const BENDS = {
  outcome_attribution: -0.16, attribution_self_belief: -0.12, attribution_control: 0.1, self_belief_effort: -0.16,
  control_effort: -0.12, effort_learning: -0.16, effort_outcome: -0.22, learning_gap: -0.1, gap_outcome: -0.16,
};
const WIDEST = 16; // pixels
const FAINT = 0.04; // of the widest: below this nothing is said to flow
const GAP = 6; // pixels between a box and an arrow

/** The loop with its seven nodes; arrows swell with their flow, and those that can be cut are switches. */
export function loopDiagram({ arrows, switches, words, free, onswitch, onwant, tell }) {
  const chart = svg("svg", { class: "vc-chart vc-loop" });
  const still = svg("g", { role: "img" });
  const switched = Object.fromEntries(switches.map((cut) => [cut, svg("g", free ? {
    role: "button", tabindex: "0",
    onclick: () => onswitch(cut),
    onkeydown: (event) => { if (event.key === "Enter" || event.key === " ") { event.preventDefault(); onswitch(cut); } },
    onpointerenter: () => { onwant(); tell(sentences[cut]); }, onfocus: () => { onwant(); tell(sentences[cut]); },
    onpointerleave: () => tell(""), onblur: () => tell(""),
  } : {})]));
  const drawn = arrows.map((arrow) => {
    const parts = { hit: svg("path", { class: "vc-hit" }), shaft: svg("path", { fill: "none" }), head: svg("path"), badge: svg("g", { class: "vc-badge" }) };
    (switched[arrow.cut] ?? still).append(...Object.values(parts));
    return parts;
  });
  const boxes = Object.entries(words.nodes).map(([name, lines]) => {
    const box = svg("g", {}, svg("rect", { rx: 12, fill: "#fff", stroke: COLOUR.ink, "stroke-width": 1.5 }),
      ...lines.map((line) => svg("text", { "text-anchor": "middle", fill: COLOUR.ink, "font-weight": 700 }, line)));
    still.append(box);
    return [name, lines, box];
  });
  chart.append(still, ...Object.values(switched));
  const sentences = {};

  const lay = (width) => {
    const size = width < 440 ? 13 : width < 520 ? 16 : 18;
    const box = { wide: Math.min(width * (width < 440 ? 0.31 : 0.28), 168), high: size * 3.2 };
    const height = width < 440 ? 400 : 430;
    chart.style.fontSize = `${size}px`;
    chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
    chart.setAttribute("height", height);
    const places = Object.fromEntries(Object.entries(NODES).map(([name, [across, down]]) => [name, [
      box.wide / 2 + 2 + across * (width - box.wide - 4), box.high / 2 + 2 + down * (height - box.high - 4)]]));
    for (const [name, lines, node] of boxes) {
      const [x, y] = places[name];
      const [rect, ...texts] = node.children;
      Object.entries({ x: x - box.wide / 2, y: y - box.high / 2, width: box.wide, height: box.high }).forEach(([key, value]) => rect.setAttribute(key, value));
      texts.forEach((text, i) => {
        text.setAttribute("x", x);
        text.setAttribute("y", y + size * 0.35 + (i - (lines.length - 1) / 2) * size * 1.15);
      });
    }
    return arrows.map(({ source, target }) => between(places[source], places[target], BENDS[`${source}_${target}`], box));
  };

  let ways = [];
  let width = 0;
  return {
    chart,
    draw({ flows, cut, summary }) {
      if (chart.clientWidth !== width) { width = chart.clientWidth; ways = lay(width); }
      still.setAttribute("aria-label", summary);
      const said = {};
      arrows.forEach((arrow, i) => {
        const flow = flows[i] / 5000 - 1; // -1 drags down at full width .. 1 lifts at full width
        const isCut = cut.includes(arrow.cut);
        paint(drawn[i], ways[i], isCut ? null : flow, words);
        const strength = [FAINT, 0.33, 0.66].filter((limit) => Math.abs(flow) >= limit).length;
        const flowing = isCut ? words.flow_cut : strength ? fill(words.flow, { strength: words.strengths[strength - 1], way: words.ways[flow > 0 ? 1 : 0] }) : words.flow_none;
        const name = `${words.names[arrow.source]} → ${words.names[arrow.target]}`;
        if (arrow.cut) (said[arrow.cut] ??= []).push(`${name}: ${flowing}`);
      });
      for (const [key, group] of Object.entries(switched)) {
        sentences[key] = `${said[key].join(" ")} ${cut.includes(key) ? words.press_restore : words.press_cut}`;
        if (!free) continue;
        group.setAttribute("aria-label", sentences[key]);
        group.setAttribute("aria-pressed", String(cut.includes(key)));
      }
    },
  };
}

/** A bent way from the border of one box to that of another, as a quadratic curve [start, bend, end]. */
function between([x0, y0], [x1, y1], bend, box) {
  const [xb, yb] = [(x0 + x1) / 2 - bend * (y1 - y0), (y0 + y1) / 2 + bend * (x1 - x0)];
  const at = (t) => [(1 - t) ** 2 * x0 + 2 * t * (1 - t) * xb + t ** 2 * x1, (1 - t) ** 2 * y0 + 2 * t * (1 - t) * yb + t ** 2 * y1];
  const inside = ([x, y], [cx, cy]) => Math.abs(x - cx) < box.wide / 2 + GAP && Math.abs(y - cy) < box.high / 2 + GAP;
  let [from, to] = [0, 1];
  while (from < 0.5 && inside(at(from), [x0, y0])) from += 0.01;
  while (to > 0.5 && inside(at(to), [x1, y1])) to -= 0.01;
  return { at, from, to, side: Math.sign(bend) };
}

function paint({ hit, shaft, head, badge }, { at, from, to, side }, flow, words) {
  const strength = Math.min(1, Math.abs(flow ?? 0));
  const colour = flow === null || strength < FAINT ? COLOUR.ghost : flow > 0 ? COLOUR.success : COLOUR.failure;
  const width = flow === null ? 2 : 2 + (WIDEST - 2) * strength;
  const length = 10 + width * 0.9;
  const end = at(to);
  // The head begins where the way is still its length away from the end.
  let neck = to;
  while (neck > from && Math.hypot(end[0] - at(neck)[0], end[1] - at(neck)[1]) < length) neck -= 0.01;
  const points = Array.from({ length: 17 }, (_, i) => at(from + ((neck - from) * i) / 16));
  const d = points.map(([x, y], i) => `${i ? "L" : "M"}${x.toFixed(1)} ${y.toFixed(1)}`).join("");
  shaft.setAttribute("d", d);
  shaft.setAttribute("stroke", colour);
  shaft.setAttribute("stroke-width", width.toFixed(1));
  shaft.setAttribute("stroke-dasharray", flow === null ? "3 6" : "none");
  hit.setAttribute("d", `${d}L${end[0]} ${end[1]}`);
  const [bx, by] = at(neck);
  const [ux, uy] = [(end[0] - bx) / length, (end[1] - by) / length];
  const half = 4 + width * 0.75;
  head.setAttribute("d", `M${end[0]} ${end[1]}L${bx - uy * half} ${by + ux * half}L${bx + uy * half} ${by - ux * half}Z`);
  head.setAttribute("fill", colour);
  // The sign stands on the outer side of the bend, clear of the shaft.
  const [[ax, ay], [cx, cy]] = [at(from), end];
  const away = (side * (width / 2 + 13)) / Math.hypot(cx - ax, cy - ay);
  const [mx, my] = [at((from + to) / 2)[0] - (cy - ay) * away, at((from + to) / 2)[1] + (cx - ax) * away];
  const sign = flow === null ? words.cut_mark : strength < FAINT ? "" : flow > 0 ? "+" : "−";
  const wide = flow === null ? 17 : 9;
  badge.replaceChildren(...(sign ? [
    svg("rect", { x: mx - wide, y: my - 9, width: 2 * wide, height: 18, rx: 9, fill: "#fff", stroke: colour, "stroke-width": 2 }),
    svg("text", { x: mx, y: my + 5, "text-anchor": "middle", fill: colour, "font-weight": 700, "font-size": 14 }, sign)] : []));
}
