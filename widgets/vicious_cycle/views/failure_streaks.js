import {
  CAUSES, COLOUR, FULL_SCALE, area, button, causePath, choice, clock, csv, fill, freshId, html, line, linkTo, memory,
  onceAFrame, outcomePath, percent, readAddress, save, scale, slider, standaloneSvg, svg, table, unpack, writeAddress,
} from "./drawing.js";

const ATTEMPTS = 60;
const LAST = 15;
const NARROW = 620; // below this width lines are named above the chart, not beside it
const WIDE = 1000; // from this width on the type is larger, to be read from the last row
const GONE = "#CFD6DD"; // the ground behind a pupil who has given up
const TILE = 11; // a tile narrower than this is no longer a circle or a square: the strip is wrapped instead

export default {
  render({ model, el }) {
    const common = model.get("words").common;
    const words = model.get("words").failure_streaks;
    const leverWords = model.get("words").failure_streaks_levers;
    const specs = model.get("levers");
    const free = model.get("free");
    const now = {}; // the levers as the thumb has them; the kernel follows
    const ranges = new Map(); // lever -> every picture along it, as long as nothing else has moved
    let stamp = 0;
    let moving = null;
    let moment = ATTEMPTS;
    let shown = null;

    // What stands on the page
    const note = html("p", { class: "vc-note", role: "alert", hidden: true });
    const waiting = html("p", { class: "vc-waiting" }, common.waiting);
    const headline = html("h3", { class: "vc-headline" });
    const subline = html("p", { class: "vc-subline" });
    const picture = svg("g", { role: "img" });
    const streak = svg("g", { class: free ? "vc-streak" : "" });
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart") }, streak, picture);
    const key = html("ul", { class: "vc-key" });
    const diary = html("div", { class: "vc-diary" });
    const numbers = html("div", { hidden: true });
    const status = html("p", { role: "status", class: "vc-hidden" });
    const copied = html("p", { role: "status", class: "vc-status" });
    const time = clock({
      attempts: ATTEMPTS, words: common,
      onmoment: (t) => {
        moment = t;
        if (t === ATTEMPTS && !free) memory.write("played", true);
        drawSoon();
      },
    });

    // Levers
    const shownValue = (spec, value) => {
      const { steps } = leverWords[spec.name];
      if (!steps) return String(value + spec.shown_from);
      return steps[Math.round(((value - spec.low) / (spec.high - spec.low)) * (steps.length - 1))];
    };
    const sliders = Object.fromEntries(specs.map((spec) => [spec.name, slider({
      label: leverWords[spec.name].label, ends: [leverWords[spec.name].low, leverWords[spec.name].high],
      low: spec.low, high: spec.high, step: spec.step, value: model.get(spec.name), name: spec.name,
      shown: (value) => shownValue(spec, value),
      oninput: (value) => move(spec.name, value),
      onchange: () => settle(spec.name),
      onwant: () => want([spec.name]),
    })]));
    const crowd = choice({
      label: words.crowd, name: "crowd", value: model.get("crowd"), options: Object.entries(words.crowds),
      onchange: (value) => put({ crowd: value }),
    });
    const beginning = { ...model.get("drawn") };
    const presets = html("fieldset", { class: "vc-choice" }, html("legend", {}, common.presets),
      ...model.get("presets").map(({ id, query }) => button(model.get("words").failure_streaks_presets[id], () =>
        put(Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, Number(value)]))))));

    const position = (name, value) => {
      const spec = specs.find((each) => each.name === name);
      return Math.round((value - spec.low) / spec.step);
    };
    const move = (name, value) => {
      moving = name;
      now[name] = value;
      sliders[name].set(value);
      diary.setAttribute("aria-busy", "true");
      time.end();
      if (!ranges.has(name)) want([name]);
      showPosition(name);
    };
    const showPosition = (name) => {
      const range = ranges.get(name);
      if (!range) return;
      const index = position(name, now[name]);
      const [head, sub, solved, ghostSolved] = range.said[index];
      shown = { rows: unpack(range.bytes, range.sections, ATTEMPTS, index), headline: head, subline: sub, solved, ghostSolved };
      drawSoon();
    };
    const settle = (name) => {
      if (now[name] === model.get(name)) { moving = null; adopt(); return; }
      moving = null;
      put({ [name]: now[name] }, name);
    };
    const put = (values, same = null) => {
      stamp += 1;
      for (const name of [...ranges.keys()]) if (name !== same) ranges.delete(name);
      Object.assign(now, values);
      for (const [name, value] of Object.entries(values)) sliders[name]?.set(value);
      crowd.set(now.crowd);
      time.end();
      model.set(values);
      model.save_changes();
      if (free) writeAddress(now);
    };
    const want = (names) => {
      const missing = names.filter((name) => !ranges.has(name));
      if (missing.length) model.send({ levers: missing, stamp });
    };
    const adopt = () => {
      const drawn = model.get("drawn");
      if (moving || Object.entries(drawn).some(([name, value]) => now[name] !== value)) return;
      shown = {
        rows: unpack(model.get("frame"), model.get("sections"), ATTEMPTS),
        headline: model.get("headline"), subline: model.get("subline"),
        solved: model.get("solved"), ghostSolved: model.get("ghost_solved"),
      };
      tellDiary();
      diary.removeAttribute("aria-busy");
      drawSoon();
      status.textContent = fill(common.shown, { headline: shown.headline });
      // One pupil is cheap: every lever's range is fetched ahead. A crowd's is fetched for the lever in hand.
      if (free) want(now.crowd === "pupil" ? specs.map((spec) => spec.name) : specs.map((spec) => spec.name).filter((name) => sliders[name].input === document.activeElement));
    };

    // Drawing
    const tellDiary = () => {
      const told = model.get("diary");
      diary.hidden = !told.length;
      diary.replaceChildren(html("ol", {}, ...told.map(([, sentence]) => html("li", {}, sentence))));
    };
    const sayMoment = () => {
      if (moment === ATTEMPTS) return [shown.headline, shown.subline];
      const t = moment - 1;
      if (now.crowd !== "pupil") {
        const pupils = { class: 30, band: 200 }[now.crowd];
        return [fill(words.crowd_at_moment, { t: moment, gone: Math.round((shown.rows.gone[0][t] * pupils) / FULL_SCALE), pupils }), words.crowd_subline];
      }
      const outcome = shown.rows.outcome[0][t];
      return [fill(words.at_moment, {
        t: moment, name: model.get("name"), outcome: words.at_moment_outcomes[outcome & 1], cause: common.causes[CAUSES[outcome >> 2]],
      }), fill(words.subline_none_now, { effort: percent(shown.rows.effort[0][t]) })];
    };
    const draw = () => {
      if (!shown || !model.get("revealed") || !chart.clientWidth) return;
      const [head, sub] = sayMoment();
      headline.textContent = head;
      subline.textContent = sub;
      picture.setAttribute("aria-label", fill(words.chart_summary, { headline: head, subline: sub }));
      drawChart({ chart, picture, streak, shown, moment, now, free, words, common, name: model.get("name"), guess: model.get("guess"), pupilView: now.crowd === "pupil" });
      key.replaceChildren(...keyOf[now.crowd]);
      if (!numbers.hidden) numbers.replaceChildren(tableOf());
    };
    const drawSoon = onceAFrame(draw);

    const tabular = () => {
      const { rows } = shown;
      const share = (name) => [words.columns[name.replace("p_success", "chance")], (i) => rows[name].map((row) => Math.round((100 * row[i]) / FULL_SCALE)).join(" / ")];
      const outcome = (name) => [words.columns[name], (i) => (rows[name][0][i] & 1 ? common.solved : common.missed)];
      const one = now.crowd === "pupil";
      const columns = [
        [words.columns.attempt, (i) => i + 1],
        ...(one ? [outcome("outcome"), [words.columns.cause, (i) => common.causes[CAUSES[rows.outcome[0][i] >> 2]]]] : [share("solved"), share("gone")]),
        share("p_success"), share("expected"), share("effort"),
        ...(one ? [outcome("ghost_outcome")] : [share("ghost_solved"), share("ghost_gone")]),
        share("ghost_p_success"), share("ghost_expected"), share("ghost_effort"),
      ];
      const body = Array.from({ length: moment }, (_, i) => columns.map(([, cell]) => String(cell(i))));
      return [columns.map(([title]) => title), body];
    };
    const tableOf = () => table(headline.textContent, ...tabular());

    const toggle = (words_, panel, fresh) => {
      const control = button(words_, () => {
        panel.hidden = !panel.hidden;
        control.setAttribute("aria-expanded", String(!panel.hidden));
        if (!panel.hidden) panel.replaceChildren(fresh());
      }, "vc-link");
      control.setAttribute("aria-expanded", "false");
      return control;
    };
    const copy = async () => {
      try {
        await navigator.clipboard.writeText(linkTo(now));
        copied.textContent = common.copied;
      } catch {
        copied.textContent = common.copy_failed;
      }
    };
    const exports = html("div", { class: "vc-row" },
      toggle(common.table, numbers, tableOf),
      free && button(common.copy_link, copy, "vc-link"),
      button(common.csv, () => save("failure-streak.csv", "text/csv", csv(...tabular())), "vc-link"),
      button(common.picture, () => save("failure-streak.svg", "image/svg+xml", standaloneSvg(chart, headline.textContent)), "vc-link"));

    // The streak is a slider of its own: drag it along the year, or use the arrow keys.
    const startOf = specs.find((spec) => spec.name === "streak_start");
    if (free) {
      Object.entries({ role: "slider", tabindex: "0", "aria-label": words.streak_handle, "aria-valuemin": startOf.low + 1, "aria-valuemax": startOf.high + 1 })
        .forEach(([name, value]) => streak.setAttribute(name, value));
      const place = (value) => move("streak_start", Math.max(startOf.low, Math.min(startOf.high, value)));
      let grip = null;
      streak.addEventListener("focus", () => want(["streak_start"]));
      streak.addEventListener("pointerenter", () => want(["streak_start"]));
      streak.addEventListener("pointerdown", (event) => {
        streak.setPointerCapture(event.pointerId);
        grip = { x: event.clientX, start: now.streak_start };
      });
      streak.addEventListener("pointermove", (event) => {
        if (grip) place(grip.start + Math.round((event.clientX - grip.x) / Number(chart.dataset.attemptWidth)));
      });
      for (const end of ["pointerup", "pointercancel"]) {
        streak.addEventListener(end, () => { if (grip) { grip = null; settle("streak_start"); } });
      }
      const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -ATTEMPTS, End: ATTEMPTS };
      streak.addEventListener("keydown", (event) => {
        if (!(event.key in keys)) return;
        event.preventDefault();
        place(now.streak_start + keys[event.key]);
        settle("streak_start");
      });
    }

    const sign = (path, words_) => html("li", {}, svg("svg", { viewBox: "0 0 18 18", "aria-hidden": "true" }, svg("path", path)), words_);
    const solved = sign({ d: outcomePath(true, 9, 9, 13), fill: COLOUR.success }, common.solved);
    const missed = sign({ d: outcomePath(false, 9, 9, 14), fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 }, common.missed);
    const keyOf = {
      pupil: [html("li", {}, common.cause_key), ...CAUSES.map((cause) => sign({ d: causePath(cause, 9, 9, 14), fill: COLOUR[cause] }, common.causes[cause]))],
      class: [html("li", {}, words.class_key), solved, missed, sign({ d: "M0 2h18v14h-18Z", fill: GONE }, words.columns.gone)],
      band: [],
    };
    const view = html("div", { class: `vc-grid ${free ? "vc-free" : ""}` },
      html("div", {}, headline, subline, chart, key,
        html("div", { class: "vc-row" }, ...time.buttons, time.scrubber), time.speed),
      free && html("div", {}, crowd.root,
        ...specs.map((spec) => sliders[spec.name].root),
        html("div", { class: "vc-row" },
          button(words.another, () => put({ seed: (now.seed + 1) % 2 ** 32 })),
          button(common.reset, () => put({ ...beginning }))),
        presets),
      html("div", {}, diary, exports, copied, numbers));
    el.classList.add("vc");
    el.append(note, waiting, view, status);

    // The kernel's side
    const fromModel = () => {
      for (const name of Object.keys(model.get("drawn"))) {
        now[name] = model.get(name);
        sliders[name]?.set(now[name]);
      }
      crowd.set(now.crowd);
    };
    const reveal = (fresh) => {
      const revealed = model.get("revealed");
      waiting.hidden = revealed;
      view.hidden = !revealed;
      if (!revealed) {
        time.end();
        status.textContent = "";
        if (fresh && !free) memory.write("played", false);
        return;
      }
      drawSoon();
      if (!free && !memory.read("played") && !matchMedia("(prefers-reduced-motion: reduce)").matches) time.start();
    };
    const tellNote = () => {
      note.textContent = model.get("note");
      note.hidden = !note.textContent;
    };
    model.on("change:drawn", () => { if (!moving && linked) adopt(); });
    model.on("change:revealed", () => reveal(true));
    model.on("change:guess", drawSoon);
    model.on("change:note", tellNote);
    model.on("msg:custom", (message, buffers) => {
      if (message.linked) { linked = true; fromModel(); adopt(); reveal(); return; }
      if (message.stamp !== stamp) return;
      ranges.set(message.lever, { bytes: buffers[0], sections: message.sections, said: message.said });
      if (moving === message.lever) showPosition(moving);
    });

    const address = free ? readAddress() : "";
    let linked = !address || address === model.get("query");
    fromModel();
    if (!linked) { model.set("query", address); model.save_changes(); }
    else adopt();
    reveal();
    const observer = new ResizeObserver(drawSoon);
    observer.observe(chart);
    return () => { observer.disconnect(); time.stop(); };
  },
};

/** The year as a picture: attempts, chances, effort, and where the prediction stood. */
function drawChart({ chart, picture, streak, shown, moment, now, free, words, common, name, guess, pupilView }) {
  const width = chart.clientWidth;
  const narrow = width < NARROW;
  const wide = width >= WIDE;
  chart.style.fontSize = wide ? "18px" : "15px";
  const left = narrow ? 54 : wide ? 194 : 146;
  const right = width - (narrow ? 6 : wide ? 236 : 196);
  const cell = (right - left) / ATTEMPTS;
  const x = (i) => left + (i + 0.5) * cell;
  const columns = [ATTEMPTS, ATTEMPTS / 2, ATTEMPTS / 3].find((count) => (right - left) / count >= TILE) ?? ATTEMPTS / 3;
  const wrapped = pupilView && columns < ATTEMPTS;
  const { rows } = shown;
  const parts = [];
  const text = (words_, at, y, { anchor = "start", fill: colour = COLOUR.second, weight = 500 } = {}) =>
    parts.push(svg("text", { x: at, y, "text-anchor": anchor, fill: colour, "font-weight": weight }, words_));

  // Attempts: one pupil's tiles with their causes, a class's seats, or a crowd's share that has given up
  const stripTop = 28;
  let bottom;
  if (pupilView) bottom = drawStrip({ parts, text, rows, moment, columns, left, right, name, words, top: stripTop, now });
  else if (rows.outcome.length) bottom = drawClass({ parts, rows, moment, left, cell, x, top: stripTop });
  else bottom = drawGone({ parts, text, rows, moment, left, right, x, narrow, words, top: stripTop });

  // Chances and effort
  const seen = svg("clipPath", { id: `${chart.id}-seen` },
    svg("rect", { x: 0, y: 0, width: moment === ATTEMPTS ? width : left + moment * cell, height: 2000 }));
  const clip = `url(#${chart.id}-seen)`;
  const middle = (all) => all[all.length >> 1];
  const panel = (top, height, ticks, lines) => {
    const y = scale([0, FULL_SCALE], [top + height, top]);
    for (const [value, label] of ticks) {
      parts.push(svg("line", { x1: left, x2: right, y1: y(value), y2: y(value), stroke: COLOUR.grid, "stroke-width": 1.5 }));
      text(label, left - 10, y(value) + 5, { anchor: "end" });
    }
    for (const { name: row, colour, dash, wide, filled } of lines) {
      const values = rows[row];
      if (values.length === 3 && !dash) parts.push(svg("path", { d: area(values[0], values[2], x, y), fill: colour, opacity: 0.14, "clip-path": clip }));
      if (filled && values.length === 1) parts.push(svg("path", { d: area(values[0].map(() => 0), values[0], x, y), fill: colour, opacity: 0.18, "clip-path": clip }));
      parts.push(svg("path", { d: line(middle(values), x, y), fill: "none", stroke: colour, "stroke-width": wide ? 3 : 2, "stroke-dasharray": dash, "clip-path": clip }));
    }
    const named = lines.filter(({ label }) => label);
    if (narrow) {
      named.forEach(({ label, colour, dash }, i) => {
        const at = top - 14 - 20 * (named.length - 1 - i);
        parts.push(svg("line", { x1: left, x2: left + 26, y1: at - 5, y2: at - 5, stroke: colour, "stroke-width": 3, "stroke-dasharray": dash }));
        text(label, left + 34, at, { fill: colour, weight: 700 });
      });
    } else {
      const wanted = named.map(({ name: row, ...rest }) => ({ ...rest, at: y(middle(rows[row])[moment - 1]) })).sort((a, b) => a.at - b.at);
      spread(wanted.map(({ at }) => at), 20, top, top + height).forEach((at, i) => {
        text(wanted[i].label, right + 12, at + 5, { fill: wanted[i].colour, weight: 700 });
      });
    }
    return y;
  };
  const chanceTop = bottom + (narrow ? 92 : 34);
  const chanceHeight = narrow ? 150 : 180;
  panel(chanceTop, chanceHeight, [[FULL_SCALE, "100%"], [FULL_SCALE / 2, "50%"], [0, "0%"]], [
    { name: "ghost_p_success", colour: COLOUR.ghost, dash: "7 5", label: words.without },
    { name: "ghost_expected", colour: COLOUR.ghost, dash: "2 4" },
    { name: "p_success", colour: COLOUR.ink, wide: true, label: words.chance },
    { name: "expected", colour: COLOUR.belief, wide: true, label: fill(pupilView ? words.expected : words.expected_crowd, { name }) },
  ]);
  const effortTop = chanceTop + chanceHeight + (narrow ? 52 : 34);
  const effortHeight = 80;
  panel(effortTop, effortHeight, [[FULL_SCALE, words.full], [0, words.none]], [
    { name: "ghost_effort", colour: COLOUR.ghost, dash: "7 5" },
    { name: "effort", colour: COLOUR.effort, wide: true, filled: true, label: words.effort },
  ]);
  let end = effortTop + effortHeight + 26;
  text(words.september, left, end);
  text(fill(words.june, { attempts: ATTEMPTS }), right, end, { anchor: "end" });

  // The streak, behind everything
  const shadowTop = wrapped ? chanceTop - 4 : 22;
  const from = left + now.streak_start * cell;
  const misses = Math.max(now.streak_length, 0);
  const bandWidth = Math.max(misses * cell, 4);
  const grabbed = Math.max(bandWidth, 44);
  streak.replaceChildren(...(misses ? [
    svg("rect", { x: from, y: shadowTop, width: bandWidth, height: effortTop + effortHeight - shadowTop, fill: "#FBE6D9" }),
    svg("rect", { x: from - (grabbed - bandWidth) / 2, y: shadowTop, width: grabbed, height: effortTop + effortHeight - shadowTop, fill: "transparent", stroke: "none" }),
  ] : []));
  if (free) {
    streak.setAttribute("aria-valuenow", now.streak_start + 1);
    streak.setAttribute("aria-valuetext", fill(words.streak_at, { t: now.streak_start + 1 }));
  }
  if (misses) {
    const label = fill(misses === 1 ? words.streak_band.one : words.streak_band.other, { n: misses });
    const at = wrapped ? { at: left, anchor: "start" } : { at: Math.max(from + bandWidth / 2, left + 34), anchor: "middle" };
    text(label, at.at, 16, { anchor: at.anchor, fill: COLOUR.failure, weight: 700 });
  }

  if (guess !== null) end = drawGuess({ parts, text, shown, moment, guess, left, right, words, top: end + 44, now });
  chart.dataset.attemptWidth = cell;
  chart.setAttribute("viewBox", `0 0 ${width} ${end + 8}`);
  chart.setAttribute("height", end + 8);
  picture.replaceChildren(seen, ...parts);
}

/** Labels moved apart so that none covers another, kept between two heights. */
function spread(heights, gap, top, bottom) {
  const apart = [...heights];
  for (let i = 1; i < apart.length; i += 1) apart[i] = Math.max(apart[i], apart[i - 1] + gap);
  const over = Math.max(0, (apart.at(-1) ?? 0) - bottom);
  for (let i = apart.length - 1; i >= 0; i -= 1) {
    apart[i] = Math.min(apart[i], i === apart.length - 1 ? apart[i] - over : apart[i + 1] - gap);
  }
  return apart.map((at) => Math.max(at, top - 6));
}

function drawStrip({ parts, text, rows, moment, columns, left, right, name, words, top, now }) {
  const wrapped = columns < ATTEMPTS;
  const wide = (right - left) / columns;
  const size = Math.min(wide - 2, 15);
  const pitch = 64;
  const at = (i) => [left + ((i % columns) + 0.5) * wide, top + 8 + Math.floor(i / columns) * pitch];
  const paths = { solved: "", missed: "", ghostSolved: "", ghostMissed: "", ...Object.fromEntries(CAUSES.map((cause) => [cause, ""])) };
  for (let i = 0; i < moment; i += 1) {
    const [across, down] = at(i);
    const outcome = rows.outcome[0][i];
    const ghostSolved = rows.ghost_outcome[0][i] & 1;
    if (wrapped && i >= now.streak_start && i < now.streak_start + now.streak_length) {
      parts.push(svg("rect", { x: across - wide / 2, y: down - 12, width: wide, height: 34, fill: "#FBE6D9" }));
    }
    paths[outcome & 1 ? "solved" : "missed"] += outcomePath(outcome & 1, across, down, size);
    paths[CAUSES[outcome >> 2]] += causePath(CAUSES[outcome >> 2], across, down + 17, Math.min(size - 2, 12));
    paths[ghostSolved ? "ghostSolved" : "ghostMissed"] += outcomePath(ghostSolved, across, down + 36, Math.min(size - 2, 12));
  }
  parts.push(
    svg("path", { d: paths.solved, fill: COLOUR.success }),
    svg("path", { d: paths.missed, fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 }),
    svg("path", { d: paths.ghostSolved, fill: COLOUR.ghost }),
    svg("path", { d: paths.ghostMissed, fill: "#fff", stroke: COLOUR.ghost, "stroke-width": 1.5 }),
    ...CAUSES.map((cause) => svg("path", { d: paths[cause], fill: COLOUR[cause] })));
  if (wrapped) {
    for (let first = 0; first < ATTEMPTS; first += columns) {
      text(`${first + 1}–${first + columns}`, left - 8, top + 13 + (first / columns) * pitch, { anchor: "end" });
    }
  } else {
    text(name, left - 14, top + 13, { anchor: "end", fill: COLOUR.ink, weight: 700 });
    text(words.without, left - 14, top + 49, { anchor: "end" });
  }
  return top + (wrapped ? (ATTEMPTS / columns) * pitch - 14 : 56);
}

function drawClass({ parts, rows, moment, left, cell, x, top }) {
  const pitch = 11;
  const size = Math.min(cell - 1, 8);
  let solved = "";
  let missed = "";
  let gone = "";
  rows.outcome.forEach((row, pupil) => {
    const y = top + (pupil + 0.5) * pitch;
    for (let i = 0; i < moment; i += 1) {
      if (row[i] & 2) gone += `M${left + i * cell} ${y - pitch / 2}h${cell}v${pitch}h${-cell}Z`;
      if (row[i] & 1) solved += outcomePath(true, x(i), y, size);
      else missed += outcomePath(false, x(i), y, size);
    }
  });
  parts.push(
    svg("path", { d: gone, fill: GONE }),
    svg("path", { d: solved, fill: COLOUR.success }),
    svg("path", { d: missed, fill: "none", stroke: COLOUR.failure, "stroke-width": 1.5 }));
  return top + rows.outcome.length * pitch;
}

function drawGone({ parts, text, rows, moment, left, right, x, narrow, words, top }) {
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
function drawGuess({ parts, text, shown, moment, guess, left, right, words, top, now }) {
  const x = scale([0, LAST], [left, right]);
  const y = top + 66;
  text(fill(words.last_tasks, { last: LAST }), left, top, { fill: COLOUR.ink, weight: 700 });
  parts.push(svg("line", { x1: left, x2: right, y1: y, y2: y, stroke: COLOUR.ghost, "stroke-width": 2 }));
  for (const value of [0, 5, 10, 15]) text(String(value), x(value), y + 22, { anchor: "middle" });
  const anchor = (value) => (value < 3 ? "start" : value > LAST - 3 ? "end" : "middle");
  const mark = (value, label, colour, height, stroke) => {
    parts.push(svg("line", { x1: x(value), x2: x(value), y1: y, y2: y - height, ...stroke, stroke: colour }));
    text(label, x(value), y - height - 6, { anchor: anchor(value), fill: colour, weight: 700 });
  };
  if (moment === ATTEMPTS) {
    if (now.streak_length) mark(shown.ghostSolved, fill(words.mark_ghost, { n: shown.ghostSolved }), COLOUR.ghost, 14, { "stroke-width": 3, "stroke-dasharray": "4 3" });
    mark(shown.solved, fill(words.mark_outcome, { n: shown.solved }), COLOUR.failure, 34, { "stroke-width": 6 });
  }
  parts.push(svg("path", { d: `M${x(guess)} ${y + 30}l9 15h-18Z`, fill: COLOUR.effort }));
  const off = guess - shown.solved;
  const said = moment < ATTEMPTS ? "" : `. ${fill(off > 0 ? words.off_by : off < 0 ? words.off_under : words.off_none, { n: Math.abs(off) })}`;
  text(fill(words.mark_guess, { n: guess }) + said, x(guess), y + 64, { anchor: guess < 5 ? "start" : guess > 10 ? "end" : "middle", fill: COLOUR.effort, weight: 700 });
  return y + 72;
}
