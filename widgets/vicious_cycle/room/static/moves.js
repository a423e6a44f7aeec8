// The buttons that move a question on, each with its key, on the console and beside the prediction.

const MOVES = [["open", "o"], ["lock", "l"], ["reveal", "r"], ["again", "2"], ["reset", "x"]];
const NEXT = { closed: "open", open: "lock", locked: "reveal" };

/** `make(action, key)` makes one button, `act(action)` does what it is for; the class `main` marks what mostly comes next. */
export function moves({ make, act, main }) {
  const buttons = new Map(MOVES.map(([action, key]) => [action, make(action, key)]));
  for (const [action, button] of buttons) button.addEventListener("click", () => act(action));
  return {
    buttons: [...buttons.values()],
    /** For a question as the room tells it. */
    show({ state, possible }) {
      for (const [action, button] of buttons) {
        button.disabled = !possible.includes(action);
        button.classList.toggle(main, action === NEXT[state]);
      }
    },
    /** Does what a key is for, if it is for anything that can be done now. */
    press(event) {
      const [action] = MOVES.find(([, key]) => key === event.key.toLowerCase()) ?? [];
      if (!action || event.ctrlKey || event.altKey || event.metaKey || buttons.get(action).disabled) return;
      event.preventDefault();
      act(action);
    },
  };
}
