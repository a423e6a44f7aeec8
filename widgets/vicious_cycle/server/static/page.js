// Keeps back what follows the opening words until every widget is there, so that nothing moves while people read.

const LONGEST_WAIT = 15_000; // milliseconds: then the page is shown as it is
const page = document.documentElement;
page.classList.add("scripted", "starting");
if (new URLSearchParams(location.search).get("mode") === "present") page.classList.add("presenting");

// An output is a script with data until Voila's front end has made a widget of it.
const isThere = (output) =>
  !output.querySelector("script") && !output.textContent.startsWith("Loading widget") && output.offsetHeight > 0;

document.addEventListener("DOMContentLoaded", () => {
  const outputs = [...document.querySelectorAll(".output")];
  const parsed = performance.now();
  const showWhenThere = () => {
    if (outputs.every(isThere) || performance.now() - parsed > LONGEST_WAIT) page.classList.remove("starting");
    else setTimeout(showWhenThere, 50);
  };
  showWhenThere();
});
