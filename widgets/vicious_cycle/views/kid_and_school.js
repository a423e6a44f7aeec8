import { COLOUR, FULL_SCALE, apart, fill, freshId, html, outcomePath, percent, scale, svg } from "./drawing.js";
import { explorable } from "./explorable.js";
import { heaps } from "./heaps.js";

const ATTEMPTS = 60;
const KID = COLOUR.belief; // with the new story; without it in grey

export default {
  render({ model, el }) {
    const { pupils, rooms, gone, learned: [low, high], changes } = model.get("shown");
    const picture = svg("g", { role: "img" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, picture);
    const title = html("h4", { class: "vc-part" });
    const extra = html("p", { class: "vc-extra" });
    const guessed = html("p", { class: "vc-said vc-reserved", hidden: true });
    const inLogits = (value) => low + ((high - low) * value) / FULL_SCALE;
    let api;
    let classes;
    let switches;

    const goneIn = (rows, moment) => rows.filter((row) => row[moment - 1] >= gone).length;
    const view = {
      get charts() { return [...classes.map(({ chart: each }) => each), chart]; },
      file: "kid-and-school",
      build(given) {
        api = given;
        const { words, put, free } = api;
        classes = rooms.map(() => heaps({ gone, words }));
        title.replaceChildren(fill(words.chart_title, { pupils }), " ", html("span", { class: "vc-hint" }, words.chart_gloss));
        switches = changes.map((change) => html("input", { type: "checkbox", name: change, onchange: (event) => {
          const others = api.now.changes.filter((each) => each !== change);
          put({ changes: (event.target.checked ? [...others, change] : others).sort() }, { seen: ["changes", changes.indexOf(change)] });
        } }));
        const changed = html("fieldset", { class: "vc-switches" }, html("legend", {}, words.changes),
          ...switches.map((input, i) => html("label", {}, input, words.change[changes[i]])));
        return {
          stage: [guessed, html("div", { class: "vc-four" },
            html("div", { class: "vc-rooms" }, ...classes.map(({ chart: each }) => each)),
            html("div", {}, title, chart, extra))],
          after: free ? [changed] : [],
        };
      },
      put: (now) => switches.forEach((input, i) => { input.checked = now.changes.includes(changes[i]); }),
      ahead: () => ["changes", "story_dose"],
      says({ shown: { rows }, moment }) {
        const { words } = api;
        const shares = Object.fromEntries(rooms.map((room, i) => [`trying_${room}`, percent(rows.trying[i][moment - 1])]));
        return [fill(words.at_moment, { t: moment }), fill(words.subline, { ...shares, pupils })];
      },
      draw({ shown, moment, guess }, summary) {
        const { words } = api;
        classes.forEach((each, i) => {
          const rows = shown.rows[rooms[i]];
          each.draw({ rows, moment, title: words.rooms[rooms[i]], gloss: words.glosses[rooms[i]], said: fill(words.class_said, { gone: goneIn(rows, moment), pupils: rows.length }) });
        });
        const at = Object.fromEntries(rooms.map((room, i) => [room, inLogits(shown.rows.learning[i][moment - 1])]));
        picture.setAttribute("aria-label", `${summary} ${fill(words.chart_said, Object.fromEntries(rooms.map((room) => [room, at[room].toFixed(2)])))}`);
        drawTogether({ chart, picture, at, words });
        extra.textContent = moment === ATTEMPTS ? shown.extra : words.extra_now;
        guessed.hidden = guess === null;
        if (guess !== null) guessed.textContent = fill(moment < ATTEMPTS ? words.you_said : guess === shown.outcome ? words.you_were_right : words.you_were_not, { guess: words[`answer_${guess}`], outcome: words[`answer_${shown.outcome}`] });
      },
      tabular({ shown: { rows }, moment }) {
        const { words: { columns, rooms: names } } = api;
        const body = Array.from({ length: moment }, (_, i) => [String(i + 1), ...rooms.flatMap((room, r) => [percent(rows.trying[r][i]), inLogits(rows.learning[r][i]).toFixed(2)])]);
        return [[columns.attempt, ...rooms.flatMap((room) => [fill(columns.trying, { room: names[room] }), fill(columns.learning, { room: names[room] })])], body];
      },
    };
    return explorable({ model, el, moments: ATTEMPTS, view });
  },
};

/**
 * What is learned in each of the four rooms: a line without the story and one with it, from the school as it is to the
 * changed one. A dashed mark shows where "both" would stand if the two only added up.
 */
function drawTogether({ chart, picture, at: { neither, kid, school, both }, words }) {
  const width = chart.clientWidth;
  if (!width) return;
  const size = width >= 640 ? 18 : 15;
  const sum = kid + school - neither;
  const most = Math.max(4, ...[neither, kid, school, both, sum].map(Math.ceil));
  const [top, bottom] = [size * 2, 300];
  const room = (labels) => Math.max(...labels.map((label) => label.length)) * size * 0.6;
  const sumWords = width < 480 ? words.sum_short : words.sum;
  const left = size * 1.8 + room([`${words.without_story} 0.00`]) + 14;
  const right = width - room([`0.00 ${words.without_story}`, `0.00 ${sumWords}`]) - 16;
  const y = scale([0, most], [bottom, top]);
  const parts = [];
  const text = (said, x, down, anchor, colour = COLOUR.second, weight = 500) => parts.push(svg("text", { x, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight, class: "vc-halo" }, said));
  for (let tick = 0; tick <= most; tick += most > 5 ? 2 : 1) {
    parts.push(svg("line", { x1: size * 1.6, x2: width, y1: y(tick), y2: y(tick), stroke: tick ? COLOUR.grid : COLOUR.ghost, "stroke-width": 1.5 }));
    text(String(tick), size * 1.2, y(tick) + 5, "end");
  }
  for (const [from, to, colour] of [[neither, school, COLOUR.second], [kid, both, KID]]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(from), y2: y(to), stroke: colour, "stroke-width": 3.5 }));
  }
  parts.push(svg("line", { x1: left, x2: right, y1: y(kid), y2: y(sum), stroke: KID, "stroke-width": 2, "stroke-dasharray": "3 5" }),
    svg("line", { x1: right - 12, x2: right + 12, y1: y(sum), y2: y(sum), stroke: COLOUR.ink, "stroke-width": 2, "stroke-dasharray": "4 3" }));
  for (const [x, value, story] of [[left, neither, false], [left, kid, true], [right, school, false], [right, both, true]]) {
    parts.push(svg("path", story ? { d: outcomePath(true, x, y(value), 13), fill: KID } : { d: outcomePath(false, x, y(value), 13), fill: "#fff", stroke: COLOUR.second, "stroke-width": 2.5 }));
  }
  const gap = size * 1.25;
  const [onLeft, onRight] = [apart([y(kid), y(neither)], gap), apart([y(both), y(sum), y(school)], gap)];
  text(`${words.with_story} ${kid.toFixed(2)}`, left - 14, onLeft[0] + 5, "end", KID, 700);
  text(`${words.without_story} ${neither.toFixed(2)}`, left - 14, onLeft[1] + 5, "end", COLOUR.second, 700);
  text(`${both.toFixed(2)} ${words.with_story}`, right + 16, onRight[0] + 5, "start", KID, 700);
  text(`${sum.toFixed(2)} ${sumWords}`, right + 16, onRight[1] + 5, "start", COLOUR.ink);
  text(`${school.toFixed(2)} ${words.without_story}`, right + 16, onRight[2] + 5, "start", COLOUR.second, 700);
  text(words.as_it_is, left, bottom + size * 1.5, "middle", COLOUR.ink);
  text(words.changed, right, bottom + size * 1.5, "middle", COLOUR.ink);
  chart.style.fontSize = `${size}px`;
  chart.setAttribute("viewBox", `0 0 ${width} ${bottom + size * 2.2}`);
  chart.setAttribute("height", bottom + size * 2.2);
  picture.replaceChildren(...parts);
}
