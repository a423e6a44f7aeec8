import { COLOUR, FULL_SCALE, button, fill, freshId, html, line, scale, select, svg } from "./drawing.js";
import { explorable } from "./explorable.js";

const PLACES = 7;
const UNKNOWN = 65535;
const LINES = ["control", "null", "loop", "tried", "observed"];
const LOOKS = {
  observed: { stroke: COLOUR.ink, "stroke-width": 4 },
  control: { stroke: COLOUR.ghost, "stroke-width": 3.5, "stroke-dasharray": "3 6", "stroke-linecap": "round" },
  null: { stroke: COLOUR.effort, "stroke-width": 2.5 },
  loop: { stroke: COLOUR.belief, "stroke-width": 2.5, "stroke-dasharray": "12 5" },
  tried: { stroke: COLOUR.failure, "stroke-width": 3.5 },
};

export default {
  render({ model, el }) {
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const key = html("ul", { class: "vc-key" });
    const said = html("p", { class: "vc-said" });
    const guessed = html("p", { hidden: true });
    const about = html("p", { class: "vc-hint" });
    const how = html("p", { class: "vc-hint" });
    const hidden = new Set();
    let api;
    let source;
    const value = (share, high) => (high === 1 ? `${Math.round((100 * share) / FULL_SCALE)}%` : ((share * high) / FULL_SCALE).toFixed(share % FULL_SCALE ? 1 : 0));
    const best = (kind) => api.put({ ...model.get("fitted")[api.now.source][kind] });
    const names = (shown) => ({ ...api.words.lines, control: shown.control });
    const present = (shown) => LINES.filter((kind) => (kind === "tried" ? api.free : true) && shown.rows[kind][0].some((each) => each !== UNKNOWN));
    const view = {
      charts: [chart], file: "streaks",
      build(given) {
        api = given;
        const { words } = api;
        source = select({
          label: words.source, options: model.get("sources"), value: model.get("source"),
          onchange: (chosen) => api.put({ source: chosen, ...model.get("fitted")[chosen].loop }),
        });
        const fits = html("fieldset", { class: "vc-choice" }, html("legend", {}, words.best_fit),
          button(words.best_null, () => best("null")), button(words.best_loop, () => best("loop")));
        const shows = html("fieldset", { class: "vc-choice" }, html("legend", {}, words.shown), ...LINES.slice(0, 3).map((kind) => {
          const box = html("input", { type: "checkbox", onchange: () => { (box.checked ? hidden.delete(kind) : hidden.add(kind)); api.drawSoon(); } });
          box.checked = true;
          return html("label", {}, box, html("span", {}, words.toggles[kind]));
        }));
        return { stage: [chart, key, said, guessed], before: [source.root, shows], after: [fits], below: [about, how] };
      },
      put: (now) => source.set(now.source),
      says({ shown, moment }) {
        const share = shown.rows.observed[0][moment - 1];
        const places = { n: moment - 1, value: share === UNKNOWN ? api.words.unknown : value(share, shown.high) };
        return [fill(api.words[shown.high === 1 ? "at_streak" : "at_marks"], places), api.words.subline_now];
      },
      draw({ shown, moment, guess }, summary) {
        picture.setAttribute("aria-label", summary);
        const kinds = present(shown).filter((kind) => !hidden.has(kind));
        drawCurves({ chart, picture, shown, kinds, moment, names: names(shown), value, words: api.words });
        key.hidden = chart.clientWidth >= 620;
        key.replaceChildren(...kinds.map((kind) => html("li", {}, svg("svg", { viewBox: "0 0 30 18", "aria-hidden": "true", style: "width:30px" },
          svg("line", { x1: 1, x2: 29, y1: 9, y2: 9, ...LOOKS[kind] })), names(shown)[kind])));
        const ended = moment === PLACES;
        said.textContent = ended ? (api.free ? shown.off : shown.fits) : "";
        guessed.hidden = guess === null;
        guessed.textContent = guess !== null && ended ? sayOff(guess, shown.outcome, api.words) : "";
        about.textContent = shown.about;
        how.textContent = shown.how;
      },
      tabular({ shown, moment }) {
        const kinds = present(shown);
        const rows = [];
        for (let place = 0; place < moment; place += 1) {
          const cells = kinds.map((kind) => shown.rows[kind][0][place]);
          if (cells.every((cell) => cell === UNKNOWN)) continue;
          rows.push([String(place), ...cells.map((cell) => (cell === UNKNOWN ? "" : value(cell, shown.high)))]);
        }
        return [[api.words[shown.high === 1 ? "axis_streak" : "axis_marks"], ...kinds.map((kind) => names(shown)[kind])], rows];
      },
    };
    return explorable({ model, el, moments: PLACES, view });
  },
};

function sayOff(guess, outcome, words) {
  const places = { guess, outcome, n: Math.abs(guess - outcome) };
  return fill(Math.abs(guess - outcome) < 5 ? words.off_none : guess > outcome ? words.off_high : words.off_low, places);
}

/** The curves up to a place, each named where it ends. */
function drawCurves({ chart, picture, shown, kinds, moment, names, value, words }) {
  const width = chart.clientWidth;
  const wide = width >= 620;
  const size = wide ? 18 : 15;
  const { rows, high } = shown;
  const known = kinds.flatMap((kind) => Array.from(rows[kind][0], (share, place) => [share, place]).filter(([share]) => share !== UNKNOWN));
  const last = Math.max(...known.map(([, place]) => place));
  const longest = Math.max(...kinds.map((kind) => names[kind].length));
  const [top, bottom] = [2.2 * size, 2.2 * size + 300];
  const left = 3.4 * size;
  const right = width - (wide ? Math.min(longest * size * 0.56 + 24, 0.4 * width) : 14);
  const x = scale([0, Math.max(last, 1)], [left + 12, right - 12]);
  const y = scale([0, FULL_SCALE], [bottom, top]);
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) =>
    parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  chart.style.fontSize = `${size}px`;
  for (const share of [0, FULL_SCALE / 2, FULL_SCALE]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(share), y2: y(share), stroke: COLOUR.grid, "stroke-width": 1.5 }));
    text(value(share, high), left - 8, y(share) + 6, "end");
  }
  text(words[high === 1 ? "axis_up_streak" : "axis_up_marks"], 0, size, "start");
  for (let place = 0; place <= last; place += 1) text(place === last ? fill(words.or_more, { n: place }) : String(place), x(place), bottom + size + 8, place === last ? "end" : "middle");
  text(words[high === 1 ? "axis_streak" : "axis_marks"], left, bottom + 2.3 * size + 10, "start");
  const ends = [];
  for (const kind of kinds) {
    const points = Array.from(rows[kind][0]).map((share, place) => [place, share]).filter(([place, share]) => share !== UNKNOWN && place < moment);
    if (!points.length) continue;
    parts.push(svg("path", { d: line(points.map(([, share]) => share), (i) => x(points[i][0]), y), fill: "none", ...LOOKS[kind] }));
    if (kind === "observed") points.forEach(([place, share]) => parts.push(svg("circle", { cx: x(place), cy: y(share), r: 7, fill: COLOUR.ink })));
    ends.push({ kind, y: y(points.at(-1)[1]), x: x(points.at(-1)[0]) });
  }
  if (wide) {
    ends.sort((a, b) => a.y - b.y);
    let free = top - size;
    for (const end of ends) {
      const at = Math.max(end.y + 6, free);
      free = at + size * 1.25;
      text(names[end.kind], right + 6, at, "start", LOOKS[end.kind].stroke, end.kind === "observed" ? 700 : 600);
    }
  }
  const height = bottom + 3 * size + 6;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.setAttribute("height", height);
  picture.replaceChildren(...parts);
}
