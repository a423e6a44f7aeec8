"""A rival explanation beside the loop: the same class, once moved by its stories, once by success alone."""

import traitlets as t

from vicious_cycle import words
from vicious_cycle.simulation import PARAMETERS, Scenario
from vicious_cycle.views.base import FULL_SCALE, Number, page_code, quantised, style
from vicious_cycle.views.explorable import Explorable, Lever, Picture, simulate_each
from vicious_cycle.views.year import ATTEMPTS

PUPILS = 200
STYLE = -0.5  # a class that leans to helplessness
STREAK_START = 10
CLASSES = {
    "loop": ("loop", False),
    "loop_told": ("loop", True),
    "reward": ("reward", False),
    "reward_told": ("reward", True),
}

LEVERS = (
    Lever("story_dose", 0.0, 1.0, 0.025),
    Lever("streak_length", 0, 12, 1),
    Lever("pace", 0.0, 0.08, 0.002),
)


class RivalRule(Explorable):
    """How many have given up, in a class that its stories move and in one that success alone moves.

    The rows of its picture hold the share that has given up after each attempt, 0 to 10,000: `loop` and
    `reward` without a new story, `loop_told` and `reward_told` with it.

    Attributes:
        story_dose, streak_length, pace, seed: as in `Scenario`.
    """

    _esm = page_code("drawing.js", "explorable.js", "rival_rule.js")
    _css = style("rival_rule.css")
    LEVERS = LEVERS
    KEYS = (*(lever.name for lever in LEVERS), "seed")
    SECTION = "rival_rule"
    NOTEBOOK = "08_rival_rule"
    PREFIX = "rival"

    story_dose = Number(0.5, min=0, max=1).tag(sync=True)
    streak_length = t.Int(6, min=0, max=12).tag(sync=True)
    pace = Number(0.04, min=0, max=0.08).tag(sync=True)
    seed = t.Int(3, min=0, max=PARAMETERS["seed"].high).tag(sync=True)

    def pictures(self, settings):
        """Run four classes for every setting: both rules, without a new story and with it."""
        groups = [tuple(_scenario(s, *of) for of in CLASSES.values()) for s in settings]
        return [_picture(runs) for runs in simulate_each(groups, ("gave_up",))]


def _scenario(settings, model, told):
    dose = settings["story_dose"] if told else 0.0
    return Scenario(
        model=model,
        pupils=PUPILS,
        attempts=ATTEMPTS,
        failure_style=STYLE,
        success_style=STYLE,
        streak_start=STREAK_START,
        **settings | {"story_dose": dose},
    )


def _picture(runs):
    rows = {name: quantised(run.gave_up.mean(axis=1)[None]) for name, run in zip(CLASSES, runs, strict=True)}
    gone = {name: round(PUPILS * int(row[0, -1]) / FULL_SCALE) for name, row in rows.items()}
    kept = {name: gone[name] - gone[f"{name}_told"] for name in ("loop", "reward")}
    headline = words.text("rival_rule.headline", pupils=PUPILS, **kept)
    subline = words.text("rival_rule.subline", pupils=PUPILS, loop=gone["loop"], reward=gone["reward"])
    return Picture(rows, headline, subline)
