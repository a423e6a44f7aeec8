import { COLOUR, fill, html, line, onWidth, pointIn, scale, svg } from "./drawing.js";

const HEIGHT = 300;
const STEP = 5; // percent an arrow key moves a point

/** A curve that is drawn by pointer, or point by point with the arrow keys; values are 0..100. */
export function curve({ points, ends, given, givenLabel, value, words, oninput }) {
  const values = [...value];
  const plot = svg("svg", { class: "vc-chart vc-curve", role: "group", "aria-label": words.curve });
  const ground = svg("g", { "aria-hidden": "true" });
  const path = svg("path", { fill: "none", stroke: COLOUR.effort, "stroke-width": 4, "aria-hidden": "true" });
  const handles = points.map((point, i) => svg("g", {
    role: "slider", tabindex: "0", "aria-label": point, "aria-valuemin": 0, "aria-valuemax": 100, "aria-orientation": "vertical",
    onkeydown: (event) => press(event, i),
  }, svg("circle", { r: 22, fill: "transparent" }), svg("circle", { r: 9, fill: COLOUR.effort, stroke: "#fff", "stroke-width": 2 })));
  plot.append(ground, path, ...handles);

  let x;
  let y;
  const end = points.length - 1;
  const labelled = (i, every) => i === end || (i % every === 0 && end - i >= every);
  const draw = () => {
    const width = plot.clientWidth || 600;
    const size = width < 620 ? 15 : 18;
    const left = size * (2 + Math.max(...ends.map((words_) => words_.length)) * 0.55);
    x = scale([0, points.length - 1], [left + 16, width - 28]);
    y = scale([0, 100], [HEIGHT - 50, 20]);
    const every = Math.ceil((points.length * size * 5.2) / (width - left)); // labels that would touch are left out
    plot.setAttribute("viewBox", `0 0 ${width} ${HEIGHT}`);
    plot.setAttribute("height", HEIGHT);
    plot.style.fontSize = `${size}px`;
    const text = (said, at, down, anchor, colour = COLOUR.second) => svg("text", { x: at, y: down, "text-anchor": anchor, fill: colour, class: "vc-halo" }, said);
    ground.replaceChildren(
      ...[0, 50, 100].map((share) => svg("line", { x1: left, x2: width - 6, y1: y(share), y2: y(share), stroke: COLOUR.grid, "stroke-width": 1.5 })),
      text(ends[1], left - 10, y(100) + 6, "end"),
      text(ends[0], left - 10, y(0) + 6, "end"),
      ...points.map((point, i) => (labelled(i, every) ? text(point, x(i), HEIGHT - 16, i === end ? "end" : "middle") : null)).filter(Boolean),
      ...(given.length ? [
        svg("path", { d: line(given, x, y), fill: "none", stroke: COLOUR.ghost, "stroke-width": 3, "stroke-dasharray": "7 5" }),
        text(givenLabel, x(end), y(6), "end", COLOUR.second)] : []));
    path.setAttribute("d", line(values, x, y));
    handles.forEach((handle, i) => {
      handle.setAttribute("transform", `translate(${x(i)} ${y(values[i])})`);
      handle.setAttribute("aria-valuenow", values[i]);
      handle.setAttribute("aria-valuetext", fill(words.curve_value, { value: values[i] }));
    });
  };
  const put = (i, wanted) => {
    values[i] = Math.max(0, Math.min(100, Math.round(wanted)));
    draw();
    oninput([...values]);
  };

  const moves = { ArrowUp: STEP, ArrowDown: -STEP, PageUp: 4 * STEP, PageDown: -4 * STEP, Home: -100, End: 100 };
  const press = (event, i) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") handles[i + (event.key === "ArrowLeft" ? -1 : 1)]?.focus();
    else if (event.key in moves) put(i, values[i] + moves[event.key]);
    else return;
    event.preventDefault();
  };
  // The pen: every point that it passes takes its height, also those between two events of a quick hand.
  let last = null;
  const at = (event) => {
    const [across, down] = pointIn(plot, event);
    const nearest = Math.round(scale([x(0), x(points.length - 1)], [0, points.length - 1])(across));
    return [Math.max(0, Math.min(points.length - 1, nearest)), scale([y(0), y(100)], [0, 100])(down)];
  };
  plot.addEventListener("pointerdown", (event) => {
    plot.setPointerCapture(event.pointerId);
    last = at(event);
    put(...last);
  });
  plot.addEventListener("pointermove", (event) => {
    if (!last) return;
    const [to, height] = at(event);
    const [from, before] = last;
    for (let i = from; i !== to; i += Math.sign(to - from)) if (i !== from) put(i, scale([from, to], [before, height])(i));
    put(to, height);
    last = [to, height];
  });
  for (const release of ["pointerup", "pointercancel"]) plot.addEventListener(release, () => { last = null; });

  const stop = onWidth(plot, draw);
  return {
    root: html("div", {}, html("p", { class: "vc-hint" }, words.curve_hint), plot),
    first: handles[0],
    set(next) { next.forEach((value_, i) => { values[i] = value_; }); draw(); },
    stop,
  };
}
