import { fill, html, unpack } from "./drawing.js";
import { explorable } from "./explorable.js";
import { heaps } from "./heaps.js";
import { loopDiagram } from "./loop.js";
import { phaseMap } from "./phase_map.js";

const MOMENTS = 60;
const PUPILS = 30;
const PATIENCE = 200; // milliseconds after which progress is told
const START_ROWS = [["believes", 1], ["able", 1], ["gone", 1]];

export default {
  render({ model, el }) {
    const sides = model.get("sides");
    let api;
    let loop;
    let map;
    let classes;
    const hint = html("p", { class: "vc-hint vc-reserved" });
    const progress = html("p", { class: "vc-hint vc-reserved", role: "status" });
    const compared = html("p", { class: "vc-said vc-reserved", hidden: true });

    // The maps of the year come one by one, the present one first; a lever that moves makes all of them outdated.
    const maps = new Map();
    let asked = null; // what the maps are of
    let since = 0;
    let drawn = null; // the attempt whose map is on the page
    const mapAt = (moment) => sides.every * Math.floor((moment - 1) / sides.every);
    const askForMaps = (moment) => {
      const of = JSON.stringify(api.now);
      if (asked === of) return;
      asked = of;
      maps.clear();
      since = performance.now();
      const first = mapAt(moment);
      const year = Array.from({ length: MOMENTS / sides.every }, (_, i) => (first + sides.every * i) % MOMENTS);
      model.send({ maps: year, stamp: asked });
    };
    const received = (message, buffers) => {
      if (message.stamp !== asked) return;
      maps.set(message.map, new Uint8Array(buffers[0].buffer, buffers[0].byteOffset, buffers[0].byteLength));
      const late = performance.now() - since > PATIENCE && maps.size < MOMENTS / sides.every;
      progress.textContent = late ? fill(api.words.map_progress, { n: maps.size, all: MOMENTS / sides.every }) : startSaid();
      if ([0, drawn].includes(message.map)) api.drawSoon();
    };

    // The start is dragged about the map: the ring follows at once, its way as fast as the kernel answers.
    let held = null;
    let heldWay = null;
    let flying = false;
    const askForWay = () => {
      if (flying || !held) return;
      flying = true;
      model.send({ start: held });
    };
    const drag = (point) => {
      if (String(point) === String(held)) return;
      held = point;
      heldWay = null;
      askForWay();
      api.drawSoon();
    };
    const drop = (point) => {
      held = null;
      if (point && String(point) !== String([api.now.start_belief, api.now.start_skill])) api.put({ start_belief: point[0], start_skill: point[1] });
      else api.drawSoon();
    };
    const wayCame = (message, buffers) => {
      flying = false;
      if (String(message.start) === String(held)) { heldWay = unpack(buffers[0], START_ROWS, MOMENTS); api.drawSoon(); } else askForWay();
    };
    let startSaid = () => "";

    const build = (given) => {
      api = given;
      const { words, now, free, put, want, sliders } = api;
      loop = loopDiagram({
        arrows: model.get("arrows"), switches: sides.switches, words, free,
        onwant: () => want(["cut"]),
        onswitch: (cut) => {
          const next = now.cut.includes(cut) ? now.cut.filter((each) => each !== cut) : [...now.cut, cut].sort();
          put({ cut: next }, { seen: ["cut", sides.switches.indexOf(cut)] });
        },
        tell: (sentence) => { hint.textContent = sentence || words.loop_hint; },
      });
      hint.textContent = free ? words.loop_hint : words.loop_key;
      map = phaseMap({ sides, words, free, ondrag: drag, ondrop: drop });
      classes = Object.entries(words.classes).map(([name, title]) => ({ name, title, ...heaps({ gone: sides.gone, words }) }));
      view.charts = [loop.chart, map.chart, ...classes.map(({ chart }) => chart)];
      const starts = ["start_belief", "start_skill"].map((name) => sliders[name].root);
      return {
        stage: [
          html("div", { class: "vc-pair" },
            html("div", {}, loop.chart, hint),
            html("div", {}, map.chart, progress)),
          free && html("div", { class: "vc-pair" }, ...starts),
          html("div", { class: "vc-triple" }, ...classes.map(({ chart }) => html("div", {}, chart))),
          compared].filter(Boolean),
      };
    };

    const countGone = (rows, t) => rows.reduce((sum, row) => sum + (row[t] >= sides.gone), 0);
    const view = {
      build, file: "vicious-cycle", elsewhere: ["start_belief", "start_skill"],
      ahead: () => ["cut"],
      says: ({ shown, moment }) => {
        const { words } = api;
        return [fill(words.at_moment, { t: moment, gone: countGone(shown.rows.loop, moment - 1), pupils: PUPILS }), words.subline_now];
      },
      draw({ shown, moment, now, guess, resting }, summary) {
        const { words } = api;
        const { rows } = shown;
        const t = moment - 1;
        if (resting) askForMaps(moment);
        drawn = mapAt(moment);
        const gone = resting ? maps.get(drawn) : null;
        loop.draw({ flows: rows.flows.map((row) => row[t]), cut: now.cut, summary: words.loop_summary });
        const way = held ? heldWay : { believes: rows.start_believes, able: rows.start_able, gone: rows.start_gone };
        startSaid = () => (api.free && way ? fill(words.start_said, { gone: way.gone[0][MOMENTS - 1], lucks: sides.lucks }) : words.map_hint);
        if (!resting) progress.textContent = words.map_waits;
        else if (maps.size === MOMENTS / sides.every || performance.now() - since < PATIENCE) progress.textContent = startSaid();
        map.draw({
          gone, first: (resting && api.free && maps.get(0)) || null, resting, rows, packed: rows.loop, moment, summary,
          start: way && { believes: way.believes[0], able: way.able[0] },
          point: held ?? [now.start_belief, now.start_skill],
        });
        for (const { name, title, draw } of classes) {
          draw({ rows: rows[name], moment, title, gloss: words.class_glosses[name], said: fill(words.class_said, { gone: countGone(rows[name], t), pupils: PUPILS }) });
        }
        compared.hidden = guess === null;
        if (guess !== null) {
          compared.textContent = moment < MOMENTS ? fill(words.you_said, { guess: words[`ending_${guess}`] })
            : fill(guess === shown.ending ? words.you_were_right : words.you_were_not, { guess: words[`ending_${guess}`], ending: words[`ending_${shown.ending}`] });
        }
      },
      tabular({ shown: { rows }, moment }) {
        const { words } = api;
        const arrows = model.get("arrows");
        const columns = [
          [words.columns.attempt, (i) => i + 1],
          ...Object.entries(words.classes).map(([name, title]) => [fill(words.columns.gone, { name: title }), (i) => countGone(rows[name], i)]),
          [words.columns.uncut, (i) => rows.uncut[0][i]],
          ...arrows.map(({ source, target, full }, k) => [`${words.names[source]} → ${words.names[target]}`, (i) => ((rows.flows[k][i] / 5000 - 1) * full).toFixed(3)]),
        ];
        return [columns.map(([title]) => title), Array.from({ length: moment }, (_, i) => columns.map(([, cell]) => String(cell(i))))];
      },
    };
    model.on("msg:custom", (message, buffers) => {
      if ("map" in message) received(message, buffers);
      else if ("start" in message) wayCame(message, buffers);
    });
    return explorable({ model, el, moments: MOMENTS, view });
  },
};
