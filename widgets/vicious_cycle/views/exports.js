import { button, csv, html, save, standaloneSvg, table } from "./drawing.js";

/**
 * What hangs under a chart: its table a click away, its numbers and its picture as files.
 * `title()` names it; `tabular()` gives [columns, rows]; call `redraw` whenever they have changed.
 */
export function exports({ common, charts, file, title, tabular }) {
  const numbers = html("div", { hidden: true });
  const redraw = () => { if (!numbers.hidden) numbers.replaceChildren(table(title(), ...tabular())); };
  const tabled = button(common.table, () => {
    numbers.hidden = !numbers.hidden;
    tabled.setAttribute("aria-expanded", String(!numbers.hidden));
    redraw();
  }, "vc-link");
  tabled.setAttribute("aria-expanded", "false");
  const root = html("div", {}, html("div", { class: "vc-row" }, tabled,
    button(common.csv, () => save(`${file}.csv`, "text/csv", csv(...tabular())), "vc-link"),
    charts.length > 0 && button(common.picture, () => save(`${file}.svg`, "image/svg+xml", standaloneSvg(charts, title())), "vc-link")), numbers);
  return { root, redraw };
}
