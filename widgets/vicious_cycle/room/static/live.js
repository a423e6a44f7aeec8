// Follows a room: after sleep, a reload or a lost network it comes back by itself, and is told the present state.

const SILENCE = 40_000; // milliseconds without a sign of life, after which the connection is taken for dead
const SLOWEST = 8_000; // milliseconds between two attempts

/** `onevent(data)` for each state of the room; `onlost()` and `onback()`; `onrefused()` if there is nothing to follow. */
export function follow(address, { onevent, onlost = () => {}, onback = () => {}, onrefused = () => {} }) {
  let source = null;
  let wait = 500;
  let alarm = null;
  let lost = false;
  const alive = () => {
    clearTimeout(alarm);
    alarm = setTimeout(again, SILENCE);
    wait = 500;
    if (lost) { lost = false; onback(); }
  };
  const close = () => { source?.close(); source = null; clearTimeout(alarm); };
  const again = () => {
    close();
    if (!lost) { lost = true; onlost(); }
    // A whole room that was cut off must not come back in the same instant.
    alarm = setTimeout(open, wait * (0.5 + Math.random()));
    wait = Math.min(SLOWEST, wait * 2);
  };
  const open = () => {
    close();
    if (document.hidden) return;
    source = new EventSource(address);
    source.onmessage = ({ data }) => { alive(); onevent(JSON.parse(data)); };
    source.addEventListener("beat", alive);
    source.onerror = () => {
      if (source.readyState === EventSource.CLOSED) onrefused();
      again();
    };
    alarm = setTimeout(again, SILENCE);
  };
  const wake = () => (document.hidden ? close() : open());
  document.addEventListener("visibilitychange", wake);
  addEventListener("online", wake);
  open();
  return () => { close(); document.removeEventListener("visibilitychange", wake); removeEventListener("online", wake); };
}
