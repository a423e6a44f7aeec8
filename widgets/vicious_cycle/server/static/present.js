// Present mode: the same page, one step on a screen. The speaker's notes follow in a window of their own (notes.js).

const PROJECTOR = 28; // pixels: the widgets' type on a screen of this size; on a smaller one it keeps its proportion
const SCREEN = [1920, 1080];
const BODY = 18; // their type otherwise; they are magnified as a whole
const EDGE = 24; // pixels that may be beyond the edge of the screen: nothing is in them
const SCREENFUL = 0.8; // share of the screen by which a tall step is moved, so that some of it stays in sight
const CALM = matchMedia("(prefers-reduced-motion: reduce)");

const page = document.documentElement;
const bar = document.querySelector(".present-bar");
const part = (name) => bar.querySelector(`[data-${name}]`);
const steps = findSteps();
const window_ = Math.random().toString(36).slice(2); // tells this window from another that presents
const channel = new BroadcastChannel("vicious-cycle");
let now = 0;

/** From a heading that begins a step to the next heading, as { anchor, heading, parts }. */
function findSteps() {
  const found = [];
  let open = null;
  for (const each of document.querySelectorAll("main :is(.prose, .outputs):not(.without-script)")) {
    const heading = each.matches(".prose") && each.querySelector("h1, h2");
    if (heading) {
      open = !found.length || "step" in each.dataset ? { anchor: heading.id, heading, parts: [] } : null;
      if (open) found.push(open);
    }
    open?.parts.push(each);
  }
  for (const { parts } of found) {
    const about = parts.filter((each) => each.matches(".outputs")).length === 1;
    parts[0].classList.toggle("about-widget", about);
  }
  return found;
}

const presenting = () => page.classList.contains("presenting");
const title = ({ heading }) => heading.cloneNode(true).firstChild.textContent;
const fill = (text, places) => text.replace(/\{(\w+)\}/g, (_, name) => places[name]);
const hash = (anchor) => new URL(`#${anchor}`, location).hash;

/** The address says the mode and the step, so that a reload comes back; what widgets keep in it stays. */
function writeAddress() {
  const address = new URL(location);
  if (presenting()) address.searchParams.set("mode", "present");
  else address.searchParams.delete("mode");
  address.hash = presenting() && now ? steps[now].anchor : "";
  history.replaceState(history.state, "", address.href.replace(/#$/, ""));
}

function tell(moved) {
  const more = [-1, 1].filter((direction) => hidden(direction) > EDGE);
  channel.postMessage({ window: window_, page: location.pathname, step: now, presenting: presenting(), moved, more });
}

function show(wanted) {
  now = Math.max(0, Math.min(steps.length - 1, wanted));
  steps.forEach(({ parts }, i) => parts.forEach((each) => each.toggleAttribute("data-shown", i === now)));
  part("position").textContent = fill(bar.dataset.says, { n: now + 1, all: steps.length });
  writeAddress();
  scrollTo(0, 0);
  offer();
  const { heading } = steps[now];
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  tell(true);
}

/** How much of a tall step is still beyond the edge of the screen: below it (1), or above it (-1). */
function hidden(direction) {
  return direction > 0 ? page.scrollHeight - innerHeight - scrollY : scrollY;
}

/** On or back, as a clicker does: first through a step that is taller than the screen, then to the next one. */
function turn(direction) {
  if (hidden(direction) <= EDGE) show(now + direction);
  else scrollBy({ top: direction * SCREENFUL * (innerHeight - bar.offsetHeight), behavior: CALM.matches ? "auto" : "smooth" });
}

/** Say on the buttons where a turn leads: further down the step, to the next one, to the next notebook. */
function offer() {
  if (!presenting()) return;
  const more = hidden(1) > EDGE;
  const end = now === steps.length - 1 && !more;
  const on = part("on");
  const said = more ? on.dataset.more : on.dataset.next;
  part("back").disabled = now === 0 && hidden(-1) <= EDGE;
  on.hidden = end && part("onwards");
  on.disabled = end;
  if (part("onwards")) part("onwards").hidden = !end;
  if (on.textContent === said) return;
  on.textContent = said;
  tell(false);
}

function enter() {
  const reached = scrollY ? innerHeight / 3 : 0; // it begins with the step that is being read
  const seen = steps.findLastIndex(({ parts }) => parts[0].getBoundingClientRect().top < reached);
  page.classList.add("presenting");
  show(Math.max(seen, 0));
}

function leave() {
  page.classList.remove("presenting");
  writeAddress();
  steps[now].heading.scrollIntoView();
  tell(true);
}

function magnify() {
  const type = PROJECTOR * Math.min(innerWidth / SCREEN[0], innerHeight / SCREEN[1]);
  page.style.setProperty("--projector", Math.max(BODY, Math.min(PROJECTOR, type)) / BODY);
}

// A clicker sends Page Down and Page Up, whatever has the focus; the other keys are left to a control that needs them.
const CLICKER = { PageDown: 1, PageUp: -1 };
const KEYS = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1, " ": 1 };
const STRAIGHT = ["ArrowRight", "ArrowLeft"]; // to another step, even where there is more below
const NEED = { " ": "a, button, summary" };
const CONTROLS = "input, select, textarea, [role=slider], [tabindex='0'], [contenteditable]";

const modified = (event) => event.altKey || event.ctrlKey || event.metaKey;

document.addEventListener("keydown", (event) => {
  if (!presenting() || modified(event) || !(event.key in CLICKER)) return;
  event.preventDefault();
  event.stopPropagation();
  turn(CLICKER[event.key]);
}, { capture: true });

document.addEventListener("keydown", (event) => {
  if (!presenting() || modified(event) || event.defaultPrevented) return;
  if (event.key === "Escape") leave();
  else if (event.key in KEYS && !event.target.closest(`${CONTROLS}, ${NEED[event.key] ?? "_"}`)) {
    event.preventDefault();
    if (STRAIGHT.includes(event.key)) show(now + KEYS[event.key]);
    else turn((event.shiftKey ? -1 : 1) * KEYS[event.key]);
  }
});

const openNotes = () => window.open(`${location.pathname}?mode=notes`, "vicious-cycle-notes", "popup,width=960,height=760");

document.querySelector(".present-form").addEventListener("submit", (event) => {
  event.preventDefault(); // sent, it would load the page anew
  enter();
});
part("on").addEventListener("click", () => turn(1));
part("back").addEventListener("click", () => turn(-1));
part("leave").addEventListener("click", leave);
part("notes").addEventListener("click", openNotes);
addEventListener("resize", magnify);
addEventListener("scroll", offer, { passive: true });
new ResizeObserver(offer).observe(document.body); // a step grows with what is shown on it
addEventListener("pagehide", () => channel.postMessage({ window: window_, page: location.pathname, presenting: false }));
channel.addEventListener("message", ({ data }) => {
  if (data.ask) { if (presenting()) tell(false); } else if (data.window === window_ && data.turn) turn(data.turn);
  else if (data.window === window_ && data.go !== undefined) show(data.go);
});

magnify();
if (presenting()) show(Math.max(0, steps.findIndex(({ anchor }) => hash(anchor) === location.hash)));
