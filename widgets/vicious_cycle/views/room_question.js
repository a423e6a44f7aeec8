import { button, fill, html, onOwnPage, onWidth } from "./drawing.js";
import { follow } from "./live.js";
import { roomChart } from "./chart.js";
import { moves } from "./moves.js";
import { keepStep } from "./steps.js";

const CODE = /(?:^|; )vicious-cycle-room-code=([A-Z]{4}\d{2})/;

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
  const { steps, ...where } = await reply.json();
  const strip = invitation(where, words);
  const atStep = keepStep({ steps, settle: async (step) => (await tellRoom(code, { do: "settle", step }))?.done ?? null });
  document.body.prepend(strip);
  follow(`/room/${code}/live`, {
    onevent(state) {
      window.viciousCycleRoom.state = state;
      strip.hidden = !state.open;
      if (state.open) atStep(state);
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

/** The room's reply to what its facilitator wants: { done }, or { said } where it was refused, or null. */
async function tellRoom(code, what) {
  const reply = await fetch(`/room/${code}`, {
    method: "POST", headers: { "Content-Type": "application/json", Accept: "application/json" }, body: JSON.stringify(what),
  }).catch(() => null);
  return reply?.json().catch(() => null);
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
  const act = async (action) => { 
    const reply = await tellRoom(room.code, { do: "move", key, action });
    trouble.textContent = reply ? reply.said ?? "" : words.lost;
  };
  const row = moves({ make: (action) => button(words.moves[action]), act, main: "vc-main" });
  const panel = html("div", { class: "vc-room", hidden: true, role: "group", "aria-label": words.panel },
    html("div", { class: "vc-row" }, ...row.buttons, counted), trouble, headline, subline, chart);
  panel.addEventListener("keydown", row.press);
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
    row.show(mine);
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
  let unwatch = null;

  room.ready.then((ready) => {
    if (!ready) return;
    room.listeners.add(tell);
    register();
    model.on("change:asked", register);
    unwatch = onWidth(panel, () => {
      const mine = room.state?.questions.find((each) => each.key === key);
      if (mine) draw(mine);
    });
    if (room.state) tell(room.state);
  });
  return { parts: [panel, solo], stop() { room.listeners.delete(tell); unwatch?.(); } };
}
