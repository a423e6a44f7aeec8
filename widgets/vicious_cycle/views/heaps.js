import { COLOUR, outcomePath, svg } from "./drawing.js";

const BINS = 12;
const ABREAST = 3; // marks side by side in one bin
const MARK = 11; // pixels

/** A class as heaps of pupils along an axis from hardly trying to trying as hard as can be. */
export function heaps({ gone, words }) {
  const chart = svg("svg", { class: "vc-chart" });
  const picture = svg("g", { role: "img" });
  chart.append(picture);
  return {
    chart,
    draw({ rows, moment, title, gloss, said }) {
      const width = chart.clientWidth;
      const size = 16;
      const high = Math.ceil(rows.length / ABREAST) * (MARK + 1);
      const bottom = 74 + high;
      const bin = (width - 8) / BINS;
      const step = Math.min(bin / ABREAST, MARK + 2);
      const filled = new Array(BINS).fill(0);
      let trying = "";
      let given = "";
      // Least effort first, so that within a bin nobody changes places without reason.
      rows.map((row) => row[moment - 1]).sort((a, b) => (a % gone) - (b % gone)).forEach((value) => {
        const at = Math.min(BINS - 1, Math.floor(((value % gone) / 10000) * BINS));
        const place = filled[at];
        filled[at] += 1;
        const x = 4 + (at + 0.5) * bin + ((place % ABREAST) - (ABREAST - 1) / 2) * step;
        const y = bottom - 8 - Math.floor(place / ABREAST) * (MARK + 1);
        const mark = Math.min(MARK, step - 1);
        if (value >= gone) given += outcomePath(false, x, y, mark);
        else trying += outcomePath(true, x, y, mark);
      });
      const text = (words_, x, y, anchor, colour, weight) => svg("text", { x, y, "text-anchor": anchor, fill: colour, "font-weight": weight }, words_);
      chart.style.fontSize = `${size}px`;
      chart.setAttribute("viewBox", `0 0 ${width} ${bottom + 26}`);
      chart.setAttribute("height", bottom + 26);
      picture.setAttribute("aria-label", `${title} (${gloss}): ${said}.`);
      picture.replaceChildren(
        text(title, 0, 16, "start", COLOUR.ink, 700), text(gloss, 0, 38, "start", COLOUR.second, 400), text(said, 0, 62, "start", COLOUR.ink, 700),
        svg("line", { x1: 0, x2: width, y1: bottom, y2: bottom, stroke: COLOUR.ghost, "stroke-width": 1.5 }),
        text(words.hardly, 0, bottom + 20, "start", COLOUR.second, 400), text(words.hard, width, bottom + 20, "end", COLOUR.second, 400),
        svg("path", { d: trying, fill: COLOUR.success }),
        svg("path", { d: given, fill: "#fff", stroke: COLOUR.failure, "stroke-width": 2 }));
    },
  };
}
