import { memory } from "./drawing.js";

/**
 * A deck of cards, answered one after another and kept over a reload. `answers` names the traits in which the answers stand,
 * by card; a card is done once the last of them has one. `restore(kept)` gives what can be sent again, a set of traits each.
 */
export function deck({ model, answers, restore, draw }) {
  const name = model.get("name");
  let kept = memory.read(name); // what was answered before a reload
  let shown = null; // the deck whose cards have come
  let then = null; // what waits for the next deck's cards
  const cards = () => model.get("cards");
  const send = (traits) => { model.set(traits); model.save_changes(); };
  const empty = () => Object.fromEntries(answers.map((trait) => [trait, {}]));
  const firstLeft = () => {
    const done = model.get(answers.at(-1));
    const left = cards().findIndex(({ id }) => !(id in done));
    return left < 0 ? cards().length : left;
  };
  const deal = () => {
    shown = model.get("deck");
    if (kept?.deck === shown) {
      restore(kept).forEach(send);
      kept = null;
    }
    hand.at = firstLeft();
    draw();
    then?.();
    then = null;
  };
  const follow = () => {
    memory.write(name, { deck: model.get("deck"), ...Object.fromEntries(answers.map((trait) => [trait, model.get(trait)])) });
    hand.at = Math.min(hand.at, firstLeft());
    draw();
  };
  const listening = { "change:cards": deal, "change:summary": draw, ...Object.fromEntries(answers.map((trait) => [`change:${trait}`, follow])) };
  const hand = {
    /** Which card is in hand; past the last one stands the summary. */
    at: 0,
    /** False while a deck's cards are on their way. */
    hasCome: () => shown === model.get("deck"),
    answer: (trait, card, given) => send({ [trait]: { ...model.get(trait), [card.id]: given } }),
    /** From the card that is done to the next one; returns whether there is one. */
    goOn() {
      hand.at += 1;
      draw();
      return hand.at < cards().length;
    },
    again() {
      send(empty());
      hand.at = 0;
      draw();
    },
    nextDeck(once) {
      then = once;
      send({ deck: (shown + 1) % model.get("decks"), ...empty() });
    },
    begin() {
      for (const [event, heard] of Object.entries(listening)) model.on(event, heard);
      const known = Number.isInteger(kept?.deck) && kept.deck >= 0 && kept.deck < model.get("decks");
      if (known && kept.deck !== model.get("deck")) send({ deck: kept.deck });
      else deal();
    },
    stop() { for (const [event, heard] of Object.entries(listening)) model.off(event, heard); },
  };
  return hand;
}
