import { button, html } from "./drawing.js";
import { exports } from "./exports.js";

export default {
  render({ model, el }) {
    const words = model.get("words").redo_figures;
    const said = html("p", { role: "status", class: "vc-status" });
    const below = exports({
      common: model.get("words").common, charts: [], file: "figures-computed-again", title: () => words.caption,
      tabular: () => [words.columns, model.get("rows")],
    });
    const redo = button(words.redo, () => {
      said.textContent = words.busy;
      redo.disabled = true;
      model.set({ said: "" });
      model.save_changes();
      model.send({ redo: true });
    });
    const show = () => {
      said.textContent = model.get("said");
      redo.disabled = false;
      below.root.hidden = !model.get("rows").length;
      below.redraw();
    };
    model.on("change:said", () => { if (model.get("said")) show(); });
    show();
    el.classList.add("vc");
    el.append(html("div", { class: "vc-row" }, redo), said, below.root);
  },
};
