import { button, fill, html, onOwnPage } from "./drawing.js";
import { follow } from "./live.js";
import { roomChart } from "./chart.js";

const CODE = /(?:^|; )vicious-cycle-room-code=([A-Z]{4}\d{2})/;
export const MOVES = [["open", "o"], ["lock", "l"], ["reveal", "r"], ["again", "2"], ["reset", "x"]];
/** What can be done with a question that is closed, open, locked, revealed; see rules.py. */
export const MAY = {
  closed: ["open"], open: ["lock", "reveal", "reset"], locked: ["open", "reveal", "again", "reset"], revealed: ["again", "reset"],
};

/** The room that this browser leads, one for all questions on the page; null if it leads none. */
function theRoom(words) {
  const code = onOwnPage() && CODE.exec(document.cookie)?.[1];
  if (!code) return null;
  window.viciousCycleRoom ??= { code, listeners: new Set(), state: null, ready: invited(code, words) };
  return window.viciousCycleRoom;
}

async function invited(code, words) {
  const reply = await fetch(`/room/${code}/invitation`).catch(() => null);
  if (!reply?.ok) return false;
  const strip = invitation(await reply.json(), words);
  document.body.prepend(strip);
  follow(`/room/${code}/live`, {
    onevent(state) {
      window.viciousCycleRoom.state = state;
      strip.hidden = !state.open;
      for (const tell of window.viciousCycleRoom.listeners) tell(state);
    },
  });
  return true;
}

/** Code and QR code, on the projector all the time; pressed, they fill the screen. */
function invitation({ code, address, qr }, words) {
  const drawn = html("span", { class: "vc-qr" });
  drawn.innerHTML = qr; // the server's own drawing
  const strip = html("button", { type: "button", class: "vc-invitation", "aria-label": fill(words.join_at, { address, code }), onclick: () => strip.classList.toggle("vc-large") },
    html("span", {}, html("small", {}, fill(words.join, { address: address.replace(/j\/\w+$/, "j") })), html("b", {}, code)), drawn);
  return strip;
}

export async function tellRoom(code, what) {
  const reply = await fetch(`/room/${code}`, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(what),
  }).catch(() => null);
  return reply?.ok ? "" : ((await reply?.json().catch(() => null))?.said ?? null);
}

/**
 * Where this browser leads a room: opens the question to the phones, counts, and shows what came out beside the model's
 * outcome. `alone` is what asks a single person; `take(guess)` makes the room's middle the prediction.
 */
export function roomQuestion({ model, alone, take, forget }) {
  const words = model.get("words").room_question;
  const room = theRoom(words);
  if (!room) return null;
  const page = decodeURIComponent(location.pathname.split("/").pop()).replace(/\.ipynb$/, "");
  const key = `${page}#${model.get("name")}`.replace(/[^\w .#-]/g, "-").slice(0, 120);
  const trouble = html("p", { class: "vc-status", role: "status" });
  const counted = html("p", { class: "vc-counted" });
  const headline = html("p", { class: "vc-headline", tabindex: "-1" });
  const subline = html("p", { class: "vc-subline" });
  const chart = html("div", {});
  const act = async (action) => { trouble.textContent = (await tellRoom(room.code, { do: "move", key, action })) ?? words.lost; };
  const buttons = MOVES.map(([action, sign]) => button(words.moves[action], () => act(action), action === "open" ? "vc-main" : ""));
  const panel = html("div", { class: "vc-room", hidden: true, role: "group", "aria-label": words.panel },
    html("div", { class: "vc-row" }, ...buttons, counted), trouble, headline, subline, chart);
  panel.addEventListener("keydown", (event) => {
    const move = MOVES.findIndex(([, sign]) => sign === event.key.toLowerCase());
    if (move < 0 || event.ctrlKey || event.altKey || event.metaKey || buttons[move].disabled) return;
    event.preventDefault();
    act(MOVES[move][0]);
  });
  const solo = html("details", { class: "vc-solo", hidden: true }, html("summary", {}, words.alone));
  const register = () => tellRoom(room.code, { do: "register", question: { key, title: document.querySelector("h1")?.firstChild?.textContent.slice(0, 200) ?? "", ...model.get("asked") } });

  let shown = "";
  const tell = (state) => {
    const mine = state.open && state.questions.find((each) => each.key === key);
    panel.hidden = !mine;
    solo.hidden = !mine;
    if (mine) solo.append(...alone);
    else solo.before(...alone);
    if (!mine) return;
    MOVES.forEach(([action], i) => {
      buttons[i].disabled = !MAY[mine.state].includes(action) || (action === "again" && mine.round === 2);
      buttons[i].classList.toggle("vc-main", action === { closed: "open", open: "lock", locked: "reveal" }[mine.state]);
    });
    counted.textContent = fill(words.counted[mine.state], { joined: state.joined, answered: mine.answered[mine.round - 1] })
      + (mine.round === 2 ? ` ${words.second}` : "");
    const now = JSON.stringify([mine.state, mine.round, mine.result]);
    if (now === shown) return;
    const before = shown;
    shown = now;
    headline.textContent = mine.result?.headline ?? "";
    subline.textContent = mine.result?.subline ?? "";
    draw(mine);
    const middle = mine.result?.rounds.at(-1).middle;
    if (middle !== undefined) take(middle);
    else if (mine.state === "closed" && before) forget();
  };
  const draw = ({ spec, result }) => chart.replaceChildren(...(result ? [roomChart({ spec, result, words, wide: panel.clientWidth || 700 })] : []));
  const observer = new ResizeObserver(() => {
    const mine = room.state?.questions.find((each) => each.key === key);
    if (mine) draw(mine);
  });

  room.ready.then((ready) => {
    if (!ready) return;
    room.listeners.add(tell);
    register();
    model.on("change:asked", register);
    observer.observe(panel);
    if (room.state) tell(room.state);
  });
  return { parts: [panel, solo], stop() { room.listeners.delete(tell); observer.disconnect(); } };
}
