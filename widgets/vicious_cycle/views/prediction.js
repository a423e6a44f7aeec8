import { memory } from "./drawing.js";
import { asking } from "./asking.js";

export default {
  render: ({ model, el }) => asking({ model, el, kept: memory }),
};
