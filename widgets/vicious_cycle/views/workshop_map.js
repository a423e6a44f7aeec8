import { html, onOwnPage } from "./drawing.js";

export default {
  render({ model, el }) {
    // In JupyterLab a link would lead out of it: there the names stand alone.
    const named = ({ name, title }) => (onOwnPage() ? html("a", { href: name }, title) : html("span", {}, title));
    const station = (each) => html("li", { class: each.part ? "vc-part" : "" },
      each.part && html("span", { class: "vc-part-name" }, each.part),
      html("span", { class: "vc-number", "aria-hidden": "true" }, String(each.number)),
      html("span", { class: "vc-station" }, named(each), html("span", { class: "vc-time" }, each.time)));
    el.classList.add("vc");
    el.append(html("ol", { class: "vc-way" }, ...model.get("stations").map(station)), html("p", {}, model.get("whole")));
  },
};
