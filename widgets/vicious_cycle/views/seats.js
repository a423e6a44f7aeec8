import { CAUSES, COLOUR, causePath, outcomePath, svg } from "./drawing.js";

const COLUMNS = 6;
const PITCH = 66; // pixels from row to row
const NAMED = 84; // a desk as wide as this has room for a name

/**
 * A class in its seats, front row first. Each seat is a button: pointing at it, or moving to it with the arrow keys, chooses it.
 * `draw` takes the pupils [{ gone, cause }], their names, who is chosen and what each seat says, and returns where it ends.
 */
export function seating({ count, onchoose }) {
  const root = svg("g", { role: "group" });
  const seats = Array.from({ length: count }, (_, i) => {
    const seat = svg("g", {
      role: "button", class: "vc-seat",
      onpointerenter: () => onchoose(i), onfocus: () => onchoose(i), onclick: () => onchoose(i),
      onkeydown: (event) => press(event, i),
    }, svg("rect", { rx: 8 }), svg("path"), svg("path"), svg("text", { "text-anchor": "middle", fill: COLOUR.second, "font-size": 15 }));
    root.append(seat);
    return seat;
  });
  const steps = { ArrowLeft: -1, ArrowRight: 1, ArrowUp: -COLUMNS, ArrowDown: COLUMNS, Home: -count, End: count };
  const press = (event, i) => {
    if (!(event.key in steps)) return;
    event.preventDefault();
    const to = event.key === "Home" ? 0 : event.key === "End" ? count - 1 : i + steps[event.key];
    seats[to]?.focus();
  };
  return {
    root,
    draw({ pupils, names, chosen, width, top, says }) {
      const wide = width / COLUMNS;
      const box = Math.min(wide - 8, 124);
      const named = box >= NAMED;
      pupils.forEach(({ gone, cause }, i) => {
        const x = (i % COLUMNS + 0.5) * wide;
        const y = top + (Math.floor(i / COLUMNS) + 0.5) * PITCH;
        const [desk, mark, glyph, label] = seats[i].children;
        const up = named ? y - 9 : y;
        const put = (element, attributes) => Object.entries(attributes).forEach(([name, value]) => element.setAttribute(name, value));
        put(desk, { x: x - box / 2, y: y - PITCH / 2 + 4, width: box, height: PITCH - 8, fill: gone ? "#FBE6D9" : "#F1F7F6", stroke: i === chosen ? COLOUR.ink : "transparent", "stroke-width": 3 });
        put(mark, { d: outcomePath(!gone, x - Math.min(box * 0.2, 18), up, 19), fill: gone ? "#fff" : COLOUR.success, stroke: gone ? COLOUR.failure : "none", "stroke-width": 3 });
        put(glyph, { d: CAUSES[cause] ? causePath(CAUSES[cause], x + Math.min(box * 0.24, 18), up, 17) : "", fill: COLOUR[CAUSES[cause]] ?? "none" });
        put(label, { x, y: y + 21 });
        label.textContent = named ? names[i] : "";
        put(seats[i], { "aria-label": says(i), "aria-pressed": i === chosen, tabindex: i === chosen ? 0 : -1 });
      });
      return top + Math.ceil(count / COLUMNS) * PITCH;
    },
  };
}
