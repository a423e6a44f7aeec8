// A teacher's phone: shows what the room is asked, keeps the answers, and sends them until they have arrived.

import { follow } from "./live.js";
import { curve } from "./curve.js";
import { drawer, fill } from "./drawing.js";

const { code } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const view = document.getElementById("view");
const status = document.getElementById("status");
const store = drawer(() => localStorage, () => "vicious-cycle-room#");
// "question round" -> { turn, value, sure, said, kept }: all that this phone has answered; kept once the room has it.
const answers = store.read(code) ?? {};
let trying = false;
let retry = null;

const say = (text) => { status.textContent = text; };
const nameOf = (question, round) => `${question} ${round}`;
const remember = () => store.write(code, answers);

// What the server knows counts, unless this phone has something later.
for (const [question, round, turn, value, sure] of JSON.parse(document.body.dataset.answers)) {
  const name = nameOf(question, round);
  if (!(answers[name]?.turn >= turn)) answers[name] = { turn, value, sure, said: "", kept: true };
  else if (answers[name].turn === turn) answers[name].kept = true;
}
remember();

/** Send what has not arrived, one after the other; what could not be sent is tried again. */
async function send() {
  if (trying) return;
  trying = true;
  clearTimeout(retry);
  for (;;) {
    const next = Object.entries(answers).find(([, answer]) => !answer.kept);
    if (!next) break;
    if (await arrives(...next)) continue;
    say(words.offline);
    retry = setTimeout(send, 2000 + 3000 * Math.random());
    break;
  }
  trying = false;
}

/** Whether the room has taken an answer, or has refused it for good. */
async function arrives(name, answer) {
  const [question, round] = name.split(" ").map(Number);
  const { turn, value, sure } = answer;
  let reply;
  try {
    reply = await fetch(`/j/${code}`, {
      method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" },
      body: JSON.stringify({ question, round, turn, value, sure }), signal: AbortSignal.timeout(10_000),
    });
  } catch {
    return false;
  }
  if (reply.status === 429 || reply.status >= 500) return false;
  if (reply.ok) {
    answer.kept = true;
    if (view.dataset.place === `${name} open` && answers[name] === answer) say(words.sent);
  } else {
    if (answer.earlier) answers[name] = answer.earlier;
    else delete answers[name];
    dress();
    say((await reply.json()).said);
    if (reply.status === 401 || reply.status === 410) location.reload();
  }
  remember();
  return true;
}

/** Make the form of the open question more comfortable than it is without a script, and fill in what was answered. */
function dress() {
  const form = view.querySelector("form");
  const [question, round] = view.dataset.place.split(" ");
  const name = nameOf(question, round);
  const mine = answers[name];
  if (!form) { tellOwn(mine, answers[nameOf(question, 1)]); return; }
  const { kind } = form.dataset;
  const control = KINDS[kind](form, mine?.value);
  if (mine?.sure != null) form.elements.sure.value = mine.sure;
  const submit = form.querySelector(".foot button");
  if (mine) submit.textContent = words.send_again;
  say(mine ? (mine.kept ? words.sent : words.offline) : "");
  form.noValidate = true;
  form.onsubmit = (event) => {
    event.preventDefault();
    const sure = form.elements.sure ? Number(form.elements.sure.value || NaN) : null;
    const value = control.value();
    if (value === null || Number.isNaN(sure)) { say(words.choose); return; }
    const last = answers[name];
    const earlier = last?.kept ? { ...last, earlier: null } : last?.earlier;
    answers[name] = { turn: (last?.turn ?? 0) + 1, value, sure, said: control.said(), kept: false, earlier };
    remember();
    say(words.sending);
    submit.textContent = words.send_again;
    send();
  };
}

function tellOwn(mine, before) {
  const own = view.querySelector(".mine");
  if (!own) return;
  if (!mine) own.textContent = words.not_answered;
  else if (!mine.said) own.textContent ||= words.you_said_curve;
  else {
    own.textContent = fill(words.you_said, { said: mine.said })
      + (before && before !== mine && before.said && before.said !== mine.said ? ` ${fill(words.before, { said: before.said })}` : "");
  }
}

const KINDS = {
  number(form, value) {
    const input = form.elements.value;
    const high = Number(input.max);
    const given = input.value || value;
    input.type = "range";
    const shown = document.createElement("output");
    shown.className = "big";
    input.before(shown);
    const ends = document.createElement("p");
    ends.className = "ends";
    ends.ariaHidden = "true";
    ends.append(...[0, high].map((end) => Object.assign(document.createElement("span"), { textContent: end })));
    input.after(ends);
    return ranged(input, given === "" || given == null ? Math.round(high / 2) : given, shown, String);
  },
  scale(form, value) {
    const input = form.elements.value;
    const steps = JSON.parse(input.dataset.steps);
    const shown = document.createElement("output");
    shown.className = "told";
    input.before(shown);
    return ranged(input, value ?? input.value, shown, (now) => steps[Math.round((now / input.max) * (steps.length - 1))]);
  },
  choice(form, value) {
    if (value !== undefined) form.elements.value.value = value;
    const chosen = () => form.querySelector("[name=value]:checked");
    return { value: () => chosen()?.value ?? null, said: () => `“${chosen().nextSibling.textContent}”` };
  },
  curve(form, value) {
    const field = form.querySelector(".curve");
    const { points, ends, given, given_label: givenLabel } = JSON.parse(field.dataset.spec);
    let drawn = value ?? [...field.querySelectorAll("input")].map((input) => Number(input.value));
    const control = curve({ points, ends, given, givenLabel, value: drawn, words, oninput: (now) => { drawn = now; } });
    field.replaceChildren(control.root);
    return { value: () => drawn, said: () => "" };
  },
  text(form, value) {
    if (value !== undefined) form.elements.value.value = value;
    return { value: () => form.elements.value.value.trim() || null, said: () => form.elements.value.value.trim() };
  },
  anagrams(form, value) {
    const fields = [...form.querySelectorAll("fieldset.word")];
    const marked = () => fields.map((field) => field.querySelector(":checked")?.value ?? null);
    value?.forEach((solved, i) => { fields[i].querySelector(`[value="${solved}"]`).checked = true; });
    // One word at a time, and no way back.
    const show = () => {
      const at = marked().indexOf(null);
      fields.forEach((field, i) => { field.hidden = at >= 0 && i !== at; });
      form.querySelector(".foot").hidden = at >= 0;
    };
    fields.forEach((field) => field.addEventListener("change", () => { show(); form.querySelector("fieldset.word:not([hidden]) input:not(:checked)")?.focus(); }));
    show();
    return { value: () => (marked().includes(null) ? null : marked().map((mark) => mark === "true")), said: () => "" };
  },
};

function ranged(input, value, shown, words_) {
  const tell = () => {
    shown.textContent = words_(Number(input.value));
    input.setAttribute("aria-valuetext", shown.textContent);
    input.style.setProperty("--filled", `${(100 * input.value) / input.max}%`);
  };
  input.value = value;
  input.addEventListener("input", tell);
  tell();
  return { value: () => Number(input.value), said: () => shown.textContent };
}

follow(`/j/${code}/live`, {
  onevent({ place, view: now }) {
    if (place === "over") { location.reload(); return; }
    if (place === view.dataset.place) return;
    view.dataset.place = place;
    view.innerHTML = now;
    say("");
    dress();
    view.querySelector("h1").focus({ preventScroll: true });
    scrollTo(0, 0);
  },
  onlost() { if (Object.values(answers).every((answer) => answer.kept)) say(words.lost); },
  onback() { if (status.textContent === words.lost) say(""); send(); },
  // Closed, or not joined any more: the page itself says which. Too busy is no reason to leave it.
  onrefused: () => fetch(location.pathname).then((page) => { if (page.ok || page.status === 410) location.reload(); }, () => {}),
});
addEventListener("online", send);
dress();
send();
