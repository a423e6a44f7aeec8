import { choice, freshId, html, memory, onOwnPage } from "./drawing.js";

const DRAWER = "agenda";
const written = (minutes) => [Math.floor(minutes / 60), minutes % 60].map((part) => String(part).padStart(2, "0")).join(":");

export default {
  render({ model, el }) {
    const words = model.get("words").agenda;
    const set = (values) => {
      model.set(values);
      model.save_changes();
      memory.write(DRAWER, { minutes: model.get("minutes"), start: model.get("start") });
    };
    const length = choice({
      label: words.lengths, name: "length", options: model.get("lengths"), value: String(model.get("minutes")),
      onchange: (minutes) => set({ minutes: Number(minutes) }),
    });
    const id = freshId("start");
    const start = html("input", {
      type: "time", id, class: "vc-time-field", required: true,
      onchange: () => {
        const [hours, minutes] = start.value.split(":").map(Number);
        if (start.value) set({ start: 60 * hours + minutes });
      },
    });
    const said = html("p", { class: "vc-said", role: "status" });
    const list = html("ol", { class: "vc-agenda" });
    el.classList.add("vc");
    el.append(html("div", { class: "vc-row" }, length.root, html("div", { class: "vc-start" }, html("label", { for: id }, words.start), start)), said, list);

    const draw = () => {
      length.set(model.get("minutes"));
      start.value = written(model.get("start"));
      said.textContent = model.get("said");
      const named = ({ link, title }) => (link && onOwnPage() ? html("a", { href: link }, title) : title);
      list.replaceChildren(...model.get("steps").map((step) => html("li", {},
        step.notebook && html("p", { class: "vc-chapter" }, step.notebook),
        html("div", { class: "vc-slot" },
          html("span", { class: "vc-at" }, step.at),
          html("div", {}, html("strong", {}, named(step)), html("p", {}, step.doing), html("p", { class: "vc-late" }, `${words.late} ${step.late}`)),
          html("span", { class: "vc-minutes" }, step.minutes)))));
    };
    const kept = memory.read(DRAWER);
    if (model.get("lengths").some(([minutes]) => minutes === kept?.minutes) && Number.isInteger(kept.start) && kept.start >= 0 && kept.start < 1440) set(kept);
    model.on("change:steps", draw);
    model.on("change:said", draw);
    draw();
  },
};
