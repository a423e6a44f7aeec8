// The facilitator's console: where the workshop is, what to say, and what is asked of the phones.

import { follow } from "./live.js";
import { fill, html } from "./drawing.js";
import { roomChart } from "./chart.js";
import { moves } from "./moves.js";

const { code } = document.body.dataset;
const words = JSON.parse(document.body.dataset.words);
const plan = JSON.parse(document.body.dataset.plan);
const part = (name) => document.getElementById(name);
const channel = new BroadcastChannel("vicious-cycle"); // to the windows of this browser that present
let state = null;
let chosen = null; // the key of the question that the buttons move
let offered = null; // the key of the question that the present notebook asks next
let current = null; // the id of the one on the phones: when that changes, the buttons follow
let shown = "";
let projecting = null; // the window that presents, where there is one in this browser

async function tell(what) {
  const reply = await fetch(`/room/${code}`, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(what),
  }).catch(() => null);
  part("trouble").textContent = reply?.ok ? "" : ((await reply?.json().catch(() => null))?.said ?? words.lost);
  return Boolean(reply?.ok);
}

// Steps

const step = () => Math.min(state?.step ?? 0, plan.length - 1);
const go = (wanted) => tell({ do: "settle", step: Math.max(0, Math.min(plan.length - 1, wanted)) });
/** On or back as the window that presents does it: first through a step that is taller than its screen. */
const turn = (direction) => (projecting?.more.includes(direction)
  ? channel.postMessage({ window: projecting.window, turn: direction }) : go(step() + direction));
const sum = (steps, which) => steps.reduce((all, { minutes }) => all + minutes[which], 0);
let told = -1;

function showStep() {
  if (!plan.length) return;
  const at = step();
  const now = plan[at];
  if (told !== at) {
    told = at;
    part("place").textContent = fill(words.place, { n: at + 1, all: plan.length, notebook: now.notebook });
    part("step-title").textContent = now.title;
    part("notes").innerHTML = now.notes || `<p>${words.no_notes}</p>`; // the kit's own notebook
    part("notebook").value = now.page;
  }
  part("back").disabled = at === 0;
  part("on").disabled = at === plan.length - 1;
  showClock();
}

/** Minutes since the clock was started, beside those planned for this notebook up to this step and to its end. */
function showClock() {
  if (!plan.length || !state) return;
  const at = step();
  const here = plan.filter(({ page }) => page === plan[at].page);
  const done = here.slice(0, here.indexOf(plan[at]));
  const [whole, least, most] = [sum(here, 1), sum(done, 0), sum([...done, plan[at]], 1)];
  const minutes = state.began === null ? 0 : Math.max(0, (Date.now() / 1000 - state.began) / 60);
  const late = state.began !== null && minutes > most;
  part("plan").textContent = fill(state.began === null ? words.not_started : late ? words.late : words.in_time, {
    minutes: Math.floor(minutes), whole, least, most,
  });
  part("elapsed").style.width = `${Math.min(100, (100 * minutes) / (whole || 1))}%`;
  part("elapsed").classList.toggle("late", late);
}

// The question

/** The first question of the present notebook that has not been asked. */
const openNext = () => {
  const notebook = plan[step()]?.page.replace(/\.ipynb$/, "");
  return state.questions.find(({ key, state: now }) => now === "closed" && key.startsWith(`${notebook}#`));
};

function showQuestions() {
  const list = part("question");
  const keys = state.questions.map(({ key }) => key).join();
  if (list.dataset.keys !== keys) {
    list.dataset.keys = keys;
    list.replaceChildren(...state.questions.map(({ key, spec }) =>
      html("option", { value: key }, [spec.title, spec.question].filter(Boolean).join(" – ").slice(0, 90))));
  }
  const ofStep = openNext();
  if (current !== state.current || !chosen) {
    current = state.current;
    chosen = (state.questions.find(({ id }) => id === current) ?? ofStep ?? state.questions.at(-1))?.key;
  } else if (offered !== ofStep?.key) chosen = ofStep?.key ?? chosen;
  offered = ofStep?.key;
  list.value = chosen;
  const asked = state.questions.find(({ key }) => key === chosen);
  if (!asked) return;
  part("answered").textContent = asked.answered[asked.round - 1];
  part("state").textContent = `${words.states[asked.state]} ${asked.round === 2 ? words.second : ""}`;
  row.show(state.open ? asked : { possible: [] });
  const now = JSON.stringify([chosen, asked.result, asked.texts, innerWidth]);
  if (now === shown) return;
  shown = now;
  part("headline").textContent = asked.result?.headline ?? "";
  part("subline").textContent = asked.result?.subline ?? "";
  part("chart").replaceChildren(...(asked.result
    ? [roomChart({ spec: asked.spec, result: asked.result, words: words.chart, wide: part("chart").clientWidth })] : []));
  part("texts").replaceChildren(...asked.texts.map(([id, said, shown_]) => {
    const box = html("input", { type: "checkbox", onchange: () => tell({ do: "show", answer: id, shown: box.checked }) });
    box.checked = shown_;
    return html("label", { class: "check" }, box, said);
  }));
}

const row = moves({
  make: (action, key) => html("button", {}, words.moves[action], html("kbd", {}, key.toUpperCase())),
  act: (action) => tell({ do: "move", key: chosen, action }),
  main: "main",
});

part("moves").append(...row.buttons);
part("question").addEventListener("change", ({ target }) => { chosen = target.value; showQuestions(); });
part("notebook").append(...[...new Map(plan.map(({ page, notebook }) => [page, notebook]))].map(([page, notebook]) => html("option", { value: page }, notebook)));
part("notebook").addEventListener("change", ({ target }) => go(plan.findIndex(({ page }) => page === target.value)));
part("back").addEventListener("click", () => turn(-1));
part("on").addEventListener("click", () => turn(1));
part("start").addEventListener("click", () => tell({ do: "settle", began: Date.now() / 1000 }));
part("texts-on").addEventListener("change", ({ target }) => tell({ do: "settle", texts: target.checked }));
part("close").addEventListener("click", () => { if (confirm(words.close_sure)) tell({ do: "close" }); });

addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !part("keys").checked) return;
  const paged = { PageDown: 1, PageUp: -1 }[event.key];
  if (paged) { event.preventDefault(); turn(paged); return; }
  if (event.target.closest("input:not([type=checkbox]), select, textarea")) return;
  row.press(event);
});

channel.addEventListener("message", ({ data }) => { if (data.presenting !== undefined) projecting = data.presenting ? data : null; });
channel.postMessage({ ask: true });

follow(`/room/${code}/live`, {
  onevent(now) {
    state = now;
    part("joined").textContent = now.joined;
    part("texts-on").checked = now.texts;
    part("lost").textContent = now.open ? "" : words.closed;
    for (const name of ["close", "start", "texts-on"]) part(name).disabled = !now.open;
    showStep();
    showQuestions();
  },
  onlost() { part("lost").textContent = words.lost; },
  onback() { part("lost").textContent = ""; },
});
setInterval(showClock, 5000);
