// Asks now and then how long the line is, and opens the notebook when it is this page's turn.

const status = document.querySelector("[data-waiting]");

const say = (words) => {
  if (status.textContent !== words) status.textContent = words;
};

const ask = async () => {
  let again = 5;
  try {
    const answer = await (await fetch("/line", { cache: "no-store" })).json();
    if (answer.ahead === 0) return location.reload();
    again = answer.again;
    say(answer.ahead > 1 ? status.dataset.waiting.replace("{n}", answer.ahead) : status.dataset.next);
  } catch {
    say(status.dataset.away);
  }
  setTimeout(ask, again * 1000 * (0.8 + 0.4 * Math.random())); // so that a room does not ask all at once
};

setTimeout(ask, 1000);
