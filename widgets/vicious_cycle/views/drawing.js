// What every view draws with: elements, scales, tiles, levers, the clock of a run, exports, the page's address.

const SVG = "http://www.w3.org/2000/svg";
export const FULL_SCALE = 10000;
export const CAUSES = ["ability", "effort", "strategy", "task", "luck"];
export const COLOUR = {
  ink: "#16202C", second: "#4A5666", grid: "#E3E8EE", ghost: "#6B7785",
  success: "#12807A", failure: "#C4530F", belief: "#7A3E9D", effort: "#0B6BB3",
  ability: "#7A3E9D", strategy: "#0F7A4F", task: "#8A6A2F", luck: "#5B6472",
};

export function html(tag, attributes = {}, ...children) {
  return dressed(document.createElement(tag), attributes, children);
}

export function svg(tag, attributes = {}, ...children) {
  return dressed(document.createElementNS(SVG, tag), attributes, children);
}

function dressed(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value != null) element.setAttribute(name, value);
  }
  element.append(...children.filter(Boolean));
  return element;
}

/** Put values into the {places} of a text that came from the kit's words. */
export function fill(text, places) {
  return text.replace(/\{(\w+)\}/g, (place, name) => places[name] ?? place);
}

export function percent(value) {
  return `${Math.round((100 * value) / FULL_SCALE)}%`;
}

export function scale([fromLow, fromHigh], [toLow, toHigh]) {
  return (value) => toLow + ((value - fromLow) / (fromHigh - fromLow || 1)) * (toHigh - toLow);
}

/** Rows of a picture by name, out of little-endian uint16 and its sections [[name, rows], ...]. */
export function unpack(bytes, sections, attempts, offset = 0) {
  const length = 2 * attempts * sections.reduce((sum, [, rows]) => sum + rows, 0);
  const start = bytes.byteOffset + offset * length;
  const numbers = new Uint16Array(bytes.buffer.slice(start, start + length));
  const picture = {};
  let at = 0;
  for (const [name, rows] of sections) {
    picture[name] = Array.from({ length: rows }, () => numbers.subarray(at, (at += attempts)));
  }
  return picture;
}

/** Where a pointer is, in the units in which a chart is drawn: in present mode all that is drawn is magnified. */
export function pointIn(chart, { clientX, clientY }) {
  const { x, y } = new DOMPoint(clientX, clientY).matrixTransform(chart.getScreenCTM().inverse());
  return [x, y];
}

/** A label broken into lines of at most so many characters. */
export function wrapped(label, most) {
  return label.split(" ").reduce((broken, word) => {
    const last = broken.at(-1);
    return last && `${last} ${word}`.length <= most ? [...broken.slice(0, -1), `${last} ${word}`] : [...broken, word];
  }, []);
}

export function line(values, x, y) {
  let d = "";
  values.forEach((value, i) => { d += `${i ? "L" : "M"}${x(i).toFixed(1)} ${y(value).toFixed(1)}`; });
  return d;
}

export function area(low, high, x, y) {
  const back = Array.from(low).map((value, i) => `L${x(i).toFixed(1)} ${y(value).toFixed(1)}`).reverse();
  return `${line(high, x, y)}${back.join("")}Z`;
}

/** An attempt: filled circle if solved, hollow square if missed; hue, lightness and shape all differ. */
export function outcomePath(solved, x, y, size) {
  const r = size / 2;
  return solved
    ? `M${x - r} ${y}a${r} ${r} 0 1 0 ${size} 0a${r} ${r} 0 1 0 ${-size} 0Z`
    : `M${x - r + 1} ${y - r + 1}h${size - 2}v${size - 2}h${2 - size}Z`;
}

/** The glyph of a cause, as one path around (x, y). */
export function causePath(cause, x, y, size) {
  const r = size / 2;
  const dot = (dx, dy) => `M${x + dx - r / 4} ${y + dy}a${r / 4} ${r / 4} 0 1 0 ${r / 2} 0a${r / 4} ${r / 4} 0 1 0 ${-r / 2} 0Z`;
  return {
    ability: `M${x} ${y - r}L${x + r} ${y}L${x} ${y + r}L${x - r} ${y}Z`,
    effort: `M${x} ${y - r}L${x + r} ${y + r}H${x - r}Z`,
    strategy: `M${x - r} ${y + r}V${y}H${x + r * 0.3}V${y - r}L${x + r} ${y - r * 0.3}V${y + r * 0.5}H${x - r * 0.3}V${y + r}Z`,
    task: `M${x - r * 0.85} ${y - r * 0.85}h${r * 1.7}v${r * 1.7}h${-r * 1.7}Z`,
    luck: dot(-r * 0.6, -r * 0.6) + dot(r * 0.6, -r * 0.6) + dot(-r * 0.6, r * 0.6) + dot(r * 0.6, r * 0.6),
  }[cause];
}

/** Heights of labels moved apart so that none covers another, each as near its place as can be, within two heights. */
export function apart(heights, gap, top = -Infinity, bottom = Infinity) {
  const order = heights.map((_, i) => i).sort((a, b) => heights[a] - heights[b] || a - b);
  const moved = order.map((i) => heights[i]);
  for (let i = 1; i < moved.length; i += 1) moved[i] = Math.max(moved[i], moved[i - 1] + gap);
  for (let i = moved.length - 1; i >= 0; i -= 1) moved[i] = Math.min(moved[i], i === moved.length - 1 ? bottom : moved[i + 1] - gap);
  return heights.map((_, i) => Math.max(moved[order.indexOf(i)], top));
}

/** A difference as it is written: two decimals, with its sign unless it rounds to none. */
export function signed(value) {
  const rounded = Number(value.toFixed(2));
  return rounded ? `${rounded > 0 ? "+" : "−"}${Math.abs(rounded).toFixed(2)}` : "0.00";
}

/** A small sign in running text, 20 x 20; what it means stands beside it in words. */
export function glyph(path) {
  return svg("svg", { class: "vc-sign", viewBox: "0 0 20 20", "aria-hidden": "true" }, svg("path", path));
}

/** Each widget on a page loads this module anew, so a counter would give the same id twice. */
export function freshId(stem) {
  return `vc-${stem}-${Math.random().toString(36).slice(2, 10)}`;
}

/**
 * A native slider with label, value in words, and what its two ends mean. `studied`: { from, to, label, beyond }, the
 * range for which there is evidence, marked under the slider; beyond it the slider shows that it is.
 */
export function slider({ label, low, high, step, value, ends, name, shown, studied, oninput, onchange, onwant }) {
  const id = freshId("lever");
  const output = html("output", { for: id, class: "vc-value" });
  const input = html("input", {
    type: "range", id, name, min: low, max: high, step, value,
    oninput: () => { tell(); oninput(Number(input.value)); },
    onchange: () => onchange?.(Number(input.value)),
    onpointerenter: onwant, onfocus: onwant, onpointerdown: onwant,
  });
  const tell = () => {
    const words = shown(Number(input.value));
    output.textContent = words;
    input.setAttribute("aria-valuetext", words);
    input.style.setProperty("--filled", share(input.value));
    root?.classList.toggle("vc-beyond", Boolean(studied) && Number(input.value) > studied.to);
  };
  const share = (at) => `${(100 * (at - low)) / (high - low)}%`;
  let root = null;
  const known = studied && html("div", { class: "vc-studied", "aria-hidden": "true", style: `--from: ${share(studied.from)}; --to: ${share(studied.to)}` },
    html("span", {}, studied.label), html("span", {}, studied.beyond));
  root = html("div", { class: "vc-lever" },
    html("div", { class: "vc-lever-head" }, html("label", { for: id }, label), output),
    input, known,
    ends && html("div", { class: "vc-ends", "aria-hidden": "true" }, html("span", {}, ends[0]), html("span", {}, ends[1])));
  tell();
  return { root, input, set(next) { input.value = next; tell(); } };
}

/** A row of radio buttons that look like one control. */
export function choice({ label, options, value, name, onchange }) {
  const group = freshId(name);
  const root = html("fieldset", { class: "vc-choice" }, html("legend", {}, label));
  const inputs = options.map(([key, words]) => {
    const input = html("input", { type: "radio", name: group, value: key, onchange: () => onchange(key) });
    input.checked = key === value;
    root.append(html("label", {}, input, html("span", {}, words)));
    return input;
  });
  return { root, set(next) { inputs.forEach((input) => { input.checked = input.value === String(next); }); } };
}

/** A native list to choose one thing from; options are [key, words]. */
export function select({ label, options, value, onchange }) {
  const id = freshId("select");
  const input = html("select", { id, onchange: () => onchange(input.value) }, ...options.map(([key, words]) => html("option", { value: key }, words)));
  input.value = value;
  return { root: html("div", { class: "vc-select" }, html("label", { for: id }, label), input), set(next) { input.value = next; } };
}

export function button(words, onclick, kind = "") {
  return html("button", { type: "button", class: `vc-button ${kind}`, onclick }, words);
}

/** Play, step, reset and scrub through the attempts of a run; `onmoment(t)` is called with 1..attempts. */
export function clock({ attempts, words, onmoment }) {
  const paces = [400, 160, 60]; // milliseconds an attempt: slow, normal, fast
  let timer = null;
  let moment = attempts;
  let pace = 1;
  const go = (t) => {
    moment = Math.max(1, Math.min(attempts, t));
    scrubber.set(moment);
    onmoment(moment);
    if (moment === attempts) stop();
  };
  const stop = () => {
    clearInterval(timer);
    timer = null;
    play.textContent = `▶ ${words.play}`;
  };
  const start = () => {
    if (moment === attempts) go(1);
    timer = setInterval(() => go(moment + 1), paces[pace]);
    play.textContent = `❚❚ ${words.pause}`;
  };
  const play = button(`▶ ${words.play}`, () => (timer ? stop() : start()), "vc-main");
  const step = button(words.step, () => { stop(); go(moment === attempts ? 1 : moment + 1); });
  const scrubber = slider({
    label: words.moment, low: 1, high: attempts, step: 1, value: attempts, name: "moment",
    shown: (t) => fill(words.moment_value, { t, attempts }),
    oninput: (t) => { stop(); go(t); },
  });
  const speed = choice({
    label: words.speed, name: "speed", value: 1, options: words.speeds.map((name, i) => [i, name]),
    onchange: (i) => { pace = i; if (timer) { stop(); start(); } },
  });
  return {
    buttons: [play, step], scrubber: scrubber.root, speed: speed.root,
    end() { stop(); if (moment !== attempts) go(attempts); },
    start, stop,
  };
}

/** A table with a caption and row headings; rows are arrays of text, the first cell names the row. */
export function table(caption, columns, rows) {
  return html("div", { class: "vc-table", tabindex: "0", role: "region", "aria-label": caption },
    html("table", {}, html("caption", {}, caption),
      html("thead", {}, html("tr", {}, ...columns.map((name) => html("th", { scope: "col" }, name)))),
      html("tbody", {}, ...rows.map(([first, ...rest]) =>
        html("tr", {}, html("th", { scope: "row" }, first), ...rest.map((cell) => html("td", {}, cell)))))));
}

export function save(name, type, content) {
  const href = URL.createObjectURL(new Blob([content], { type }));
  const anchor = html("a", { href, download: name });
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(href), 10000);
}

export function csv(columns, rows) {
  const cell = (value) => (/[",\n]/.test(value) ? `"${String(value).replaceAll('"', '""')}"` : value);
  return [columns, ...rows].map((row) => row.map(cell).join(",")).join("\n") + "\n";
}

/** Charts as one file of their own, one under the other, with a title and a white ground. */
export function standaloneSvg(charts, title) {
  let bottom = 0;
  const copies = charts.map((chart) => {
    const copy = chart.cloneNode(true);
    const [, , width, height] = copy.getAttribute("viewBox").split(" ").map(Number);
    Object.entries({ y: bottom, width, height }).forEach(([name, value]) => copy.setAttribute(name, value));
    bottom += height + 16;
    return [copy, width];
  });
  const width = Math.max(...copies.map(([, wide]) => wide));
  const sheet = svg("svg", { xmlns: SVG, "font-family": "system-ui, sans-serif", viewBox: `0 -40 ${width} ${bottom + 40}`, width, height: bottom + 40 },
    svg("title", {}, title),
    svg("rect", { x: 0, y: -40, width, height: bottom + 40, fill: "#fff" }),
    svg("text", { x: 0, y: -16, "font-size": 18, "font-weight": 700, fill: COLOUR.ink }, title),
    ...copies.map(([copy]) => copy));
  return new XMLSerializer().serializeToString(sheet);
}

// The page's address holds the levers, but only on the kit's own pages: in JupyterLab the address is not ours.
export const onOwnPage = () => document.body.hasAttribute("data-vicious-cycle");

export function readAddress() {
  return onOwnPage() ? location.search : "";
}

function withLevers(levers) {
  const query = new URLSearchParams(readAddress());
  for (const [name, value] of Object.entries(levers)) query.set(name, value);
  return query;
}

/** A link to these levers; whoever follows it explores, also where it was copied while presenting. */
export function linkTo(levers) {
  const query = withLevers(levers);
  query.delete("mode");
  return `${location.origin}${location.pathname}?${query}`;
}

const AT_REST = 250; // milliseconds
let unwritten = {};
let writing = null;

/** Keep levers in the page's address, and those that still wait for rest. */
export function writeAddress(levers = {}) {
  clearTimeout(writing);
  writing = null;
  if (onOwnPage()) history.replaceState(history.state, "", `?${withLevers({ ...unwritten, ...levers })}${location.hash}`); // the hash is the step
  unwritten = {};
}

const writeIn = (wait) => {
  clearTimeout(writing);
  writing = setTimeout(writeAddress, wait);
};

/** The same once nothing moves: the browser is long about it, just when a picture is due. */
export function writeAddressAtRest(levers) {
  Object.assign(unwritten, levers);
  writeIn(AT_REST);
}

/** Write what still waits for rest, once the picture that is drawn in the next frame is on the screen. */
export function writeAddressAfterPicture() {
  if (writing) requestAnimationFrame(() => writeIn(0));
}

/** A drawer of the browser's: what cannot be read is not there, and in a private window nothing is kept. */
export const drawer = (storage, stem) => ({
  read(key) {
    try { return JSON.parse(storage().getItem(stem() + key)); } catch { return null; }
  },
  write(key, value) {
    try { storage().setItem(stem() + key, JSON.stringify(value)); } catch { /* private window */ }
  },
  forget() {
    try { Object.keys(storage()).filter((key) => key.startsWith(stem())).forEach((key) => storage().removeItem(key)); } catch { /* private window */ }
  },
});

/** What a person has said on this page, kept until the tab is closed. */
export const memory = drawer(() => sessionStorage, () => `${location.pathname}#`);

/** What one notebook of the workshop asks and another comes back to, kept in this browser until it is forgotten. */
export const keepsake = drawer(() => localStorage, () => "vicious-cycle#");

/** Call `draw` whenever the element's width has changed, not its height, which grows with what is drawn; returns the end of it. */
export function onWidth(element, draw) {
  let width = null;
  const observer = new ResizeObserver(() => {
    if (element.clientWidth === width) return;
    width = element.clientWidth;
    draw();
  });
  observer.observe(element);
  return () => observer.disconnect();
}

/** Call `draw` once a frame at the most, however often it is asked for. */
export function onceAFrame(draw) {
  let asked = false;
  return () => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => { asked = false; draw(); });
  };
}
