import { COLOUR, button, causePath, fill, freshId, glyph, html, line, onWidth, outcomePath, scale, svg, table, wrapped } from "./drawing.js";
import { deck } from "./deck.js";

const NOBODY = "none"; // the row of the account in which nobody answers
const TERM = 19; // the last attempt of the first term, counted from 0
const NARROW = 620; // below this width a label stands above its line

export default {
  render({ model, el }) {
    const words = model.get("words").signal_board;
    const cards = () => model.get("cards");
    const heard = () => model.get("heard");
    const replied = () => model.get("replied");

    // What stands on the page
    const progress = html("h3", { class: "vc-progress", tabindex: "-1" });
    const setting = html("p", { class: "vc-setting" });
    const situation = html("div");
    const card = html("article", { class: "vc-card" },
      html("div", { class: "vc-card-head" }, html("div", { class: "vc-card-title" }, progress, setting)), situation);
    const signals = html("div", { class: "vc-answers" });
    const hear = html("section", { class: "vc-hear" }, html("h4", { class: "vc-part vc-answer-title" }, words.hear), signals);
    const verdict = html("h4", { class: "vc-verdict", tabindex: "-1" });
    const explained = html("div");
    const feedback = html("section", { class: "vc-feedback" }, verdict, explained);
    const answerTitle = html("h4", { class: "vc-part vc-answer-title", tabindex: "-1" });
    const replies = html("div", { class: "vc-replies" });
    const answer = html("section", {}, answerTitle, replies);
    const chart = svg("svg", { class: "vc-chart", id: freshId("chart"), role: "img" });
    const said = html("p", { class: "vc-said" });
    const pupil = html("p", {});
    const next = button("", () => (hand.goOn() ? progress : finished).focus(), "vc-main");
    const account = html("section", { class: "vc-account" }, html("h4", { class: "vc-part" }, words.account), said, pupil,
      html("p", { class: "vc-hint" }, words.account_gloss), chart, html("p", { class: "vc-hint" }, words.model_only),
      html("div", { class: "vc-row" }, next));
    const finished = html("h3", { class: "vc-verdict", tabindex: "-1" }, words.summary);
    const sums = html("div");
    const more = button(words.more, () => hand.nextDeck(() => progress.focus()), "vc-main");
    const all = html("div", { class: "vc-all" });
    const summary = html("section", { class: "vc-summary" }, finished, sums, html("div", { class: "vc-row" }, more), all);
    const again = button(words.again, () => { hand.again(); progress.focus(); });
    const page = html("div", { hidden: true }, html("div", { class: "vc-listening" }, html("div", { class: "vc-in-hand" }, card, feedback), hear, answer), account, summary,
      html("div", { class: "vc-row" }, again), html("p", { class: "vc-hint" }, words.who));
    el.classList.add("vc");
    el.append(page);

    // Drawing
    const draw = () => {
      if (!hand.hasCome()) return;
      const current = cards()[hand.at];
      const signal = current && heard()[current.id];
      const kind = current && replied()[current.id];
      page.hidden = false;
      card.hidden = !current;
      hear.hidden = !current || Boolean(signal);
      feedback.hidden = answer.hidden = !signal;
      account.hidden = !kind;
      summary.hidden = Boolean(current);
      again.hidden = !Object.keys(heard()).length;
      if (current) drawCard(current);
      if (current && !signal) drawSignals(current);
      if (signal) { drawFeedback(current, signal); drawReplies(current, kind); }
      if (kind) drawAccount(current, kind);
      if (!current) drawSummary();
    };
    const drawCard = (current) => {
      const solved = current.outcome === "success";
      const colour = solved ? COLOUR.success : COLOUR.failure;
      progress.textContent = fill(words.progress, { n: hand.at + 1, all: cards().length });
      setting.textContent = current.setting;
      situation.replaceChildren(
        html("p", { class: "vc-situation" }, glyph({ d: outcomePath(solved, 10, 10, 15), fill: solved ? colour : "none", stroke: colour, "stroke-width": 2.5 }),
          html("span", {}, current.situation)),
        html("blockquote", {}, `“${current.words}”`));
    };
    const drawSignals = (current) => signals.replaceChildren(...Object.entries(words.signals).map(([signal, label]) =>
      html("button", { type: "button", class: "vc-button", onclick: () => {
        hand.answer("heard", current, signal);
        verdict.focus({ preventScroll: true });
      } }, label)));
    const reason = (title, text) => text && html("p", {}, html("strong", {}, `${title} `), text);
    const drawFeedback = (current, signal) => {
      verdict.textContent = current.heard[signal];
      explained.replaceChildren(...[reason(words.because, current.because), reason(words.also_because, current.also_because)].filter(Boolean));
    };
    /** The four answers: to be pressed, and once one is chosen each with what it invites. */
    const drawReplies = (current, kind) => {
      answerTitle.textContent = kind ? words.answered : words.answer;
      replies.replaceChildren(...current.replies.map((reply) => (kind ? explainedReply(reply, kind === reply.kind)
        : html("button", { type: "button", class: "vc-button vc-reply", onclick: () => {
          hand.answer("replied", current, reply.kind);
          answerTitle.focus({ preventScroll: true });
        } }, `“${reply.words}”`))));
    };
    const explainedReply = (reply, mine) => html("article", { class: `vc-reply ${mine ? "vc-mine" : ""}` },
      html("p", { class: "vc-reply-words" }, `“${reply.words}”`, mine && html("span", { class: "vc-mark vc-you" }, words.yours)),
      html("p", { class: "vc-named" }, glyph({ d: causePath(reply.invites, 10, 10, 16), fill: COLOUR[reply.invites] }), html("strong", { style: `color: ${COLOUR[reply.invites]}` }, reply.invited)),
      html("p", {}, reply.why), html("p", { class: "vc-hint" }, reply.status));
    const drawAccount = (current, kind) => {
      const nobody = current.account.find((row) => row.kind === NOBODY);
      said.textContent = current.account.find((row) => row.kind === kind).said;
      chart.setAttribute("aria-label", current.account.map((row) => `${row.label}: ${row.said}`).join(" "));
      pupil.textContent = current.pupil;
      next.textContent = hand.at + 1 < cards().length ? words.next : words.finish;
      drawYears(chart, { rows: current.account, kind, nobody, words });
    };
    const drawSummary = () => {
      const { columns, kinds, signals: names } = words;
      sums.replaceChildren(...model.get("summary").map((sentence) => html("p", {}, sentence)));
      all.replaceChildren(table(words.table, [columns.words, columns.heard, columns.kits, columns.reply, columns.invites, columns.trying, columns.nobody],
        cards().map((each, i) => {
          const [reply, rows] = [each.replies.find(({ kind }) => kind === replied()[each.id]), each.account];
          const trying = (kind) => String(rows.find((row) => row.kind === kind).trying);
          return [`${i + 1}. “${each.words}”`, names[heard()[each.id]], names[each.signal], `“${reply.words}” (${kinds[reply.kind]})`, reply.cause, trying(reply.kind), trying(NOBODY)];
        })));
    };

    // Dealing: cards come with their deck; what was answered before a reload is answered again
    const restore = (kept) => {
      const fits = cards().filter(({ id }) => !(id in heard()) && kept.heard?.[id] in words.signals);
      const answered = fits.filter(({ id, replies: offered }) => offered.some(({ kind }) => kind === kept.replied?.[id]));
      const pick = (some, from) => Object.fromEntries(some.map(({ id }) => [id, from[id]]));
      return [{ heard: { ...heard(), ...pick(fits, kept.heard) } }, { replied: { ...replied(), ...pick(answered, kept.replied) } }]; // a reply needs its signal
    };
    const hand = deck({ model, answers: ["heard", "replied"], restore, draw });
    hand.begin();
    const unwatch = onWidth(el, draw);
    return () => { unwatch(); hand.stop(); };
  },
};

/** A line a reply: this pupil's effort over the year, and how many of a hundred such pupils still try at its end. */
function drawYears(chart, { rows, kind, nobody, words }) {
  const width = chart.clientWidth;
  if (!width) return;
  const narrow = width < NARROW;
  const size = width >= 900 ? 18 : 15;
  const parts = [];
  const left = narrow ? 0 : size * 16;
  const middle = narrow ? width * 0.5 : left + (width - left) * 0.5;
  const bars = [middle + 24, width - size * (narrow ? 0 : 6.5)];
  const high = narrow ? 92 : 62;
  const head = size * 1.8;
  const x = scale([0, nobody.effort.length - 1], [left, middle]);
  const bar = scale([0, 100], bars);
  const heading = (words_, at, anchor = "start") => parts.push(svg("text", { x: at, y: size, "text-anchor": anchor, fill: COLOUR.second }, words_));
  heading(words.effort, left);
  if (!narrow) {
    heading(words.hundred, bars[0]);
    heading(words.term, x(TERM), "middle");
  }
  parts.push(svg("line", { x1: x(TERM), x2: x(TERM), y1: head, y2: head + rows.length * high - 8, stroke: COLOUR.ghost, "stroke-dasharray": "2 5" }));
  rows.forEach((row, i) => {
    const top = head + i * high + (narrow ? size * 1.6 : 0);
    const bottom = top + 50;
    const y = scale([0, 100], [bottom - 2, top + 4]);
    const chosen = row.kind === kind;
    const colour = chosen ? COLOUR.effort : row.kind === NOBODY ? COLOUR.ghost : COLOUR.second;
    const text = (words_, at, down, anchor, more = {}) => parts.push(svg("text", { x: at, y: down, "text-anchor": anchor, fill: chosen ? COLOUR.ink : COLOUR.second, "font-weight": chosen ? 700 : 500, ...more }, words_));
    if (narrow) text(row.label, 0, top - 4, "start");
    else wrapped(row.label, 26).forEach((part, n, all) => text(part, left - 16, top + 32 + (n - (all.length - 1) / 2) * size * 1.2, "end"));
    parts.push(svg("line", { x1: left, x2: middle, y1: bottom, y2: bottom, stroke: COLOUR.grid, "stroke-width": 1.5 }));
    if (row.kind !== NOBODY) parts.push(svg("path", { d: line(nobody.effort, x, y), fill: "none", stroke: COLOUR.ghost, "stroke-width": 1.5, "stroke-dasharray": "6 4" }));
    parts.push(svg("path", { d: line(row.effort, x, y), fill: "none", stroke: colour, "stroke-width": chosen ? 3.5 : 2.5, "stroke-dasharray": row.kind === NOBODY ? "6 4" : null }));
    parts.push(svg("rect", { x: bars[0], y: top + 20, width: bars[1] - bars[0], height: 16, fill: COLOUR.grid }),
      svg("rect", { x: bars[0], y: top + 20, width: bar(row.trying) - bars[0], height: 16, fill: chosen ? COLOUR.success : COLOUR.ghost }),
      svg("line", { x1: bar(nobody.trying), x2: bar(nobody.trying), y1: top + 14, y2: top + 42, stroke: COLOUR.ink, "stroke-width": 2, "stroke-dasharray": "4 3" }));
    if (narrow) text(fill(words.still, { n: row.trying }), width, top - 4, "end");
    else text(fill(words.still, { n: row.trying }), bars[1] + 10, top + 34, "start");
  });
  const height = head + rows.length * high + (narrow ? size : 0);
  chart.style.fontSize = `${size}px`;
  chart.setAttribute("viewBox", `0 0 ${width} ${height}`);
  chart.setAttribute("height", height);
  chart.replaceChildren(...parts);
}
