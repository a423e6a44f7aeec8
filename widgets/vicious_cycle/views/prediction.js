import { button, choice, fill, html, memory, slider } from "./drawing.js";

export default {
  render({ model, el }) {
    const words = model.get("words").prediction;
    const status = html("p", { role: "status", class: "vc-status" });
    const guess = slider({
      label: words.guess, low: 0, high: model.get("high"), step: 1, value: model.get("guess"), name: "guess",
      shown: (value) => `${value} ${model.get("unit")}`,
      oninput: (value) => { chosen.guess = value; },
    });
    const sure = choice({
      label: words.sure, name: "sure", value: model.get("sure"),
      options: words.confidences.map((name, i) => [i, name]),
      onchange: (i) => { chosen.sure = Number(i); commit.disabled = false; },
    });
    const chosen = { guess: model.get("guess"), sure: model.get("sure") };
    const commit = button(words.commit, () => settle(true), "vc-main");
    const again = button(words.again, () => settle(false));
    const asking = html("div", { class: "vc-asking" }, guess.root, sure.root, html("div", { class: "vc-row" }, commit));
    const standing = html("div", { class: "vc-standing" });
    el.classList.add("vc");
    el.append(html("p", { class: "vc-question" }, model.get("question")), asking, standing, status);

    const settle = (committed) => {
      // Committing comes last and clearing first: the kernel refuses a change while a prediction stands.
      if (!committed) { model.set("committed", false); model.save_changes(); }
      model.set({ guess: chosen.guess, sure: committed ? chosen.sure : null });
      model.save_changes();
      if (committed) { model.set("committed", true); model.save_changes(); }
      else { chosen.sure = null; sure.set(null); }
      memory.write("prediction", committed ? chosen : null);
      show(committed);
      (committed ? again : guess.input).focus({ preventScroll: true });
    };
    const show = (committed) => {
      asking.hidden = committed;
      standing.hidden = !committed;
      commit.disabled = chosen.sure === null;
      const said = committed && fill(words.committed, {
        guess: chosen.guess, high: model.get("high"), sure: words.confidence_phrases[chosen.sure],
      });
      standing.replaceChildren(...(committed ? [html("p", { class: "vc-said" }, said), again] : []));
      status.textContent = committed ? "" : words.choose;
    };

    const kept = memory.read("prediction");
    if (kept && !model.get("committed") && Number.isInteger(kept.guess) && kept.guess <= model.get("high") && words.confidences[kept.sure]) {
      Object.assign(chosen, { guess: kept.guess, sure: kept.sure });
      guess.set(chosen.guess);
      sure.set(chosen.sure);
      model.set(chosen);
      model.save_changes();
      model.set("committed", true);
      model.save_changes();
    }
    show(model.get("committed"));
  },
};
