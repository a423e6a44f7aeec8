import { COLOUR, button, html, keepsake, onWidth, outcomePath, scale, svg } from "./drawing.js";
import { asking } from "./asking.js";

const FIRST = "stance";

export default {
  render({ model, el }) {
    const words = model.get("words").stance;
    const high = model.get("high");
    const chart = svg("svg", { class: "vc-chart", role: "img" });
    const said = html("p", { class: "vc-said", role: "status" });
    const forgotten = html("p", { role: "status", class: "vc-status" });
    const stop = asking({ model, el, kept: keepsake });
    el.append(chart, said, html("p", { class: "vc-hint" }, words.kept), button(words.forget, () => {
      keepsake.forget();
      forgotten.textContent = words.forgotten;
    }, "vc-link"), forgotten);

    const draw = () => {
      const first = model.get("again") ? model.get("first") : {};
      const second = model.get("again") && model.get("committed");
      chart.style.display = second ? "" : "none";
      said.textContent = model.get("compared");
      if (!second || !chart.clientWidth) return;
      const width = Math.min(chart.clientWidth, 720);
      const x = scale([0, high], [14, width - 14]);
      const text = (words_, at, y, colour) => svg("text", { x: at, y, "text-anchor": at < width / 3 ? "start" : at > (2 * width) / 3 ? "end" : "middle", fill: colour, "font-weight": 700 }, words_);
      const marks = [
        ...model.get("ends").map((end, i) => svg("text", { x: i ? width : 0, y: 120, "text-anchor": i ? "end" : "start", fill: COLOUR.second }, end)),
        svg("line", { x1: 14, x2: width - 14, y1: 60, y2: 60, stroke: COLOUR.ghost, "stroke-width": 2 }),
        svg("path", { d: outcomePath(true, x(model.get("guess")), 60, 20), fill: COLOUR.ink }), text(words.now, x(model.get("guess")), 36, COLOUR.ink)];
      if ("guess" in first) {
        marks.push(svg("path", { d: outcomePath(true, x(first.guess), 60, 20), fill: "#fff", stroke: COLOUR.second, "stroke-width": 3, "stroke-dasharray": "4 3" }), text(words.before, x(first.guess), 92, COLOUR.second));
      }
      chart.setAttribute("viewBox", `0 0 ${chart.clientWidth} 128`);
      chart.setAttribute("height", 128);
      chart.setAttribute("aria-label", model.get("compared"));
      chart.replaceChildren(...marks);
    };
    if (model.get("again")) {
      const first = keepsake.read(FIRST);
      if (Number.isInteger(first?.guess) && Number.isInteger(first?.sure)) {
        model.set("first", { guess: first.guess, sure: first.sure });
        model.save_changes();
      }
    }
    for (const trait of ["committed", "compared", "first"]) model.on(`change:${trait}`, draw);
    const unwatch = onWidth(el, draw);
    return () => { unwatch(); stop?.(); };
  },
};
