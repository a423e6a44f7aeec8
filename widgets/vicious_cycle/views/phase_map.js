import { COLOUR, outcomePath, pointIn, scale, svg } from "./drawing.js";

const FALL = [246, 219, 200]; // ground from which pupils give up
const HOLD = [236, 247, 246]; // ground from which they do not
const END = 10000;

/** The map of self-belief against skill: its ground and tipping line, the pupils on it, and a start to be dragged. */
export function phaseMap({ sides, words, free, ondrag, ondrop }) {
  const chart = svg("svg", { class: "vc-chart vc-map" });
  const ground = svg("g", { "aria-hidden": "true" });
  const image = svg("image", { preserveAspectRatio: "none" });
  const tipping = svg("path", { class: "vc-tipping", fill: "none", stroke: COLOUR.ink, "stroke-width": 2.5, "stroke-linejoin": "round", "stroke-linecap": "round" });
  const september = svg("path", { fill: "none", stroke: COLOUR.second, "stroke-width": 2, "stroke-dasharray": "7 5" });
  const whichLine = svg("text", { "text-anchor": "end", fill: COLOUR.second, class: "vc-halo" });
  const pupils = svg("g", { role: "img" });
  const ring = svg("circle", { r: 13, fill: "#fff", "fill-opacity": 0.6, stroke: COLOUR.ink, "stroke-width": 3.5 });
  const handle = svg("g", { class: "vc-grip", "aria-hidden": "true" }, svg("circle", { r: 24, fill: "transparent" }), ring);
  chart.append(ground, pupils);
  if (free) chart.append(handle);

  let width = 0;
  let x;
  let y;
  let frame;
  const lay = () => {
    width = chart.clientWidth;
    const size = width < 440 ? 14 : width < 520 ? 16 : 18;
    const height = width < 440 ? 400 : 430;
    frame = { left: size * 2, right: width - 2, top: 2, bottom: height - size * 2 };
    const half = (count) => END / (count - 1) / 2; // a point of the grid is the middle of its field
    const [across, down] = [half(sides.beliefs.length), half(sides.skills.length)];
    x = scale([-across, END + across], [frame.left, frame.right]);
    y = scale([-down, END + down], [frame.bottom, frame.top]);
    chart.style.fontSize = `${size}px`;
    chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
    chart.setAttribute("height", height);
    Object.entries({ x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top })
      .forEach(([name, value]) => image.setAttribute(name, value));
    const middle = (frame.top + frame.bottom) / 2;
    axes.replaceChildren(
      svg("rect", { x: frame.left, y: frame.top, width: frame.right - frame.left, height: frame.bottom - frame.top, fill: "none", stroke: COLOUR.grid, "stroke-width": 1.5 }),
      svg("text", { x: frame.left, y: height - 8, fill: COLOUR.second }, words.map_across),
      svg("text", { transform: `translate(${size * 1.1} ${middle}) rotate(-90)`, "text-anchor": "middle", fill: COLOUR.second }, words.map_up));
  };
  const axes = svg("g");
  const regions = svg("g", { "font-weight": 700 });
  ground.append(image, axes, september, tipping, regions, whichLine);

  const [columns, lines] = [sides.beliefs.length, sides.skills.length];
  const lineOf = (gone) => contour(gone, columns, lines, sides.lucks / 2, (i) => x((END * i) / (columns - 1)), (j) => y((END * j) / (lines - 1)));
  // The ring starts in September, so the line of September stays beside the line of now.
  let shownFirst = null;
  const paintFirst = (gone) => {
    if (gone === shownFirst) return;
    shownFirst = gone;
    september.setAttribute("d", gone ? lineOf(gone) : "");
    const ends = gone ? Array.from({ length: lines }, (_, j) => gone[(j + 1) * columns - 1] < sides.lucks / 2).indexOf(true) : -1;
    whichLine.textContent = ends > 0 ? words.map_september : "";
    whichLine.setAttribute("x", frame.right - 10);
    whichLine.setAttribute("y", y((END * ends) / (lines - 1)) + 24);
  };

  let shownMap = null;
  const paintGround = (gone) => {
    if (gone === shownMap) return;
    shownMap = gone;
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [columns, lines];
    const pen = canvas.getContext("2d");
    const pixels = pen.createImageData(columns, lines);
    gone.forEach((count, i) => {
      const share = count / sides.lucks;
      const at = 4 * ((lines - 1 - Math.floor(i / columns)) * columns + (i % columns));
      for (let c = 0; c < 3; c += 1) pixels.data[at + c] = HOLD[c] + share * (FALL[c] - HOLD[c]);
      pixels.data[at + 3] = 255;
    });
    pen.putImageData(pixels, 0, 0);
    image.setAttribute("href", canvas.toDataURL());
    tipping.setAttribute("d", lineOf(gone));
    const says = (holds, at, anchor, up, colour, lines) => holds && svg("text", { x: at, y: up, "text-anchor": anchor, fill: colour, class: "vc-halo" },
      ...lines.map((line_, i) => svg("tspan", { x: at, dy: i ? "1.2em" : 0 }, line_)));
    regions.replaceChildren(...[
      says(gone.at(-1) < sides.lucks / 2, frame.right - 12, "end", frame.top + 26, COLOUR.success, words.map_hold),
      says(gone[0] > sides.lucks / 2, frame.left + 12, "start", frame.bottom - 36, COLOUR.failure, words.map_fall)].filter(Boolean));
  };

  const snapped = (event) => {
    const [across, up] = pointIn(chart, event);
    const nearest = (value, side) => side[Math.max(0, Math.min(side.length - 1, Math.round((value / END) * (side.length - 1))))];
    const from = (to, low, high) => scale([to(0), to(END)], [low, high]);
    return [
      nearest(from(x, 0, END)(across), sides.beliefs),
      nearest(from(y, 0, END)(up), sides.skills)];
  };
  let held = false;
  // The style touch-action is not felt within an SVG: without this, a finger on the ring would scroll the page.
  handle.addEventListener("touchstart", (event) => event.preventDefault(), { passive: false });
  handle.addEventListener("pointerdown", (event) => { handle.setPointerCapture(event.pointerId); held = true; });
  handle.addEventListener("pointermove", (event) => { if (held) ondrag(snapped(event)); });
  handle.addEventListener("pointerup", (event) => { if (held) { held = false; ondrop(snapped(event)); } });
  handle.addEventListener("pointercancel", () => { if (held) { held = false; ondrop(null); } });

  return {
    chart,
    draw({ gone, first, resting, rows, packed, start, point, moment, summary }) {
      if (chart.clientWidth !== width) { shownMap = shownFirst = null; lay(); }
      if (gone) paintGround(gone);
      paintFirst(first === gone ? null : first);
      ground.style.opacity = gone ? 1 : 0;
      chart.classList.toggle("vc-stale", !resting);
      const t = moment - 1;
      let trails = "";
      let trying = "";
      let given = "";
      rows.believes.forEach((believes, pupil) => {
        const able = rows.able[pupil];
        for (let i = 0; i <= t; i += 1) trails += `${i ? "L" : "M"}${x(believes[i]).toFixed(1)} ${y(able[i]).toFixed(1)}`;
        if (packed[pupil][t] >= sides.gone) given += outcomePath(false, x(believes[t]), y(able[t]), 14);
        else trying += outcomePath(true, x(believes[t]), y(able[t]), 13);
      });
      pupils.setAttribute("aria-label", summary);
      const parts = [
        svg("path", { d: trails, fill: "none", stroke: COLOUR.second, "stroke-opacity": 0.22, "stroke-width": 1.2 }),
        svg("path", { d: trying, fill: COLOUR.success, stroke: "#fff", "stroke-width": 1 }),
        svg("path", { d: given, fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2.5 })];
      if (free) {
        const place = (value, side) => (END * (value - side[0])) / (side.at(-1) - side[0]);
        handle.setAttribute("transform", `translate(${x(place(point[0], sides.beliefs))} ${y(place(point[1], sides.skills))})`);
        if (start) {
          let way = "";
          for (let i = 0; i <= t; i += 1) way += `${i ? "L" : "M"}${x(start.believes[i]).toFixed(1)} ${y(start.able[i]).toFixed(1)}`;
          parts.push(svg("path", { d: way, fill: "none", stroke: COLOUR.ink, "stroke-width": 3 }),
            svg("circle", { cx: x(start.believes[t]), cy: y(start.able[t]), r: 6, fill: COLOUR.ink }));
        }
      }
      pupils.replaceChildren(...parts);
    },
  };
}

/** The line along which a grid of numbers passes a level: each field between four points gives its piece of it. */
function contour(values, columns, lines, level, x, y) {
  const at = (i, j) => values[j * columns + i];
  const crossing = ([i0, j0], [i1, j1]) => {
    const [v0, v1] = [at(i0, j0), at(i1, j1)];
    if ((v0 < level) === (v1 < level)) return null;
    const share = (level - v0) / (v1 - v0);
    return `${x(i0 + share * (i1 - i0)).toFixed(1)} ${y(j0 + share * (j1 - j0)).toFixed(1)}`;
  };
  let d = "";
  for (let j = 0; j < lines - 1; j += 1) {
    for (let i = 0; i < columns - 1; i += 1) {
      const corners = [[i, j], [i + 1, j], [i + 1, j + 1], [i, j + 1]];
      const crossed = corners.map((corner, k) => crossing(corner, corners[(k + 1) % 4])).filter(Boolean);
      for (let k = 0; k + 1 < crossed.length; k += 2) d += `M${crossed[k]}L${crossed[k + 1]}`;
    }
  }
  return d;
}
