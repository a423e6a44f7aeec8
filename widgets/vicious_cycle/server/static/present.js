// Present mode: the same page, one step on a screen. The speaker's notes follow in a window of their own (notes.js).

const PROJECTOR = 28; // pixels: the widgets' type on a screen of this size; on a smaller one it keeps its proportion
const SCREEN = [1920, 1080];
const BODY = 18; // their type otherwise; they are magnified as a whole

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
  channel.postMessage({ window: window_, page: location.pathname, step: now, presenting: presenting(), moved });
}

function show(wanted) {
  now = Math.max(0, Math.min(steps.length - 1, wanted));
  const last = now === steps.length - 1;
  steps.forEach(({ parts }, i) => parts.forEach((each) => each.toggleAttribute("data-shown", i === now)));
  part("position").textContent = fill(bar.dataset.says, { n: now + 1, all: steps.length });
  part("back").disabled = now === 0;
  part("on").hidden = last && part("onwards");
  part("on").disabled = last;
  if (part("onwards")) part("onwards").hidden = !last;
  writeAddress();
  scrollTo(0, 0);
  const { heading } = steps[now];
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  tell(true);
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
const NEED = { " ": "a, button, summary" };
const CONTROLS = "input, select, textarea, [role=slider], [tabindex='0'], [contenteditable]";

const modified = (event) => event.altKey || event.ctrlKey || event.metaKey;

/** Whether the arrow has more of a tall step to bring into view. */
function scrolls(key) {
  if (key === "ArrowDown") return scrollY + innerHeight < page.scrollHeight - 1;
  return key === "ArrowUp" && scrollY > 0;
}

document.addEventListener("keydown", (event) => {
  if (!presenting() || modified(event) || !(event.key in CLICKER)) return;
  event.preventDefault();
  event.stopPropagation();
  show(now + CLICKER[event.key]);
}, { capture: true });

document.addEventListener("keydown", (event) => {
  if (!presenting() || modified(event) || event.defaultPrevented) return;
  if (event.key === "Escape") leave();
  else if (event.key in KEYS && !event.target.closest(`${CONTROLS}, ${NEED[event.key] ?? "_"}`) && !scrolls(event.key)) {
    event.preventDefault();
    show(now + (event.shiftKey ? -1 : 1) * KEYS[event.key]);
  }
});

const openNotes = () => window.open(`${location.pathname}?mode=notes`, "vicious-cycle-notes", "popup,width=960,height=760");

document.querySelector(".present-form").addEventListener("submit", (event) => {
  event.preventDefault(); // sent, it would load the page anew
  enter();
});
part("on").addEventListener("click", () => show(now + 1));
part("back").addEventListener("click", () => show(now - 1));
part("leave").addEventListener("click", leave);
part("notes").addEventListener("click", openNotes);
addEventListener("resize", magnify);
addEventListener("pagehide", () => channel.postMessage({ window: window_, page: location.pathname, presenting: false }));
channel.addEventListener("message", ({ data }) => {
  if (data.ask) { if (presenting()) tell(false); } else if (data.go !== undefined && data.window === window_) show(data.go);
});

magnify();
if (presenting()) show(Math.max(0, steps.findIndex(({ anchor }) => hash(anchor) === location.hash)));
