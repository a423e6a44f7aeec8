"""Streak curves of real tests, and the few parameters of the model that they can inform.

A streak curve is the share of answers that are right after 0, 1, 2 .. wrong in a row. All models are
fitted to it in the same way, by simulated moments: the curve of simulated pupils is brought as close as
possible to the observed one, measured by the deviance of binomial shares.

- `rasch`: pupils differ, effort plays no part, and some answers can be guessed (a plain Rasch model).
- `static`: pupils differ, and try as at the first attempt.
- `null`: they learn as well, but nothing that happens to one comes back.
- `loop`: outcomes move belief and control as well, `feedback` times as strongly as shipped; neutral stories.
"""

from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from vicious_cycle.simulation import PARAMETERS, Constants, Scenario, luck, simulate
from vicious_cycle.simulation.run import SHIPPED
from vicious_cycle.simulation.scenario import checked
from vicious_cycle.simulation.streaks import after_wrong

_PUPILS = {"skill_mean": (-3.0, 3.0), "skill_sd": (0.0, 3.0)}
_LEARNING = {**_PUPILS, "learning_rate": (0.0, 0.5)}
# What is estimated in each model, with the range that is searched. Difficulty stands still at 0, so
# `skill_mean` is how far the class stands above the test; all that is not named here stays as shipped.
SEARCHED = MappingProxyType(
    {
        "rasch": {**_PUPILS, "guess": (0.0, 0.35)},
        "static": _PUPILS,
        "null": _LEARNING,
        "loop": {**_LEARNING, "feedback": (0.0, 2.0)},
    }
)
_WITHIN = {"null": "static", "loop": "null"}  # a larger model begins where the one within it ended

ATTEMPTS_A_FIT = 60_000  # simulated for each guess: a share is then known to about .003
_GUESSES = (
    40  # spread over the whole range; the best of them is followed, and what came from the model within
)


@dataclass(frozen=True)
class Observed:
    """A streak curve as it was observed.

    Attributes:
        share: share right, 0..1, after `first`, `first` + 1, .. wrong in a row; the last: so many or more.
        first: how many wrong in a row the first share stands for, 0 or 1.
        attempts: answers a pupil gave in a row. pupils: how many such rows there are.
        count: answers behind each share; empty where it was not published.
        counted_from: how many answers at the beginning of a row are not counted, see `after_wrong`.
        weight: answers behind each share as a part of all, from `count` or else from the curve itself.

    Raises:
        ValueError: naming the field, its value and what it must be.
    """

    share: tuple[float, ...]
    attempts: int
    pupils: int
    first: int = 0
    count: tuple[float, ...] = ()
    counted_from: int = 0
    weight: np.ndarray = field(init=False, repr=False, compare=False)

    def __post_init__(self):
        if len(self.share) < 3 or not all(0 < share < 1 for share in self.share):
            raise ValueError(f"share is {self.share!r}; it must be three or more numbers between 0 and 1")
        for name, low in (("attempts", 2), ("pupils", 1), ("first", 0), ("counted_from", 0)):
            if not isinstance(getattr(self, name), int) or getattr(self, name) < low:
                raise ValueError(f"{name} is {getattr(self, name)!r}; it must be a whole number from {low}")
        if self.count and (len(self.count) != len(self.share) or min(self.count) <= 0):
            raise ValueError(f"count is {self.count!r}; it must be empty or a number above 0 for each share")
        count = np.array(self.count or _answers_behind(np.array(self.share)))
        object.__setattr__(self, "weight", count / count.sum())

    @property
    def longest(self):
        """From how many wrong in a row on answers are counted together."""
        return self.first + len(self.share) - 1


def _answers_behind(share):
    """How many answers stand behind each share for one behind the first: who is wrong moves one place on.

    Published curves seldom give these numbers; in a long test they follow from the curve itself.
    """
    reached = np.concatenate([[1.0], np.cumprod(1 - share[:-1])])
    reached[-1] /= share[-1]  # the last place is left only by being right
    return reached.tolist()


@dataclass(frozen=True)
class Fit:
    """A model brought as close as possible to an observed curve.

    Attributes:
        model: a name out of `SEARCHED`. parameters: the estimates by name, in the model's units.
        share: the fitted curve at the places of the observed one.
        deviance: `deviance` of the observed from the fitted shares, at the places that were fitted.
        error: root mean square of fitted less observed share over those places, weighted by answers.
        held_out: the same over the places that were not fitted; None where all were.
    """

    model: str
    parameters: dict[str, float]
    share: np.ndarray
    deviance: float
    error: float
    held_out: float | None


def streak_curve(
    model, parameters, *, longest=6, pupils=2000, attempts=80, seed=1, counted_from=0, lived=False
):
    """The streak curve of simulated pupils.

    Args:
        model: "rasch", "static", "null" or "loop".
        parameters: values by name: levers of a `Scenario` and constants; `feedback` for the two rates at
            which outcomes move belief and control, 1 as shipped; with "rasch" `guess`, the chance of being
            right without knowing. Unless given, difficulty stands still at 0.
        longest: from this many wrong in a row on, attempts are counted together.
        pupils, attempts, seed: as in a `Scenario`. counted_from: see `after_wrong`.
        lived: count what happened, as in a real test; otherwise the mean chance, which is less noisy.

    Returns:
        A `StreakCurve`: share right and number of attempts after 0, 1, .. `longest` or more wrong in a row.

    Raises:
        ValueError: a value outside its range, or a name that the model does not have.
    """
    if model not in SEARCHED:
        raise ValueError(f"model is {model!r}; it must be {', '.join(SEARCHED)}")
    levers, constants = {"start_difficulty": 0.0, "pace": 0.0}, {}
    parameters = dict(parameters)
    guess = 0.0
    if model == "rasch":
        guess = parameters.pop("guess", guess)
        constants["effort_payoff"] = 0.0
    strength = parameters.pop("feedback", 1.0)
    constants |= {rate: strength * getattr(SHIPPED, rate) for rate in ("belief_rate", "control_rate")}
    for name, value in parameters.items():
        if name not in PARAMETERS:
            raise ValueError(f"{name[:40]!r} is no parameter of the model {model}")
        (constants if hasattr(SHIPPED, name) else levers)[name] = checked(PARAMETERS[name], value)
    lived_in = "static" if model == "rasch" else model
    scenario = Scenario(model=lived_in, pupils=pupils, attempts=attempts, seed=seed, **levers)
    run = simulate(scenario, keep=("success", "p_success"), constants=Constants(**constants))
    success, chance = run.success, run.p_success
    if guess:  # nothing feeds back in this model, so guessing may be added to a run that has been lived
        chance = guess + (1 - guess) * chance
        success = luck.task_luck(seed, attempts, pupils) < chance
    return after_wrong(success, longest, None if lived else chance, counted_from)


def fit(observed, model, *, places=None, seed=1, near=()):
    """Estimate what `SEARCHED` names of a model from an observed curve.

    The same luck is used for every guess, so a difference between two guesses is theirs alone.

    Args:
        observed: an `Observed`.
        model: "rasch", "static", "null" or "loop".
        places: fit the first so many shares and predict the others; None fits all.
        seed: of the simulated pupils, and of the first guesses.
        near: dicts of parameters to begin at; otherwise guesses spread over the range, and what came from the
            model within this one.

    Returns:
        A `Fit`.

    Raises:
        ValueError: a model that is not fitted, or a number of places that the curve does not have.
        ModuleNotFoundError: SciPy is missing; the extra `study` brings it.
    """
    from scipy.optimize import minimize

    if model not in SEARCHED:
        raise ValueError(f"model is {model!r}; it must be {', '.join(SEARCHED)}")
    every = len(observed.share)
    if places is not None and (not isinstance(places, int) or not 2 <= places <= every):
        raise ValueError(f"places is {places!r}; it must be a whole number from 2 to {every}")
    fitted, rest = slice(places), slice(every if places is None else places, None)
    names, ranges = list(SEARCHED[model]), np.array(list(SEARCHED[model].values()))
    low, width = ranges[:, 0], np.ptp(ranges, axis=1)
    share, weight = np.array(observed.share), observed.weight
    test = {
        "longest": observed.longest,
        "counted_from": observed.counted_from,
        "pupils": max(1, ATTEMPTS_A_FIT // observed.attempts),
        "attempts": observed.attempts,
        "seed": seed,
    }

    def meant_by(place):
        return dict(zip(names, (low + np.clip(place, 0, 1) * width).tolist(), strict=True))

    def curve(place):
        return streak_curve(model, meant_by(place), **test).share[observed.first :]

    def misfit(place):
        return deviance(share[fitted], curve(place)[fitted], weight[fitted])

    starts = []
    if not near:
        guesses = np.random.default_rng(seed).random((_GUESSES, len(names)))
        starts.append(min(guesses, key=misfit))
        if model in _WITHIN:
            near = [fit(observed, _WITHIN[model], places=places, seed=seed).parameters]
    starts += [(np.array([known.get(name, 0.0) for name in names]) - low) / width for known in near]
    searches = [
        minimize(
            misfit,
            start,
            method="Nelder-Mead",  # the simulated curve moves in small steps: no gradient can be trusted
            bounds=[(0, 1)] * len(names),
            options={"initial_simplex": _simplex(start), "xatol": 2e-3, "fatol": 1e-7, "maxfev": 200},
        )
        for start in starts
    ]
    found = min(searches, key=lambda search: search.fun)
    predicted = curve(found.x)
    return Fit(
        model,
        meant_by(found.x),
        predicted,
        float(found.fun),
        root_mean_square(share[fitted], predicted[fitted], weight[fitted]),
        root_mean_square(share[rest], predicted[rest], weight[rest]) if places not in (None, every) else None,
    )


def deviance(observed, predicted, weight):
    """Twice the binomial log-likelihood lost, an answer, where other shares are predicted than observed."""
    predicted = np.clip(predicted, 1e-4, 1 - 1e-4)
    lost = observed * np.log(observed / predicted) + (1 - observed) * np.log((1 - observed) / (1 - predicted))
    return float(2 * (weight * lost).sum() / weight.sum())


def root_mean_square(observed, predicted, weight):
    """Root of the mean squared difference of two curves, weighted by the answers behind each place."""
    return float(np.sqrt(np.average((predicted - observed) ** 2, weights=weight)))


def _simplex(best, step=0.15):
    """A first simplex around a point of the unit cube that stays inside it."""
    steps = np.where(best + step <= 1, step, -step)
    return np.vstack([best, best + np.diag(steps)])
