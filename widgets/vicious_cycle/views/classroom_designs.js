import { COLOUR, FULL_SCALE, apart, button, choice, fill, freshId, html, line, percent, scale, select, signed, svg } from "./drawing.js";
import { explorable } from "./explorable.js";

const ATTEMPTS = 60;
const CLASS = ["failure_style", "success_style"]; // levers that all designs share
// How each design is drawn: told apart by colour, by dashes and by its letter.
const LOOKS = [
  { letter: "A", colour: COLOUR.ink, dash: null }, { letter: "B", colour: COLOUR.effort, dash: "10 5" },
  { letter: "C", colour: COLOUR.belief, dash: "3 5" }, { letter: "D", colour: COLOUR.task, dash: "12 4 3 4" }];

export default {
  render({ model, el }) {
    const { measures, most, longest, name: pattern, between, design: levers } = model.get("shown");
    const panels = measures.map(() => { const picture = svg("g", { role: "img" }); return { picture, chart: svg("svg", { class: "vc-chart", id: freshId("chart") }, picture) }; });
    const tabs = html("div", { class: "vc-tabs", role: "group" });
    const held = html("h4", { class: "vc-part" });
    const trouble = html("p", { class: "vc-trouble", role: "status" });
    const guessed = html("p", { class: "vc-said vc-guess", hidden: true });
    const fits = new RegExp(`^(?:${pattern.replace("[^\\W_]", "[\\p{L}\\p{N}]").replace("\\w", "\\p{L}\\p{N}_")})$`, "u");
    let api;
    let controls;
    let nameInput;
    let shownNames = [];
    let add;
    let remove;

    // The designs: the one in hand is the levers, the others are texts as in a link
    const kinds = (name, text) => ({ number: Number, boolean: (each) => each === "true" }[typeof api.now[name]]?.(text) ?? text);
    const written = (design) => new URLSearchParams(["name", ...levers].map((name) => [name, design[name]])).toString();
    const inHand = () => Object.fromEntries(["name", ...levers].map((name) => [name, api.now[name]]));
    const others = () => (api.now.others ? api.now.others.split(between) : []);
    const read = (text) => Object.fromEntries([...new URLSearchParams(text)].map(([name, value]) => [name, kinds(name, value)]));
    /** Take the design at a place in hand, out of all of them as texts. */
    const take = (all, place) => {
      const rest = all.filter((_, i) => i !== place);
      api.put({ ...api.now, ...read(all[place]), place, others: rest.join(between) });
    };
    const all = () => others().toSpliced(api.now.place, 0, written(inHand()));
    const choose = (place) => { if (place !== api.now.place) take(all(), place); };
    const unused = (names) => api.words.new_names.find((name) => !names.includes(name));

    const drawTabs = () => {
      const { words, now } = api;
      const names = all().map((text) => new URLSearchParams(text).get("name"));
      tabs.replaceChildren(...names.map((name, place) => {
        const look = LOOKS[place];
        const tab = api.free ? button("", () => { choose(place); tabs.children[place]?.focus(); }) : html("span", { class: "vc-named" });
        if (api.free) tab.setAttribute("aria-pressed", String(place === now.place));
        tab.append(svg("svg", { viewBox: "0 0 34 20", "aria-hidden": "true" }, stroke(look, 10)),
          html("span", {}, fill(words.lettered, { letter: look.letter, name })));
        return tab;
      }));
      held.textContent = fill(words.in_hand, { letter: LOOKS[now.place].letter, name: now.name });
      add.disabled = names.length >= most;
      remove.disabled = names.length <= 1;
    };
    const rename = () => {
      const name = nameInput.value.trim();
      const good = fits.test(name);
      nameInput.setAttribute("aria-invalid", String(!good));
      trouble.textContent = good ? "" : fill(api.words.bad_name, { name, n: longest });
      if (good && name !== api.now.name) api.put({ name });
    };

    const view = {
      get charts() { return [legend(shownNames), ...panels.map(({ chart }) => chart)]; }, // on the page the tabs are the legend
      file: "classroom-designs",
      build(given) {
        api = given;
        const { words, put, free, sliders } = api;
        const pick = (name, make) => make({ label: words.labels[name], name, value: model.get(name), options: words[name], onchange: (value) => put({ [name]: kinds(name, String(value)) }) });
        controls = { grading: pick("grading", choice), reply: pick("reply", select), retakes: pick("retakes", choice) };
        const id = freshId("name");
        nameInput = html("input", { id, type: "text", maxlength: longest, autocomplete: "off", spellcheck: "false", onchange: rename });
        add = button(words.add, () => {
          const designs = all();
          take([...designs, written({ ...inHand(), name: unused(designs.map((text) => new URLSearchParams(text).get("name"))) })], designs.length);
        });
        remove = button(words.remove, () => {
          const rest = all().toSpliced(api.now.place, 1);
          take(rest, Math.min(api.now.place, rest.length - 1));
        });
        tabs.setAttribute("aria-label", words.designs);
        return {
          stage: [guessed, tabs, html("div", { class: "vc-panels" }, ...panels.map(({ chart }) => chart))],
          before: free ? [held] : [],
          under: free ? [html("div", { class: "vc-editor" },
            html("div", {}, html("div", { class: "vc-name" }, html("label", { for: id }, words.name), nameInput, trouble),
              html("div", { class: "vc-row" }, add, remove), html("h4", { class: "vc-part" }, words.all_designs), ...CLASS.map((lever) => sliders[lever].root)),
            html("div", {}, controls.grading.root, controls.retakes.root, controls.reply.root))] : [],
        };
      },
      put: (now) => {
        for (const [name, control] of Object.entries(controls)) control.set(String(now[name]));
        if (document.activeElement !== nameInput || nameInput.getAttribute("aria-invalid") !== "true") { nameInput.value = now.name; nameInput.setAttribute("aria-invalid", "false"); trouble.textContent = ""; }
        drawTabs();
      },
      elsewhere: CLASS,
      says({ shown: { rows }, moment }) {
        const { words } = api;
        return [fill(words.at_moment, { t: moment }), rows.trying.map((row, i) => fill(words.subline_now, { letter: LOOKS[i].letter, trying: percent(row[moment - 1]) })).join(", ")];
      },
      draw({ shown, moment, now, guess }, summary) {
        const { words } = api;
        shownNames = shown.names;
        panels.forEach((panel, i) => {
          const [name, low, high] = measures[i];
          const values = shown.rows[name].map((row) => Array.from(row, (value) => low + ((high - low) * value) / FULL_SCALE));
          const said = values.map((row, place) => `${shown.names[place]} ${figure(name, row[moment - 1])}`).join(", ");
          panel.picture.setAttribute("aria-label", `${i ? "" : `${summary} `}${fill(words.panel_said, { measure: words.measures[name], said })}`);
          drawPanel(panel, { name, values, moment, inHand: api.free ? now.place : -1, words });
        });
        guessed.hidden = guess === null;
        if (guess !== null) {
          const called = (key) => shown.names[Number(key)] ?? words.same;
          guessed.textContent = fill(moment < ATTEMPTS ? words.you_said : guess === shown.outcome ? words.you_were_right : words.you_were_not, { guess: called(guess), outcome: called(shown.outcome) });
        }
      },
      tabular({ shown, moment }) {
        const { words } = api;
        const titles = measures.flatMap(([name]) => shown.names.map((design, i) => fill(words.column, { measure: words.measures[name], letter: LOOKS[i].letter, name: design })));
        const body = Array.from({ length: moment }, (_, t) => [String(t + 1), ...measures.flatMap(([name, low, high]) =>
          shown.rows[name].map((row) => figure(name, low + ((high - low) * row[t]) / FULL_SCALE)))]);
        return [[words.attempt, ...titles], body];
      },
    };
    return explorable({ model, el, moments: ATTEMPTS, view });
  },
};

/** A piece of a design's line, as it stands beside its name. */
const stroke = ({ colour, dash }, y) => svg("line", { x1: 0, x2: 34, y1: y, y2: y, stroke: colour, "stroke-width": 4, "stroke-dasharray": dash });

/** The designs by letter and name, for a picture that leaves the page. */
function legend(names) {
  const height = 26 * names.length;
  return svg("svg", { viewBox: `0 0 480 ${height}`, "font-size": 17 }, ...names.flatMap((name, i) => [
    stroke(LOOKS[i], 26 * i + 12), svg("text", { x: 46, y: 26 * i + 18, fill: LOOKS[i].colour, "font-weight": 700 }, `${LOOKS[i].letter} ${name}`)]));
}

function figure(name, value) {
  if (name === "trying") return percent(value * FULL_SCALE);
  return name === "belief" ? signed(value) : value.toFixed(2);
}

/** One measure over the year, a line a design, each named at its end by its letter and its value. */
function drawPanel({ chart, picture }, { name, values, moment, inHand, words }) {
  const width = chart.clientWidth;
  if (!width) return;
  const size = width >= 420 ? 17 : 15;
  const [top, bottom] = [size * 2.2, 190];
  const [left, right] = [size * 3.3, width - size * 5.2];
  const every = values.flat();
  const least = name === "trying" ? 0 : Math.min(0, Math.floor(Math.min(...every)));
  const most = name === "trying" ? 1 : Math.max(1, Math.ceil(Math.max(...every)));
  const x = scale([0, ATTEMPTS - 1], [left, right]);
  const y = scale([least, most], [bottom, top]);
  const parts = [];
  const text = (said, at, down, anchor, colour = COLOUR.second, weight = 500) => parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, "font-weight": weight }, said));
  text(words.measures[name], 0, size, "start", COLOUR.ink, 700);
  for (const tick of [...new Set([least, 0, most])]) {
    parts.push(svg("line", { x1: left, x2: right, y1: y(tick), y2: y(tick), stroke: tick ? COLOUR.grid : COLOUR.ghost, "stroke-width": 1.5 }));
    text(name === "trying" ? percent(tick * FULL_SCALE) : String(tick).replace("-", "−"), left - 8, y(tick) + 5, "end");
  }
  values.forEach((row, place) => {
    const look = LOOKS[place];
    parts.push(svg("path", { d: line(row.slice(0, moment), x, y), fill: "none", stroke: look.colour, "stroke-width": place === inHand ? 4 : 2.5, "stroke-dasharray": look.dash }));
  });
  const ends = apart(values.map((row) => y(row[moment - 1])), size * 1.15, top, bottom);
  values.forEach((row, place) => text(`${LOOKS[place].letter} ${figure(name, row[moment - 1])}`, right + 10, ends[place] + 5, "start", LOOKS[place].colour, 700));
  text(words.september, left, bottom + size * 1.4, "start");
  text(words.june, right, bottom + size * 1.4, "end");
  chart.style.fontSize = `${size}px`;
  chart.setAttribute("viewBox", `0 0 ${width} ${bottom + size * 2}`);
  chart.setAttribute("height", bottom + size * 2);
  picture.replaceChildren(...parts);
}
