// Keeps the window that presents and the room at the same step, on whatever device its console is.

/**
 * For the page that presents: `steps` are those of the whole workshop, as [page, anchor]; `settle(step)` tells the room
 * one of them and resolves to the room's version since then, or to null. Returns what to call with each state of the room.
 */
export function keepStep({ steps, settle }) {
  const channel = new BroadcastChannel("vicious-cycle"); // to present.js
  const page = decodeURIComponent(location.pathname.split("/").pop());
  const first = steps.findIndex(([each]) => each === page);
  let here = null; // the step that is shown, null while nothing is presented
  let window_ = null;
  let room = null; // its last known state
  let untold = 0; // how many moves are on their way to the room: what it tells meanwhile is older
  let told = 0; // its version since the last of them

  function follow() {
    if (untold || here === null || room.version < told || room.step === here || !steps[room.step]) return;
    const [there, anchor] = steps[room.step];
    if (there === page) channel.postMessage({ window: window_, go: room.step - first });
    else location.assign(`${encodeURIComponent(there)}?mode=present#${anchor}`);
  }

  async function tell() {
    untold += 1;
    const version = await settle(here);
    untold -= 1;
    if (version === null) return;
    told = Math.max(told, version);
    follow();
  }

  channel.addEventListener("message", ({ data }) => {
    if (data.presenting === undefined || data.page !== location.pathname || first < 0) return;
    const before = here;
    here = data.presenting ? first + data.step : null;
    window_ = data.window;
    if (here !== null && here !== before && here !== room?.step) tell();
  });
  channel.postMessage({ ask: true });

  return (state) => { room = state; follow(); };
}
