import { COLOUR, FULL_SCALE, area, choice, fill, freshId, html, line, outcomePath, percent, scale, svg } from "./drawing.js";
import { dragged, explorable } from "./explorable.js";
import {
  ATTEMPTS, causeIn, causeSigns, diaryOf, outcomeSigns, panel, share, sign, solvedIn, strip, tabulated, yearOn,
} from "./year.js";

const LAST = 15;
const GONE = "#CFD6DD"; // the ground behind a pupil who has given up

export default {
  render({ model, el }) {
    const picture = svg("g", { role: "img" });
    // Both stay the same elements while they move: a finger is lost when what it touches is taken away.
    const streak = svg("g", {}, svg("rect", { fill: "#FBE6D9" }), svg("rect", { fill: "transparent" }));
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, streak, picture);
    const key = html("ul", { class: "vc-key" });
    const diary = html("div", { class: "vc-diary" });
    let api;
    let crowd;
    let tellStreak = () => {};

    const build = (given) => {
      api = given;
      const { words, common, free, put } = api;
      crowd = choice({
        label: words.crowd, name: "crowd", value: model.get("crowd"), options: Object.entries(words.crowds),
        onchange: (value) => put({ crowd: value }),
      });
      if (free) {
        streak.classList.add("vc-dragged");
        tellStreak = dragged(streak, {
          api, name: "streak_start", label: words.streak_handle, every: () => Number(chart.dataset.attemptWidth),
          shown: (t) => fill(words.streak_at, { t }),
        });
      }
      signs.pupil = causeSigns(common);
      signs.class = [html("li", {}, words.class_key), ...outcomeSigns(common), sign({ d: "M0 2h18v14h-18Z", fill: GONE }, words.columns.gone)];
      return { stage: [chart, key], before: [crowd.root], below: [diary] };
    };
    const signs = { band: [] };

    const view = {
      charts: [chart], build, file: "failure-streak",
      put: (now) => crowd.set(now.crowd),
      // One pupil is cheap: every lever's range is fetched ahead. A crowd's is fetched for the lever in hand.
      ahead: (now) => (now.crowd === "pupil" ? api.specs.map((spec) => spec.name) : []),
      rested: () => diaryOf(diary, model.get("diary")),
      says({ shown, moment, now }) {
        const { words, common } = api;
        const t = moment - 1;
        if (now.crowd !== "pupil") {
          const pupils = { class: 30, band: 200 }[now.crowd];
          return [fill(words.crowd_at_moment, { t: moment, gone: Math.round((shown.rows.gone[0][t] * pupils) / FULL_SCALE), pupils }), words.crowd_subline];
        }
        const outcome = shown.rows.outcome[0][t];
        return [fill(words.at_moment, {
          t: moment, name: model.get("name"), outcome: common.outcomes[solvedIn(outcome)], cause: common.causes[causeIn(outcome)],
        }), fill(words.subline_none_now, { effort: percent(shown.rows.effort[0][t]) })];
      },
      draw(state, summary) {
        picture.setAttribute("aria-label", summary);
        drawChart({ ...state, ...api, chart, picture, streak, name: model.get("name") });
        if (api.free) tellStreak();
        key.replaceChildren(...signs[state.now.crowd]);
      },
      tabular({ shown: { rows }, moment, now }) {
        const { words: { columns: titles }, common } = api;
        const of = (name) => share(titles[name.replace("p_success", "chance")], rows[name]);
        const outcome = (name) => [titles[name], (i) => (solvedIn(rows[name][0][i]) ? common.solved : common.missed)];
        const one = now.crowd === "pupil";
        return tabulated([
          [titles.attempt, (i) => i + 1],
          ...(one ? [outcome("outcome"), [titles.cause, (i) => common.causes[causeIn(rows.outcome[0][i])]]] : [of("solved"), of("gone")]),
          ...["p_success", "expected", "effort"].map(of),
          ...(one ? [outcome("ghost_outcome")] : [of("ghost_solved"), of("ghost_gone")]),
          ...["ghost_p_success", "ghost_expected", "ghost_effort"].map(of),
        ], moment);
      },
    };
    return explorable({ model, el, moments: ATTEMPTS, view });
  },
};

/** The year as a picture: attempts, chances, effort, and where the prediction stood. */
function drawChart({ chart, picture, streak, shown, moment, now, words, name, guess }) {
  const pupilView = now.crowd === "pupil";
  const year = yearOn(chart, { moment });
  const { narrow, left, right, cell, columns, text } = year;
  const wrapped = pupilView && columns < ATTEMPTS;
  const { rows } = shown;

  // Attempts: one pupil's tiles with their causes, a class's seats, or a crowd's share that has given up
  const top = 28;
  let bottom;
  if (pupilView) {
    bottom = strip(year, {
      top, shaded: (i) => i >= now.streak_start && i < now.streak_start + now.streak_length,
      rows: [
        { outcomes: rows.outcome[0], label: name, colour: COLOUR.ink },
        { outcomes: rows.ghost_outcome[0], label: words.without, ghost: true },
      ],
    });
  } else if (rows.outcome.length) bottom = drawClass(year, rows, top);
  else bottom = drawGone(year, rows, words, top);

  const chanceTop = bottom + (narrow ? 92 : 34);
  const chanceHeight = narrow ? 150 : 180;
  panel(year, rows, {
    top: chanceTop, height: chanceHeight, ticks: [[FULL_SCALE, "100%"], [FULL_SCALE / 2, "50%"], [0, "0%"]],
    lines: [
      { name: "ghost_p_success", colour: COLOUR.ghost, dash: "7 5", label: words.without },
      { name: "ghost_expected", colour: COLOUR.ghost, dash: "2 4" },
      { name: "p_success", colour: COLOUR.ink, wide: true, label: words.chance },
      { name: "expected", colour: COLOUR.belief, wide: true, label: fill(pupilView ? words.expected : words.expected_crowd, { name }) },
    ],
  });
  const effortTop = chanceTop + chanceHeight + (narrow ? 52 : 34);
  const effortHeight = 80;
  panel(year, rows, {
    top: effortTop, height: effortHeight, ticks: [[FULL_SCALE, words.full], [0, words.none]],
    lines: [
      { name: "ghost_effort", colour: COLOUR.ghost, dash: "7 5" },
      { name: "effort", colour: COLOUR.effort, wide: true, filled: true, label: words.effort },
    ],
  });
  let end = effortTop + effortHeight + 26;
  text(words.september, left, end);
  text(fill(words.june, { attempts: ATTEMPTS }), right, end, { anchor: "end" });

  // The streak, behind everything
  const shadowTop = wrapped ? chanceTop - 4 : 22;
  const from = left + now.streak_start * cell;
  const misses = Math.max(now.streak_length, 0);
  const bandWidth = Math.max(misses * cell, 4);
  const grabbed = Math.max(bandWidth, 44);
  const height = effortTop + effortHeight - shadowTop;
  const [band, grab] = streak.children;
  const lie = (rect, at, wide) => Object.entries({ x: at, y: shadowTop, width: wide, height }).forEach(([side, value]) => rect.setAttribute(side, value));
  lie(band, from, bandWidth);
  lie(grab, from - (grabbed - bandWidth) / 2, grabbed);
  streak.style.display = misses ? "" : "none";
  if (misses) {
    const label = fill(misses === 1 ? words.streak_band.one : words.streak_band.other, { n: misses });
    const at = wrapped ? { at: left, anchor: "start" } : { at: Math.max(from + bandWidth / 2, left + 34), anchor: "middle" };
    text(label, at.at, 16, { anchor: at.anchor, fill: COLOUR.failure, weight: 700 });
  }

  if (guess !== null) end = drawGuess(year, { shown, guess, words, top: end + 44, now });
  year.finish(picture, end);
}

function drawClass({ parts, moment, left, cell, x }, rows, top) {
  const pitch = 11;
  const size = Math.min(cell - 1, 8);
  let solved = "";
  let missed = "";
  let gone = "";
  rows.outcome.forEach((row, pupil) => {
    const y = top + (pupil + 0.5) * pitch;
    for (let i = 0; i < moment; i += 1) {
      if (row[i] & 2) gone += `M${left + i * cell} ${y - pitch / 2}h${cell}v${pitch}h${-cell}Z`;
      if (solvedIn(row[i])) solved += outcomePath(true, x(i), y, size);
      else missed += outcomePath(false, x(i), y, size);
    }
  });
  parts.push(
    svg("path", { d: gone, fill: GONE }),
    svg("path", { d: solved, fill: COLOUR.success }),
    svg("path", { d: missed, fill: "none", stroke: COLOUR.failure, "stroke-width": 1.5 }));
  return top + rows.outcome.length * pitch;
}

function drawGone({ parts, text, moment, left, right, x, narrow }, rows, words, top) {
  const height = 90;
  const y = scale([0, FULL_SCALE], [top + height, top]);
  const until = (values) => values.subarray(0, moment);
  for (const value of [0, FULL_SCALE]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(value), y2: y(value), stroke: COLOUR.grid, "stroke-width": 1.5 }));
    text(percent(value), left - 10, y(value) + 5, { anchor: "end" });
  }
  parts.push(
    svg("path", { d: area(until(rows.gone[0]).map(() => 0), until(rows.gone[0]), x, y), fill: COLOUR.failure, opacity: 0.25 }),
    svg("path", { d: line(until(rows.gone[0]), x, y), fill: "none", stroke: COLOUR.failure, "stroke-width": 3 }),
    svg("path", { d: line(until(rows.ghost_gone[0]), x, y), fill: "none", stroke: COLOUR.ghost, "stroke-width": 2, "stroke-dasharray": "7 5" }));
  if (narrow) text(words.columns.gone, left + 4, top + 22, { fill: COLOUR.failure, weight: 700 });
  else text(words.columns.gone, right + 12, y(rows.gone[0][moment - 1]) + 5, { fill: COLOUR.failure, weight: 700 });
  return top + height;
}

/** The prediction beside what came out: the guess stays, the outcome is the one thick mark. */
function drawGuess({ parts, text, moment, left, right }, { shown, guess, words, top, now }) {
  const x = scale([0, LAST], [left, right]);
  const y = top + 92;
  text(fill(words.last_tasks, { last: LAST }), left, top, { fill: COLOUR.ink, weight: 700 });
  parts.push(svg("line", { x1: left, x2: right, y1: y, y2: y, stroke: COLOUR.ghost, "stroke-width": 2 }));
  for (const value of [0, 5, 10, 15]) text(String(value), x(value), y + 22, { anchor: "middle" });
  const anchor = (value) => (value < 3 ? "start" : value > LAST - 3 ? "end" : "middle");
  const mark = (value, label, colour, height, stroke) => {
    parts.push(svg("line", { x1: x(value), x2: x(value), y1: y, y2: y - height, ...stroke, stroke: colour }));
    text(label, x(value), y - height - 6, { anchor: anchor(value), fill: colour, weight: 700, halo: true });
  };
  if (moment === ATTEMPTS) {
    if (now.streak_length) mark(shown.ghost_solved, fill(words.mark_ghost, { n: shown.ghost_solved }), COLOUR.ghost, 60, { "stroke-width": 3, "stroke-dasharray": "4 3" });
    mark(shown.solved, fill(words.mark_outcome, { n: shown.solved }), COLOUR.failure, 34, { "stroke-width": 6 });
  }
  parts.push(svg("path", { d: `M${x(guess)} ${y + 30}l9 15h-18Z`, fill: COLOUR.effort }));
  const off = guess - shown.solved;
  const said = moment < ATTEMPTS ? "" : `. ${fill(off > 0 ? words.off_by : off < 0 ? words.off_under : words.off_none, { n: Math.abs(off) })}`;
  text(fill(words.mark_guess, { n: guess }) + said, x(guess), y + 64, { anchor: guess < 5 ? "start" : guess > 10 ? "end" : "middle", fill: COLOUR.effort, weight: 700 });
  return y + 72;
}
