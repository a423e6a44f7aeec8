import {
  button, choice, clock, csv, fill, freshId, html, linkTo, memory, onWidth, onceAFrame, pointIn, readAddress, save, slider, standaloneSvg,
  svg, table, unpack, writeAddressAfterPicture, writeAddressAtRest,
} from "./drawing.js";

/**
 * What every view with levers does, whatever it draws: waits for the prediction, follows the thumb from ranges that were
 * simulated ahead, lets the kernel confirm at rest, plays the run (`moments` long), keeps the levers in the address.
 *
 * A view says how it is drawn:
 *   build(api)        makes its elements: { stage, under (the clock), before (the levers), after (them), below (all) }
 *   charts, file      the SVG elements that are saved as one picture, and the file's name
 *   draw(state, summary)  draws; `state` is { shown, moment, now, guess, resting }
 *   says(state)       [headline, subline] while time runs; at the end they are the kernel's
 *   tabular(state)    [columns, rows]
 * and, where it needs to:
 *   put(now)          brings its own controls to the levers `now`
 *   rested()          is told that the kernel has confirmed
 *   ahead(now)        the levers whose ranges are fetched as soon as all is at rest
 *   elsewhere         the levers that it puts on its stage itself
 */
export function explorable({ model, el, moments, view }) {
  const common = model.get("words").common;
  const section = model.get("section");
  const words = model.get("words")[section];
  const leverWords = model.get("words")[`${section}_levers`];
  const presetWords = model.get("words")[`${section}_presets`];
  const specs = model.get("levers");
  const free = model.get("free");
  const now = {}; // the levers as the thumb has them; the kernel follows
  const ranges = new Map(); // lever -> every picture along it, as long as nothing else has moved
  let stamp = 0;
  let moving = null;
  let moment = moments;
  let shown = null;
  let waitsToPlay = false; // until it is seen: in present mode the prediction has a screen of its own

  // What stands on the page
  const note = html("p", { class: "vc-note", role: "alert", hidden: true });
  const waiting = html("p", { class: "vc-waiting" }, common.waiting);
  const headline = html("h3", { class: "vc-headline" });
  const subline = html("p", { class: "vc-subline" });
  const numbers = html("div", { hidden: true });
  const status = html("p", { role: "status", class: "vc-hidden" });
  const copied = html("p", { role: "status", class: "vc-status" });
  const played = `played ${section}`;
  const time = clock({
    attempts: moments, words: { ...common, ...words },
    onmoment: (t) => {
      moment = t;
      if (t === moments && !free) memory.write(played, true);
      drawSoon();
    },
  });

  // Levers
  const shownValue = (spec, value) => {
    const { steps } = leverWords[spec.name];
    if (spec.studied.length) return studiedValue(spec, value);
    if (!steps) return String(value + spec.shown_from);
    return steps[Math.round(((value - spec.low) / (spec.high - spec.low)) * (steps.length - 1))];
  };
  const studiedValue = ({ studied: [, usual, most] }, value) => (value
    ? fill(value > most ? common.studied_beyond : common.studied_times, { n: Number((value / usual).toFixed(2)) }) : common.studied_none);
  const sliders = Object.fromEntries(specs.map((spec) => [spec.name, slider({
    label: leverWords[spec.name].label, ends: [leverWords[spec.name].low, leverWords[spec.name].high],
    low: spec.low, high: spec.high, step: spec.step, value: model.get(spec.name), name: spec.name,
    shown: (value) => shownValue(spec, value),
    studied: spec.studied.length && { from: spec.studied[0], to: spec.studied[2], label: common.studied, beyond: common.beyond },
    oninput: (value) => move(spec.name, value),
    onchange: () => settle(spec.name),
    onwant: () => want([spec.name]),
  })]));
  const beginning = { ...model.get("drawn") };
  const fromText = (name, value) => {
    if (Array.isArray(beginning[name])) return value.split(",").filter(Boolean);
    return { number: Number, boolean: (text) => text === "true" }[typeof beginning[name]]?.(value) ?? value;
  };
  const presets = model.get("presets").length > 0 && html("fieldset", { class: "vc-choice" }, html("legend", {}, common.presets),
    ...model.get("presets").map(({ id, query }) => button(presetWords[id], () =>
      put(Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [name, fromText(name, value)]))))));

  const place = (name) => {
    const spec = specs.find((each) => each.name === name);
    return Math.round((now[name] - spec.low) / spec.step);
  };
  const move = (name, value) => {
    moving = name;
    now[name] = value;
    sliders[name].set(value);
    grid.setAttribute("aria-busy", "true");
    time.end();
    if (!ranges.has(name)) want([name]);
    show(name, place(name));
  };
  const show = (name, index) => {
    const range = ranges.get(name);
    if (!range) return;
    shown = { rows: unpack(range.bytes, range.sections, moments, index), ...range.said[index] };
    grid.classList.add("vc-ahead"); // of what only the kernel tells
    drawSoon();
  };
  const settle = (name) => {
    moving = null;
    if (now[name] === model.get(name)) adopt();
    else put({ [name]: now[name] }, { same: name });
  };
  /** Set levers. `same`: the range that stays true; `seen`: [range, index] that shows already what is to come. */
  const put = (values, { same = null, seen = null } = {}) => {
    if (seen) show(...seen);
    stamp += 1;
    for (const name of [...ranges.keys()]) if (name !== same) ranges.delete(name);
    Object.assign(now, values);
    bring();
    grid.setAttribute("aria-busy", "true");
    time.end();
    model.set(values);
    model.save_changes();
    if (free) writeAddressAtRest(prefixed());
    if (seen) drawSoon();
  };
  const prefix = model.get("prefix") && `${model.get("prefix")}.`;
  const prefixed = () => Object.fromEntries(Object.entries(now).map(([name, value]) => [prefix + name, value]));
  const bring = () => {
    for (const [name, control] of Object.entries(sliders)) control.set(now[name]);
    view.put?.(now);
  };
  const want = (names) => {
    const missing = names.filter((name) => !ranges.has(name));
    if (missing.length) model.send({ levers: missing, stamp });
  };
  const adopt = () => {
    const drawn = model.get("drawn");
    if (moving || Object.entries(drawn).some(([name, value]) => String(now[name]) !== String(value))) return;
    shown = {
      rows: unpack(model.get("frame"), model.get("sections"), moments),
      headline: model.get("headline"), subline: model.get("subline"), ...model.get("facts"),
    };
    grid.removeAttribute("aria-busy");
    grid.classList.remove("vc-ahead");
    view.rested?.();
    drawSoon();
    writeAddressAfterPicture();
    status.textContent = fill(common.shown, { headline: shown.headline });
    if (free) want([...(view.ahead?.(now) ?? []), ...specs.map((spec) => spec.name).filter((name) => sliders[name].input === document.activeElement)]);
  };

  // Drawing
  const state = () => ({ shown, moment, now, guess: model.get("guess"), resting: !grid.hasAttribute("aria-busy") });
  const draw = () => {
    if (!shown || !model.get("revealed") || !el.clientWidth) return;
    const [head, sub] = moment === moments ? [shown.headline, shown.subline] : view.says(state());
    headline.textContent = head;
    subline.textContent = sub;
    view.draw(state(), fill(common.chart_summary, { headline: head, subline: sub }));
    if (!numbers.hidden) numbers.replaceChildren(tableOf());
  };
  const drawSoon = onceAFrame(draw);
  const tableOf = () => table(headline.textContent, ...view.tabular(state()));

  const tabled = button(common.table, () => {
    numbers.hidden = !numbers.hidden;
    tabled.setAttribute("aria-expanded", String(!numbers.hidden));
    if (!numbers.hidden) numbers.replaceChildren(tableOf());
  }, "vc-link");
  tabled.setAttribute("aria-expanded", "false");
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(linkTo(prefixed()));
      copied.textContent = common.copied;
    } catch {
      copied.textContent = common.copy_failed;
    }
  };
  const exports = html("div", { class: "vc-row" },
    tabled,
    free && button(common.copy_link, copy, "vc-link"),
    button(common.csv, () => save(`${view.file}.csv`, "text/csv", csv(...view.tabular(state()))), "vc-link"),
    button(common.picture, () => save(`${view.file}.svg`, "image/svg+xml", standaloneSvg(view.charts, headline.textContent)), "vc-link"));

  const api = { model, el, words, common, now, free, specs, move, settle, put, want, drawSoon, sliders };
  const { stage, under = [], before = [], after = [], below = [] } = view.build(api);
  const grid = html("div", { class: `vc-grid ${free ? "vc-free" : ""}`, "aria-busy": "true" },
    html("div", { class: "vc-seen" }, headline, subline, ...stage, html("div", { class: "vc-row" }, ...time.buttons, time.scrubber), time.speed, ...under),
    free && html("div", { class: "vc-levers" }, ...before,
      ...specs.filter(({ name }) => !view.elsewhere?.includes(name)).map(({ name }) => sliders[name].root),
      html("div", { class: "vc-row" }, button(words.another, () => put({ seed: (now.seed + 1) % 2 ** 32 })), button(common.reset, () => put({ ...beginning }))),
      ...after, presets),
    html("div", {}, ...below, exports, copied, numbers));
  el.classList.add("vc");
  el.append(note, waiting, grid, status);

  // The kernel's side
  const fromModel = () => {
    for (const name of Object.keys(model.get("drawn"))) now[name] = model.get(name);
    bring();
  };
  const reveal = (fresh) => {
    const revealed = model.get("revealed");
    waiting.hidden = revealed;
    grid.hidden = !revealed;
    if (!revealed) {
      time.end();
      waitsToPlay = false;
      status.textContent = "";
      if (fresh && !free) memory.write(played, false);
      return;
    }
    drawSoon();
    waitsToPlay = !free && !memory.read(played) && !matchMedia("(prefers-reduced-motion: reduce)").matches;
    startIfSeen();
  };
  const startIfSeen = () => {
    if (!waitsToPlay || !grid.clientWidth) return;
    waitsToPlay = false;
    time.start();
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
    if (!message.lever || message.stamp !== stamp) return;
    ranges.set(message.lever, { bytes: buffers[0], sections: message.sections, said: message.said });
    if (moving === message.lever) show(moving, place(moving));
  });

  const address = free ? readAddress() : "";
  let linked = !address || address === model.get("query");
  fromModel();
  if (!linked) { model.set("query", address); model.save_changes(); }
  else adopt();
  reveal();
  const unwatch = onWidth(grid, () => { startIfSeen(); drawSoon(); });
  return () => { unwatch(); time.stop(); };
}

/** Drag along an axis, or the arrow keys: makes an element a slider of its own, with the lever's range and step. */
export function dragged(handle, { api, name, label, every, shown }) {
  const { now, move, settle, want } = api;
  const spec = api.specs.find((each) => each.name === name);
  Object.entries({ role: "slider", tabindex: "0", "aria-label": label, "aria-valuemin": spec.low + spec.shown_from, "aria-valuemax": spec.high + spec.shown_from })
    .forEach(([attribute, value]) => handle.setAttribute(attribute, value));
  const onStep = (value) => Number((spec.low + spec.step * Math.round((value - spec.low) / spec.step)).toFixed(6));
  const place = (value) => move(name, Math.max(spec.low, Math.min(spec.high, onStep(value))));
  let grip = null;
  // The style touch-action is not felt within an SVG: a finger that goes along drags, one that goes up or down scrolls.
  let finger = null;
  handle.addEventListener("touchstart", ({ touches: [touch] }) => { finger = [touch.clientX, touch.clientY]; }, { passive: true });
  handle.addEventListener("touchmove", (event) => {
    const [touch] = event.touches;
    if (event.cancelable && Math.abs(touch.clientX - finger[0]) > Math.abs(touch.clientY - finger[1])) event.preventDefault();
  }, { passive: false });
  handle.addEventListener("focus", () => want([name]));
  handle.addEventListener("pointerenter", () => want([name]));
  handle.addEventListener("pointerdown", (event) => {
    handle.setPointerCapture(event.pointerId);
    grip = { x: pointIn(handle.ownerSVGElement, event)[0], start: now[name] };
  });
  handle.addEventListener("pointermove", (event) => {
    if (grip) place(grip.start + spec.step * Math.round((pointIn(handle.ownerSVGElement, event)[0] - grip.x) / every()));
  });
  for (const end of ["pointerup", "pointercancel"]) {
    handle.addEventListener(end, () => { if (grip) { grip = null; settle(name); } });
  }
  const range = (spec.high - spec.low) / spec.step;
  const keys = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1, PageDown: -5, PageUp: 5, Home: -range, End: range };
  handle.addEventListener("keydown", (event) => {
    if (!(event.key in keys)) return;
    event.preventDefault();
    place(now[name] + spec.step * keys[event.key]);
    settle(name);
  });
  return () => {
    handle.setAttribute("aria-valuenow", now[name] + spec.shown_from);
    handle.setAttribute("aria-valuetext", shown(now[name] + spec.shown_from));
  };
}
