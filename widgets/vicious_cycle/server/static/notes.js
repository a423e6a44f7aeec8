// The speaker's window: shows the notes of the step that the presenting window shows, and can move it.

const CALL = 1000; // milliseconds between asking who presents
const SILENCE = 3500; // without an answer for so long, nobody presents

const words = JSON.parse(document.querySelector(".speaker").dataset.words);
const part = (name) => document.querySelector(`[data-${name}]`);
const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => places[name]);
const steps = [...document.querySelectorAll(".step")];
const minutes = steps.map(({ dataset }) => [Number(dataset.least), Number(dataset.most)]);
const plans = steps.map(({ dataset }) => JSON.parse(dataset.plans)); // of each step, by the length of the agenda
const title = (step) => step.querySelector("h2").firstChild.textContent.trim();
const channel = new BroadcastChannel("vicious-cycle");
let now = 0;
let presenter = null; // the window that is followed, and when it was last heard
let heard = -Infinity;

function show(step) {
  now = Math.max(0, Math.min(steps.length - 1, step));
  steps.forEach((each, i) => { each.hidden = i !== now; });
  part("back").disabled = now === 0;
  part("on").disabled = now === steps.length - 1;
  part("next").textContent = now === steps.length - 1 ? words.last : fill(words.next, { title: title(steps[now + 1]) });
  tick();
}

// Following and leading
const followed = () => performance.now() - heard < SILENCE;

function sayWhetherFollowed() {
  const words_ = followed() ? words.follows : words.alone;
  if (part("follows").textContent === words_) return;
  part("follows").textContent = words_;
  part("follows").classList.toggle("alone", !followed());
}

function turn(direction) {
  if (followed()) channel.postMessage({ window: presenter, turn: direction });
  else show(now + direction);
}

channel.addEventListener("message", ({ data }) => {
  if (!("presenting" in data)) return;
  if (data.window !== presenter && followed() && !data.moved) return; // several present: the one that moved last leads
  if (!data.presenting) {
    if (data.window === presenter) heard = -Infinity;
  } else if (data.page !== location.pathname) {
    location.replace(`${data.page}?mode=notes`); // on to the next notebook
    return;
  } else {
    presenter = data.window;
    heard = performance.now();
    if (data.step !== now) show(data.step);
  }
  sayWhetherFollowed();
});

// The clock: minutes since it was started, kept as long as this window is open. Each notebook has its own, and so has
// each agenda, whose clock runs on from notebook to notebook.
const AGENDA = "vicious-cycle#agenda";
part("plan").value = sessionStorage.getItem(AGENDA) ?? "";
const agenda = () => part("plan").value;
const drawer = () => `vicious-cycle#clock ${agenda() || location.pathname}`;
const clock = {};
const elapsed = () => clock.before + (clock.since === null ? 0 : Date.now() - clock.since);

function setClock(since, before) {
  Object.assign(clock, { since, before });
  sessionStorage.setItem(drawer(), JSON.stringify(clock));
  tick();
}

function takeClock() {
  Object.assign(clock, { since: null, before: 0 }, JSON.parse(sessionStorage.getItem(drawer())));
}

/** Minutes, [least, most], by which the step that is shown should be done. */
function plannedUntilNow() {
  if (agenda()) return [plans[now][agenda()].least, plans[now][agenda()].most];
  return minutes.slice(0, now + 1).reduce((sum, each) => [sum[0] + each[0], sum[1] + each[1]], [0, 0]);
}

function tick() {
  const seconds = Math.floor(elapsed() / 1000);
  const [least, most] = plannedUntilNow();
  const over = Math.ceil(seconds / 60 - most);
  const left = Math.floor(least - seconds / 60);
  part("elapsed").textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  part("planned").textContent = fill(words.minutes, { least, most });
  part("start").textContent = clock.since !== null ? words.pause : seconds ? words.resume : words.start;
  const unlisted = agenda() && !plans[now][agenda()].listed ? words.unlisted : "";
  const judged = !seconds ? "" : over > 0 ? fill(words.over, { n: over }) : left > 0 ? fill(words.before, { n: left }) : words.within;
  const verdict = `${unlisted} ${judged}`.trim();
  if (part("verdict").textContent !== verdict) part("verdict").textContent = verdict;
  part("verdict").classList.toggle("over", seconds > 0 && over > 0);
}

part("plan").addEventListener("change", () => {
  sessionStorage.setItem(AGENDA, agenda());
  takeClock();
  tick();
});
part("start").addEventListener("click", () => (clock.since === null ? setClock(Date.now(), clock.before) : setClock(null, elapsed())));
part("reset").addEventListener("click", () => setClock(null, 0));
part("back").addEventListener("click", () => turn(-1));
part("on").addEventListener("click", () => turn(1));
document.addEventListener("keydown", (event) => {
  const by = { PageDown: 1, ArrowRight: 1, PageUp: -1, ArrowLeft: -1 }[event.key];
  if (!by || event.altKey || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  turn(by);
});

const call = () => { channel.postMessage({ ask: true }); sayWhetherFollowed(); tick(); };
takeClock();
show(0);
call();
setInterval(call, CALL);
