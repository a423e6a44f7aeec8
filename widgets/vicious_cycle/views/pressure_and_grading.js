import { CAUSES, COLOUR, FULL_SCALE, choice, fill, freshId, html, outcomePath, percent, scale, svg } from "./drawing.js";
import { explorable } from "./explorable.js";
import { seating } from "./seats.js";
import { ATTEMPTS, causeSigns, sign } from "./year.js";

const BOTH = ["", "calm_"]; // what stands before the rows of this room, and of the calm one
const BINS = 25; // heaps between no chance and a sure success

const image = () => {
  const picture = svg("g", { role: "img" });
  return { picture, chart: svg("svg", { class: "vc-chart", id: freshId("chart") }, picture) };
};

export default {
  render({ model, el }) {
    const [room, spread, compared] = [image(), image(), image()];
    const names = model.get("names");
    const ability = html("p", { class: "vc-ability" });
    const said = html("p");
    const figures = html("p");
    const off = html("p", { class: "vc-said vc-reserved", hidden: true });
    let api;
    let grading;
    let chosen = 0;
    let seen = null; // what is drawn: { rows, moment }

    /** What one seat holds at a moment. */
    const read = (rows, moment, before = "") => rows[`${before}seat`].map((row, i) => ({
      gone: row[moment - 1] & 1, cause: row[moment - 1] >> 1,
      chance: rows[`${before}chance`][i][moment - 1], effort: rows[`${before}effort`][i][moment - 1],
    }));
    const quote = ({ cause }, i) => {
      const { words } = api;
      if (!CAUSES[cause]) return words.no_miss;
      const sayings = model.get("sayings")[`miss_${CAUSES[cause]}`];
      return fill(words.quoted, { said: sayings[i % sayings.length], cause: words.causes_short[CAUSES[cause]] });
    };
    const figuresOf = (pupil) => fill(api.words[pupil.gone ? "figures_gone" : "figures"], { effort: percent(pupil.effort), chance: percent(pupil.chance) });
    const tell = () => {
      const pupil = read(seen.rows, seen.moment)[chosen];
      said.replaceChildren(html("strong", {}, fill(api.words.of_last_miss, { name: names[chosen] })), ` ${quote(pupil, chosen)}`);
      figures.textContent = figuresOf(pupil);
    };
    const seats = seating({
      count: 30,
      onchoose: (i) => { if (i !== chosen) { chosen = i; drawSeats(); } },
    });
    room.chart.append(seats.root);
    const drawSeats = () => {
      const { words } = api;
      const width = room.chart.clientWidth;
      const pupils = read(seen.rows, seen.moment);
      room.chart.style.fontSize = "15px";
      const bottom = seats.draw({
        pupils, names, chosen, width, top: 30,
        says: (i) => [fill(words.of_last_miss, { name: names[i] }), quote(pupils[i], i), figuresOf(pupils[i])].join(" "),
      });
      room.picture.replaceChildren(
        svg("line", { x1: width * 0.3, x2: width * 0.7, y1: 24, y2: 24, stroke: COLOUR.ink, "stroke-width": 4 }),
        svg("text", { x: width / 2, y: 14, "text-anchor": "middle", fill: COLOUR.second }, words.front));
      room.chart.setAttribute("viewBox", `0 0 ${width} ${bottom}`);
      room.chart.setAttribute("height", bottom);
      tell();
    };

    const view = {
      charts: [room.chart, spread.chart], file: "pressure-and-grading",
      build(given) {
        api = given;
        const { words, common, put } = api;
        grading = choice({
          label: words.grading, name: "grading", value: model.get("grading"), options: Object.entries(words.gradings),
          onchange: (value) => put({ grading: value }, { seen: ["grading", Object.keys(words.gradings).indexOf(value)] }),
        });
        const trying = [
          sign({ d: outcomePath(true, 9, 9, 15), fill: COLOUR.success }, words.tries),
          sign({ d: outcomePath(false, 9, 9, 15), fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 }, words.gone)];
        const [, ...causes] = causeSigns(common);
        return {
          stage: [
            html("div", { class: "vc-classroom" },
              html("div", {}, room.chart, html("div", { class: "vc-bubble" }, said, figures)),
              html("div", {}, spread.chart)),
            html("ul", { class: "vc-key" }, ...trying, html("li", {}, words.glyph), ...causes), ability, compared.chart, off],
          before: [grading.root],
        };
      },
      put: (now) => grading.set(now.grading),
      ahead: () => ["grading"],
      says({ shown: { rows }, moment }) {
        const { words } = api;
        const [mine, calm] = BOTH.map((before) => read(rows, moment, before));
        const trying = (pupils) => pupils.filter(({ gone }) => !gone).length;
        const places = { t: moment, pupils: mine.length, trying: trying(mine), calm: trying(calm) };
        return [fill(words.at_moment, places), words.subline_now];
      },
      draw({ shown, moment, guess }, summary) {
        const { words } = api;
        const { rows } = shown;
        seen = { rows, moment };
        room.picture.setAttribute("aria-label", words.room);
        seats.root.setAttribute("aria-label", words.room);
        spread.picture.setAttribute("aria-label", summary);
        drawSeats();
        const [mine, calm] = BOTH.map((before) => read(rows, moment, before));
        drawSpread(spread, [mine, calm], words);
        const blames = (pupils) => pupils.filter(({ cause }) => CAUSES[cause] === "ability").length;
        ability.textContent = fill(words.ability, { n: blames(mine), calm: blames(calm), pupils: mine.length });
        off.hidden = guess === null;
        compared.chart.style.display = guess === null ? "none" : "";
        if (guess !== null) drawGuess(compared, { guess, shown, pupils: mine.length, ended: moment === ATTEMPTS, words });
        if (guess !== null) off.textContent = moment < ATTEMPTS ? "" : sayOff(guess, shown, words);
      },
      tabular({ shown: { rows }, moment }) {
        const { words, common } = api;
        const cells = ({ gone, cause, chance, effort }) => [
          gone ? words.gone : words.tries, CAUSES[cause] ? common.causes[CAUSES[cause]] : words.no_miss, percent(chance), percent(effort)];
        const [mine, calm] = BOTH.map((before) => read(rows, moment, before));
        return [words.columns, mine.map((pupil, i) => [names[i], quote(pupil, i), ...cells(pupil), ...cells(calm[i])])];
      },
    };
    return explorable({ model, el, moments: ATTEMPTS, view });
  },
};

function sayOff(guess, { trying }, words) {
  const off = guess - trying;
  return fill(off > 0 ? words.off_high : off < 0 ? words.off_low : words.off_none, { n: Math.abs(off), trying, guess });
}

/** The scale of what was asked: the guess stays on it, the outcome is the one thick mark. */
function drawGuess({ chart, picture }, { guess, shown: { trying, calm_trying: calm }, pupils, ended, words }) {
  const width = chart.clientWidth;
  const size = width >= 1000 ? 18 : 15;
  const [top, base] = [size + 30, size + 66];
  const title = fill(words.scale, { pupils });
  const x = scale([0, pupils], [14, width - 14]);
  const anchor = (value) => (value < pupils / 4 ? "start" : value > (3 * pupils) / 4 ? "end" : "middle");
  const text = (said, value, y, fill_, weight = 700) => svg("text", { x: x(value), y, "text-anchor": anchor(value), fill: fill_, "font-weight": weight }, said);
  const parts = [
    svg("text", { x: 0, y: size, fill: COLOUR.ink, "font-weight": 700 }, title),
    svg("line", { x1: x(0), x2: x(pupils), y1: base, y2: base, stroke: COLOUR.ghost, "stroke-width": 2 }),
    ...[0, pupils / 3, (2 * pupils) / 3, pupils].map((value) => text(String(value), value, base + size + 6, COLOUR.second, 500)),
    svg("path", { d: `M${x(guess)} ${base + size + 14}l9 15h-18Z`, fill: COLOUR.effort }),
    text(fill(words.mark_guess, { n: guess }), guess, base + 2 * size + 36, COLOUR.effort)];
  if (ended) {
    parts.push(
      svg("line", { x1: x(calm), x2: x(calm), y1: base, y2: base - 14, stroke: COLOUR.ghost, "stroke-width": 3, "stroke-dasharray": "4 3" }),
      svg("line", { x1: x(trying), x2: x(trying), y1: base, y2: top + 4, stroke: COLOUR.failure, "stroke-width": 6 }),
      text(fill(words.mark_outcome, { n: trying }), trying, top - 4, COLOUR.failure));
  }
  chart.style.fontSize = `${size}px`;
  const height = base + 2 * size + 44;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.setAttribute("height", height);
  picture.setAttribute("aria-label", [`${title}.`, fill(words.mark_guess, { n: guess }), ended ? fill(words.mark_outcome, { n: trying }) : ""].join(" "));
  picture.replaceChildren(...parts);
}

const quantile = (sorted, share) => {
  const at = share * (sorted.length - 1);
  const [low, high] = [sorted[Math.floor(at)], sorted[Math.ceil(at)]];
  return low + (high - low) * (at - Math.floor(at));
};

/** Both classes as heaps along the chance of solving, each with its mean and the middle 80 % beneath. */
function drawSpread({ chart, picture }, classes, words) {
  const width = chart.clientWidth;
  const wide = width > 560;
  const size = wide ? 18 : 15;
  const mark = wide ? 12 : 9; // pixels
  const high = wide ? 142 : 132; // of the heaps
  const x = scale([0, FULL_SCALE], [8, width - 8]);
  const parts = [];
  const text = (said, at, y, anchor, fill_, weight = 500) => parts.push(svg("text", { x: at, y, "text-anchor": anchor, fill: fill_, "font-weight": weight }, said));
  let top = 0;
  classes.forEach((pupils, which) => {
    const colour = which ? COLOUR.second : COLOUR.ink;
    const bins = pupils.map(({ chance }) => Math.min(BINS - 1, Math.floor((chance / FULL_SCALE) * BINS)));
    const filled = new Array(BINS).fill(0);
    const abreast = Math.max(1, Math.floor((width - 16) / BINS / (mark + 1)));
    const base = top + high;
    const paths = { tries: "", gone: "" };
    pupils.forEach(({ gone }, i) => {
      const place = filled[bins[i]];
      filled[bins[i]] += 1;
      const across = x(((bins[i] + 0.5) / BINS) * FULL_SCALE) + (place % abreast - (abreast - 1) / 2) * (mark + 1);
      const up = base - 8 - Math.floor(place / abreast) * (mark + 1);
      paths[gone ? "gone" : "tries"] += outcomePath(!gone, across, Math.max(up, top + 30), mark);
    });
    const chances = pupils.map(({ chance }) => chance).sort((a, b) => a - b);
    const [lower, upper] = [0.1, 0.9].map((share) => quantile(chances, share));
    const mean = chances.reduce((sum, each) => sum + each, 0) / chances.length;
    text(words.classes[which], 0, top + 16, "start", colour, 700);
    parts.push(
      svg("line", { x1: x(0), x2: x(FULL_SCALE), y1: base, y2: base, stroke: COLOUR.ghost, "stroke-width": 1.5 }),
      svg("path", { d: paths.tries, fill: which ? COLOUR.ghost : COLOUR.success }),
      svg("path", { d: paths.gone, fill: "#fff", stroke: which ? COLOUR.ghost : COLOUR.failure, "stroke-width": 2 }),
      svg("rect", { x: x(lower), y: base + 8, width: Math.max(x(upper) - x(lower), 2), height: 12, fill: colour, opacity: 0.3 }),
      svg("line", { x1: x(mean), x2: x(mean), y1: base + 4, y2: base + 24, stroke: colour, "stroke-width": 5 }));
    text(fill(words.spread, { mean: percent(mean), low: percent(lower), high: percent(upper) }), 0, base + 26 + size, "start", colour, 700);
    top = base + 44 + size;
  });
  text("0%", x(0), top + 2, "start", COLOUR.second);
  text(words.chance_axis, width / 2, top + 2, "middle", COLOUR.second);
  text("100%", x(FULL_SCALE), top + 2, "end", COLOUR.second);
  chart.style.fontSize = `${size}px`;
  chart.setAttribute("viewBox", `0 0 ${width} ${top + 14}`);
  chart.setAttribute("height", top + 14);
  picture.replaceChildren(...parts);
}
