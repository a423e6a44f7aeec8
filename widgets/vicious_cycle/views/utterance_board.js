import { COLOUR, button, causePath, fill, glyph, html, outcomePath, table } from "./drawing.js";
import { deck } from "./deck.js";

// The board, two fields wide and four high, in the order of reading; and which way each arrow key goes on it.
const FIELDS = ["lasting", "passing"].flatMap((stability) => ["yes", "no"].flatMap((control) =>
  ["inside", "outside"].map((locus) => [locus, stability, control])));
const STEPS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const keyOf = (place) => [].concat(place).join(" ");

/** Signs beside a comparison: a tick, unequal, a wave. Never a cross: no answer is wrong. */
const SIGNS = {
  agree: { d: "M3 11L8 16L17 4", stroke: COLOUR.success },
  differ: { d: "M3 7H17M3 13H17M14 2L6 18", stroke: COLOUR.ink },
  arguable: { d: "M2 8q4 -5 8 0t8 0M2 14q4 -5 8 0t8 0", stroke: COLOUR.belief },
};
const signOf = (verdict) => glyph({ ...SIGNS[verdict], fill: "none", "stroke-width": 2.5, "stroke-linecap": "round", "stroke-linejoin": "round" });

export default {
  render({ model, el }) {
    const words = model.get("words").utterance_board;
    const cards = () => model.get("cards");
    const placed = () => model.get("placed");
    const inHand = () => cards()[hand.at];
    const described = (place) => place.map((answer) => words.answers[answer]).join(", ");

    // What stands on the page
    const progress = html("h3", { class: "vc-progress", tabindex: "-1" });
    const grip = html("div", { class: "vc-card-grip", "aria-hidden": "true" }, glyph({
      d: [4, 10, 16].flatMap((y) => [6, 14].map((x) => `M${x - 1.8} ${y}a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0 -3.6 0Z`)).join(""), fill: COLOUR.second,
    }));
    const situation = html("div");
    const setting = html("p", { class: "vc-setting" });
    const card = html("article", { class: "vc-card" }, html("div", { class: "vc-card-head" }, html("div", { class: "vc-card-title" }, progress, setting), grip), situation);
    const status = html("p", { role: "status", class: "vc-hint vc-board-status" });
    const fields = FIELDS.map((place) => {
      const marks = html("span", { class: "vc-marks" });
      const [locus, stability, control] = place.map((answer) => words.answers[answer]);
      const field = html("button", { type: "button", class: "vc-field", "data-place": keyOf(place), onclick: () => put(place), onkeydown: steer },
        html("span", {}, html("span", { class: "vc-hidden" }, `${locus}, ${stability}, `), control), marks);
      return { place, field, marks };
    });
    const heading = (answer) => html("div", { class: `vc-axis vc-axis-${answer}` }, words.answers[answer]);
    const cell = (stability, locus) => html("div", { class: `vc-cell vc-${locus}` },
      ...fields.filter(({ place }) => place[0] === locus && place[1] === stability).map(({ field }) => field));
    const board = html("div", { class: "vc-board", role: "group", "aria-label": words.board },
      heading("inside"), heading("outside"),
      ...["lasting", "passing"].flatMap((stability) => [heading(stability), cell(stability, "inside"), cell(stability, "outside")]));
    const verdict = html("h3", { class: "vc-verdict", tabindex: "-1" });
    const explained = html("div");
    const next = button("", () => (hand.goOn() ? progress : finished).focus(), "vc-main");
    const feedback = html("section", { class: "vc-feedback" }, verdict, explained, html("div", { class: "vc-row" }, next));
    const finished = html("h3", { class: "vc-verdict", tabindex: "-1" }, words.summary);
    const sums = html("div");
    const more = button(words.more, () => hand.nextDeck(() => progress.focus()), "vc-main");
    const summary = html("section", { class: "vc-summary" }, finished, sums, html("div", { class: "vc-row" }, more));
    const all = html("div", { class: "vc-all" });
    const again = button(words.again, () => { hand.again(); progress.focus(); });
    const page = html("div", { hidden: true }, html("div", { class: "vc-sorting" },
      html("div", { class: "vc-in-hand" }, card, status, summary), board, feedback), all,
    html("div", { class: "vc-row" }, again), html("p", { class: "vc-hint" }, words.who));
    el.classList.add("vc");
    el.append(page);

    // Placing
    const put = (place) => {
      if (!inHand() || inHand().id in placed()) {
        status.textContent = words.stays;
        return;
      }
      hand.answer("placed", inHand(), place);
      verdict.focus({ preventScroll: true }); // the board stays where it is
    };
    function steer(event) {
      const step = STEPS[event.key];
      if (!step) return;
      event.preventDefault();
      const here = fields.findIndex(({ field }) => field === event.currentTarget);
      const [column, row] = [(here % 2) + step[0], Math.floor(here / 2) + step[1]];
      if (column in [0, 1] && row in [0, 1, 2, 3]) fields[2 * row + column].field.focus();
    }
    const fieldAt = (x, y) => fields.find(({ field }) => field.contains(document.elementFromPoint(x, y)));
    liftable(card, grip, {
      free: () => !(inHand().id in placed()),
      over: (x, y) => {
        const under = fieldAt(x, y);
        for (const each of fields) each.field.classList.toggle("vc-under", each === under);
      },
      drop: (x, y) => { const under = fieldAt(x, y); if (under) put(under.place); },
    });

    // Drawing
    const draw = () => {
      if (!hand.hasCome()) return;
      page.hidden = false;
      const current = inHand();
      const place = current && placed()[current.id];
      card.hidden = status.hidden = !current;
      feedback.hidden = !place;
      summary.hidden = all.hidden = Boolean(current);
      again.hidden = !Object.keys(placed()).length;
      board.classList.toggle("vc-set", !current || Boolean(place));
      drawMarks(current, place);
      if (current) drawCard(current, place);
      if (place) drawFeedback(current, place);
      if (!current) drawSummary();
    };
    const drawMarks = (current, place) => {
      const kits = place && keyOf(current.place);
      for (const { place: here, field, marks } of fields) {
        const key = keyOf(here);
        const mine = place && keyOf(place) === key;
        field.classList.toggle("vc-kits", kits === key);
        field.classList.toggle("vc-mine", Boolean(mine));
        field.setAttribute("aria-disabled", String(board.classList.contains("vc-set")));
        marks.replaceChildren(
          ...cards().flatMap(({ id }, i) => (i !== hand.at && id in placed() && keyOf(placed()[id]) === key
            ? [html("span", { class: "vc-mark" }, html("span", { class: "vc-hidden" }, ` ${words.your_card} `), String(i + 1))] : [])),
          ...(mine ? [html("span", { class: "vc-mark vc-you" }, words.you)] : []),
          ...(kits === key ? [html("span", { class: "vc-mark vc-kit" }, words.kit)] : []));
      }
    };
    const drawCard = (current, place) => {
      const solved = current.outcome === "success";
      const colour = solved ? COLOUR.success : COLOUR.failure;
      progress.textContent = fill(words.progress, { n: hand.at + 1, all: cards().length });
      setting.textContent = current.setting;
      card.classList.toggle("vc-liftable", !place);
      situation.replaceChildren(
        html("p", { class: "vc-situation" }, glyph({ d: outcomePath(solved, 10, 10, 15), fill: solved ? colour : "none", stroke: colour, "stroke-width": 2.5 }),
          html("span", {}, current.situation)),
        html("blockquote", {}, `“${current.words}”`));
      status.textContent = place ? words.placed : words.hint;
    };
    const drawFeedback = (current, place) => {
      const { headline, questions } = current.feedback[keyOf(place)];
      const cause = causePath(current.cause, 10, 10, 16);
      const reason = (title, text) => text && html("p", {}, html("strong", {}, `${title} `), text);
      verdict.textContent = headline;
      next.textContent = hand.at + 1 < cards().length ? words.next : words.finish;
      explained.replaceChildren(...[
        html("ul", { class: "vc-compared" }, ...questions.map((each) => html("li", {}, signOf(each.verdict), html("span", {}, each.said)))),
        reason(words.because, current.because),
        reason(words.differ_because, current.differ_because),
        html("p", { class: "vc-named" }, cause && glyph({ d: cause, fill: COLOUR[current.cause] }), html("span", {}, current.cause_said)),
      ].filter(Boolean));
    };
    const drawSummary = () => {
      const counted = model.get("counted") === cards().length; // else the kernel has yet to count the last
      sums.replaceChildren(...(counted ? model.get("summary") : []).map((sentence) => html("p", {}, sentence)));
      const { columns, questions } = words;
      all.replaceChildren(table(words.table, [columns.words, columns.yours, columns.kits, ...Object.values(questions)],
        cards().map((each, i) => {
          const place = placed()[each.id];
          return [`${i + 1}. “${each.words}”`, described(place), described(each.place),
            ...each.feedback[keyOf(place)].questions.map(({ verdict: how }) => html("span", { class: "vc-how" }, signOf(how), html("span", {}, words.verdicts[how])))];
        })));
    };

    // Dealing: cards come with their deck; what was placed before a reload is placed again
    const restore = (kept) => {
      const back = cards().filter((each) => !(each.id in placed()) && keyOf(kept.placed?.[each.id]) in each.feedback).map(({ id }) => [id, kept.placed[id]]);
      return [{ placed: { ...placed(), ...Object.fromEntries(back) } }];
    };
    const hand = deck({ model, answers: ["placed"], restore, draw });
    hand.begin();
    return hand.stop;
  },
};

/** Lift a card with the mouse, or with a finger by its grip: `over(x, y)` while it moves, `drop(x, y)` when let go. */
function liftable(card, grip, { free, over, drop }) {
  let from = null;
  const back = () => {
    from = null;
    card.classList.remove("vc-lifted");
    card.style.transform = "";
    over(-1, -1);
  };
  card.addEventListener("pointerdown", (event) => {
    const held = event.pointerType === "mouse" || grip.contains(event.target); // elsewhere a finger scrolls the page
    if (!event.isPrimary || event.button || !held || !free()) return;
    const box = card.getBoundingClientRect();
    const magnified = box.width / card.offsetWidth; // in present mode
    from = { x: event.pageX, y: event.pageY, magnified };
    card.style.transformOrigin = `${(event.clientX - box.x) / magnified}px ${(event.clientY - box.y) / magnified}px`;
    card.setPointerCapture(event.pointerId);
  });
  card.addEventListener("pointermove", (event) => {
    if (!from) return;
    card.classList.add("vc-lifted");
    card.style.transform = `translate(${(event.pageX - from.x) / from.magnified}px, ${(event.pageY - from.y) / from.magnified}px) scale(.5)`;
    over(event.clientX, event.clientY);
  });
  card.addEventListener("pointerup", (event) => {
    if (!from) return;
    drop(event.clientX, event.clientY); // first: on its way back the card would lie between the pointer and the field
    back();
  });
  card.addEventListener("pointercancel", back);
}
