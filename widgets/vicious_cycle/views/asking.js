import { button, choice, fill, html, slider } from "./drawing.js";
import { curve } from "./curve.js";
import { roomQuestion } from "./room_question.js";

const isWhole = (value, high) => Number.isInteger(value) && value >= 0 && value <= high;

/** How each kind of prediction is asked for, checked when it comes back from memory, and said. */
const KINDS = {
  number: ({ model, words, oninput }) => {
    const high = model.get("high");
    const control = slider({
      label: words.guess, low: 0, high, step: 1, value: model.get("guess"), name: "guess",
      shown: (value) => `${value} ${model.get("unit")}`, oninput,
    });
    return {
      ...control, first: control.input, fits: (guess) => isWhole(guess, high),
      say: (guess) => fill(words.committed_number, { guess, high }),
    };
  },
  scale: ({ model, words, oninput }) => {
    const high = model.get("high");
    const steps = model.get("steps");
    const shown = (value) => steps[Math.round((value / high) * (steps.length - 1))];
    const control = slider({
      label: words.guess, low: 0, high, step: 1, value: model.get("guess"), ends: model.get("ends"), name: "guess", shown, oninput,
    });
    return {
      ...control, first: control.input, fits: (guess) => isWhole(guess, high),
      say: (guess) => fill(words.committed_scale, { guess: shown(guess) }),
    };
  },
  choice: ({ model, words, oninput }) => {
    const options = model.get("options");
    const control = choice({ label: words.guess, name: "guess", value: model.get("guess"), options, onchange: oninput });
    control.root.classList.add("vc-column");
    return {
      ...control, first: control.root.querySelector("input"), fits: (guess) => options.some(([key]) => key === guess),
      say: (guess) => fill(words.committed_choice, { guess: options.find(([key]) => key === guess)[1] }),
    };
  },
  curve: ({ model, words, oninput }) => {
    const control = curve({
      points: model.get("points"), ends: model.get("ends"), given: model.get("given"), givenLabel: model.get("given_label"),
      value: model.get("guess"), words, oninput,
    });
    const count = model.get("points").length;
    return {
      ...control, fits: (guess) => Array.isArray(guess) && guess.length === count && guess.every((value) => isWhole(value, 100)),
      say: (guess) => fill(words.committed_curve, { first: guess[0], last: guess.at(-1) }),
    };
  },
};

/**
 * Asks for a prediction and keeps it in `kept` (`memory` or `keepsake`). It cannot be changed once it is committed, but
 * by saying "predict again".
 */
export function asking({ model, el, kept: store }) {
  const words = { ...model.get("words").prediction, ...model.get("words").stance };
  const status = html("p", { role: "status", class: "vc-status" });
  const chosen = { guess: model.get("guess"), sure: model.get("sure") };
  const control = KINDS[model.get("kind")]({ model, words, oninput: (guess) => { chosen.guess = guess; ready(); } });
  const sure = choice({
    label: words.sure, name: "sure", value: chosen.sure, options: words.confidences.map((name, i) => [i, name]),
    onchange: (i) => { chosen.sure = Number(i); ready(); },
  });
  const commit = button(words.commit, () => settle(true), "vc-main");
  const again = button(words.again, () => settle(false));
  const asking = html("div", { class: "vc-asking" }, control.root, sure.root, html("div", { class: "vc-row" }, commit));
  const standing = html("div", { class: "vc-standing" });
  el.classList.add("vc");
  const alone = html("div", {}, asking, standing, status);
  const room = roomQuestion({
    model, alone: [alone],
    take(guess) { if (control.fits(guess)) { Object.assign(chosen, { guess, sure: chosen.sure ?? 1 }); control.set(guess); send(false); send(true); show(true); } },
    forget() { chosen.sure = null; send(false); show(false); },
  });
  el.append(html("p", { class: "vc-question" }, model.get("question")), ...(room?.parts ?? []), alone);

  const ready = () => {
    commit.disabled = chosen.sure === null || !control.fits(chosen.guess);
    status.textContent = commit.disabled ? words.choose : "";
  };
  const send = (committed) => {
    // Committing comes last and clearing first: the kernel refuses a change while a prediction stands.
    if (!committed) { model.set("committed", false); model.save_changes(); }
    model.set(committed ? chosen : { sure: null });
    model.save_changes();
    if (committed) { model.set("committed", true); model.save_changes(); }
  };
  const settle = (committed) => {
    send(committed);
    if (!committed) { chosen.sure = null; sure.set(null); }
    store.write(model.get("name"), committed ? chosen : null);
    show(committed);
    (committed ? again : control.first).focus({ preventScroll: true });
  };
  const show = (committed) => {
    asking.hidden = committed;
    standing.hidden = !committed;
    ready();
    if (!committed) { standing.replaceChildren(); return; }
    const said = [control.say(chosen.guess), words.sure_phrases[chosen.sure], model.get("again") ? "" : words.stays].join(" ");
    standing.replaceChildren(html("p", { class: "vc-said" }, said), again);
    status.textContent = "";
  };

  const kept = store.read(model.get("name"));
  if (kept && !model.get("committed") && control.fits(kept.guess) && words.confidences[kept.sure]) {
    Object.assign(chosen, { guess: kept.guess, sure: kept.sure });
    control.set(chosen.guess);
    sure.set(chosen.sure);
    send(true);
  }
  show(model.get("committed"));
  return () => { control.stop?.(); room?.stop(); };
}
