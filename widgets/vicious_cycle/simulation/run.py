"""Run scenarios: the loop over attempts, vectorised over pupils and scenarios, and what comes out of it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from types import SimpleNamespace

import numpy as np

from vicious_cycle.simulation import classroom, luck, pupil, replies
from vicious_cycle.simulation.attribution import CAUSES, attribute
from vicious_cycle.simulation.parameters import LEVERS, Constants
from vicious_cycle.simulation.scenario import Scenario

RECORDS = (
    "success",
    "p_success",
    "expected",
    "effort",
    "skill",
    "self_belief",
    "control",
    "difficulty",
    "attribution",
    "gave_up",
)
_BLOCK = 16_384  # pupils simulated together: enough to keep numpy busy, few enough for the cache
_LAST = 10  # attempts that count as "the end" in a summary
SHIPPED = Constants()


@dataclass(frozen=True)
class State:
    """Where pupils stand between two attempts, to begin a run from.

    Attributes:
        skill, self_belief: logits; control: 0..1; estimate: logits, the teacher's picture of the skill. Each
            a number or an array of shape (pupils,).
        attempts: attempts already lived, so that luck goes on where it stopped.
    """

    skill: np.ndarray
    self_belief: np.ndarray
    control: np.ndarray
    estimate: np.ndarray
    attempts: int = 0


class Run:
    """What happened in one scenario.

    Arrays of shape (attempts, pupils), `attribution` with one more axis in the order of `CAUSES`:

    - `success`: bool. `gave_up`: bool, hardly trying (effort below .2) at work it expects to fail.
    - `p_success`, `expected`: the real chance and the one the pupil gives itself, 0..1.
    - `effort`, `control`: 0..1. `skill`, `self_belief`, `difficulty`: logits.
    - `attribution`: weights of the causes, 0..1, summing to 1.

    All as they were at the attempt: skill, self-belief and control before it, the attribution after it.
    `scenario` is what was run, `end` the `State` after the last attempt.
    """

    def __init__(self, scenario, records, end):
        self.scenario = scenario
        self.end = end
        self._records = records

    def __getattr__(self, name):
        if name in RECORDS:
            try:
                return self._records[name]
            except KeyError:
                raise AttributeError(f"{name} was not kept; ask for it by keep=({name!r}, ...)") from None
        raise AttributeError(f"a run has no {name!r}")

    def to_frame(self):
        """One row a pupil and attempt, tidy.

        Columns: pupil and attempt (counted from 0), every record that was kept under its own name and in its
        own unit (success and gave_up true or false; p_success, expected, effort, control 0..1; skill,
        self_belief, difficulty in logits), and a column a cause (`attribution_ability` ...), weights 0..1.
        """
        import pandas as pd

        attempts, pupils = self.scenario.attempts, self.scenario.pupils
        columns = {
            "pupil": np.tile(np.arange(pupils), attempts),
            "attempt": np.repeat(np.arange(attempts), pupils),
        }
        for name, values in self._records.items():
            if name == "attribution":
                columns |= {f"attribution_{cause}": values[:, :, i].ravel() for i, cause in enumerate(CAUSES)}
            else:
                columns[name] = values.ravel()
        return pd.DataFrame(columns)

    def summary(self):
        """Figures of the whole class, as a dict of floats.

        solved: share of all attempts solved. solved_at_end, effort_at_end: means over the last ten attempts.
        still_trying: share of pupils who have not given up at the last attempt. learning: mean gain in
        skill, logits. spread: standard deviation of skill at the end. self_belief: mean at the end, logits.
        """
        return {
            "solved": float(self.success.mean()),
            "solved_at_end": float(self.success[-_LAST:].mean()),
            "effort_at_end": float(self.effort[-_LAST:].mean()),
            "still_trying": float(1 - self.gave_up[-1].mean()),
            "learning": float((self.end.skill - self.skill[0]).mean()),
            "spread": float(self.end.skill.std()),
            "self_belief": float(self.end.self_belief.mean()),
        }


def simulate(scenarios, *, keep=RECORDS, constants=SHIPPED, start=None):
    """Run one scenario or several, all with the same luck where their seeds are the same.

    Scenarios with as many pupils and attempts as each other are run in one vectorised pass.

    Args:
        scenarios: a `Scenario`, or a sequence of them.
        keep: names out of `RECORDS` to be kept; fewer take less memory and time.
        constants: the model's `Constants`.
        start: a `State` to begin from instead of September, for all; or a sequence, one a scenario.

    Returns:
        A `Run`, or a list of them in the order given.

    Raises:
        ValueError: something that is no scenario, or a name that is no record.
    """
    alone = isinstance(scenarios, Scenario)
    scenarios = [scenarios] if alone else list(scenarios)
    if not all(isinstance(scenario, Scenario) for scenario in scenarios):
        raise ValueError("simulate takes a Scenario or a sequence of them")
    if unknown := set(keep) - set(RECORDS):
        raise ValueError(f"keep names {sorted(unknown)}; it must be out of {', '.join(RECORDS)}")
    starts = list(start) if isinstance(start, Sequence) else [start] * len(scenarios)
    if len(starts) != len(scenarios):
        raise ValueError(
            f"start has {len(starts)} states for {len(scenarios)} scenarios; it must have one each"
        )

    alike = defaultdict(list)
    for place, (scenario, state) in enumerate(zip(scenarios, starts, strict=True)):
        alike[scenario.pupils, scenario.attempts, state.attempts if state else None].append(place)
    runs = [None] * len(scenarios)
    for places in alike.values():
        together = _run_together(
            [scenarios[place] for place in places], [starts[place] for place in places], keep, constants
        )
        for place, run in zip(places, together, strict=True):
            runs[place] = run
    return runs[0] if alone else runs


def _run_together(scenarios, starts, keep, k):
    """Run scenarios of one shape; block by block where pupils do not meet each other."""
    pupils, attempts = scenarios[0].pupils, scenarios[0].attempts
    levers = _side_by_side(scenarios)
    state, lucky, style_noise, first = _begin(scenarios, starts, levers, k)
    shape = (attempts, len(scenarios), pupils)
    records = {
        name: np.empty(shape, dtype=bool if name in ("success", "gave_up") else float)
        for name in RECORDS
        if name in keep and name != "attribution"
    }
    if "attribution" in keep:
        records["attribution"] = np.empty((attempts, len(CAUSES), *shape[1:]))

    width = pupils if levers.competition.any() else max(1, _BLOCK // len(scenarios))
    for left in range(0, pupils, width):
        block = slice(left, left + width)
        _live(
            levers,
            SimpleNamespace(**{name: values[:, block] for name, values in vars(state).items()}),
            SimpleNamespace(**{name: values[:, :, block] for name, values in vars(lucky).items()}),
            style_noise[:, block],
            {name: values[..., block] for name, values in records.items()},
            k,
            first,
        )
    if "attribution" in records:
        records["attribution"] = np.moveaxis(records["attribution"], 1, 3)
    return [
        Run(
            scenario,
            {name: records[name][:, row] for name in RECORDS if name in records},
            State(**{name: values[row] for name, values in vars(state).items()}, attempts=first + attempts),
        )
        for row, scenario in enumerate(scenarios)
    ]


def _side_by_side(scenarios):
    """Each lever as an array of shape (scenarios, 1), and the switches that follow from the choices."""
    # A map of many starts is one scenario many times: each lever is read once.
    distinct = {id(scenario): scenario for scenario in scenarios}
    place = {key: row for row, key in enumerate(distinct)}
    rows = [place[id(scenario)] for scenario in scenarios]

    def column(read):
        return np.array([read(scenario) for scenario in distinct.values()])[rows][:, None]

    levers = SimpleNamespace(
        **{lever.name: column(attrgetter(lever.name)) for lever in LEVERS if lever.name != "cut"}
    )
    levers.grades = np.isin(levers.grading, ("grades", "both"))
    levers.comments = np.isin(levers.grading, ("comments", "both"))
    levers.cut = lambda arrow: column(lambda scenario: arrow in scenario.cut)
    return levers


def _begin(scenarios, starts, levers, k):
    """Who sits in the class, and the luck that waits for them."""
    pupils, attempts = scenarios[0].pupils, scenarios[0].attempts
    first = starts[0].attempts if starts[0] else 0
    # One row where all share a seed: numpy then repeats it for every scenario without a copy.
    seeds = [scenario.seed for scenario in scenarios]
    seeds = seeds[:1] if len(set(seeds)) == 1 else seeds
    skill_noise, style_noise = (
        np.array(rows) for rows in zip(*(luck.traits(seed, pupils) for seed in seeds), strict=True)
    )
    lucky = SimpleNamespace(
        task=np.stack([luck.task_luck(seed, attempts, pupils, first) for seed in seeds], axis=1)
    )
    if levers.competition.any():
        lucky.rank = np.stack([luck.rank_luck(seed, attempts, pupils, first) for seed in seeds], axis=1)

    skill = levers.skill_mean + levers.skill_sd * skill_noise
    state = SimpleNamespace(
        skill=skill,
        self_belief=skill + levers.belief_bias,
        control=np.full_like(skill, k.first_control),
        estimate=np.broadcast_to(levers.skill_mean, skill.shape).astype(float),
    )
    for row, given in enumerate(starts):
        if given:
            for name, values in vars(state).items():
                values[row] = getattr(given, name)
    return state, lucky, style_noise, first


def _live(levers, state, lucky, style_noise, records, k, first):
    """Let one block of pupils live through all attempts; writes `records` and leaves `state` at the end."""
    skill, self_belief, control, estimate = state.skill, state.self_belief, state.control, state.estimate
    attempts = len(lucky.task)

    # What does not change between attempts is decided once; a rule that no scenario uses costs nothing.
    grade = classroom.grade_level(levers, attempts, first)
    pressure = classroom.stakes(levers, k)
    failure_style = np.clip(levers.failure_style + levers.style_sd * style_noise, -1, 1)
    success_style = np.clip(levers.success_style + levers.style_sd * style_noise, -1, 1)
    story_of_failure, story_of_success = classroom.stories(failure_style, success_style, levers, k)
    no_story = _if_any(levers.model != "loop")
    still = np.isin(levers.model, ("null", "static"))
    rival = _if_any(levers.model == "reward")
    same_effort = _if_any(still | levers.cut("belief_to_effort"))
    effort_unlearned = _if_any(levers.cut("effort_to_learning"))
    same_gap = _if_any(levers.cut("learning_to_gap"))
    belief_rate = k.belief_rate * ~(still | levers.cut("attribution_to_belief"))
    control_rate = k.control_rate * ~(still | levers.cut("attribution_to_control"))
    learning_rate = k.learning_rate * (levers.model != "static")
    # In the null model nothing that happens to a pupil comes back: what it learns is the average lesson.
    average_lesson = _if_any(still)
    story_editing = bool((levers.story_dose > 0).any())
    answered = bool((levers.reply != "none").any())
    pull_of_failure, pull_of_success = replies.pulls(levers.reply, k)
    fitted, retakes, ranked = levers.just_right.any(), levers.retakes.any(), levers.competition.any()
    in_streak = _streak(levers, first, attempts)
    owed = np.zeros(skill.shape, dtype=bool)
    difficulty = grade[0]

    for attempt in range(attempts):
        last_difficulty, difficulty = difficulty, grade[attempt]
        if fitted:
            difficulty = classroom.just_right_task(difficulty, estimate, levers)
        if retakes:
            difficulty = np.where(owed, last_difficulty - k.retake_easing, difficulty)
        if attempt == 0:
            first_gap = skill - difficulty
        if same_gap is not None:
            difficulty = np.where(same_gap, skill - first_gap, difficulty)

        without, with_effort = pupil.expectations(self_belief, control, difficulty, k)
        dread = pupil.fear(without, pressure)
        tried = pupil.effort(without, with_effort, dread, k)
        if attempt == 0:
            first_effort = tried
        if same_effort is not None:
            tried = np.where(same_effort, first_effort, tried)
        if rival is not None:
            if attempt == 0:
                reward = first_reward = pupil.expected_chance(self_belief, control, tried, difficulty, k)
            rewarded = pupil.effort_by_reward(first_effort, reward - first_reward, k)
            tried = np.where(rival, rewarded, tried)

        p_success = pupil.chance(skill, tried, difficulty, dread, k)
        success = lucky.task[attempt] < p_success
        if ranked:
            by_rank = lucky.rank[attempt] < levers.competition
            success = classroom.judged_by_rank(success, p_success - lucky.task[attempt], by_rank)
        if in_streak is not None:
            success = success & ~in_streak[attempt]

        if story_editing:
            now = first + attempt
            styles = (classroom.edited(style, now, levers) for style in (failure_style, success_style))
            story_of_failure, story_of_success = classroom.stories(*styles, levers, k)
        told_of_failure, told_of_success = story_of_failure, story_of_success
        if answered:
            told_of_failure = replies.heard(story_of_failure, pull_of_failure, tried)
            told_of_success = story_of_success + pull_of_success
        expected = pupil.expected_chance(self_belief, control, tried, difficulty, k)
        surprise = success - expected
        attribution = attribute(
            success, np.abs(surprise), told_of_failure, told_of_success, k.expectancy_principle
        )
        if no_story is not None:
            attribution = np.where(no_story, 1 / len(CAUSES), attribution)

        lived = {
            "success": success,
            "p_success": p_success,
            "expected": expected,
            "effort": tried,
            "skill": skill,
            "self_belief": self_belief,
            "control": control,
            "difficulty": difficulty,
            "attribution": attribution,
            "gave_up": pupil.has_given_up(tried, expected, k),
        }
        for name, values in records.items():
            values[attempt] = lived[name]

        if rival is not None:
            reward = pupil.next_reward(reward, success, k)
        self_belief = pupil.next_self_belief(self_belief, attribution, surprise, belief_rate)
        control = pupil.next_control(control, attribution, success, control_rate)
        outcome = success if average_lesson is None else np.where(average_lesson, p_success, success)
        taught = pupil.lesson(attribution, outcome, k)
        practised = tried if effort_unlearned is None else np.where(effort_unlearned, first_effort, tried)
        skill = pupil.next_skill(skill, practised, p_success, taught, learning_rate)
        if fitted:
            estimate = classroom.next_estimate(estimate, success, difficulty, k)
        if retakes:
            owed = levers.retakes & ~success & ~owed

    state.skill[:], state.self_belief[:] = skill, self_belief
    state.control[:], state.estimate[:] = control, estimate


def _if_any(scenarios):
    """In which scenarios a rule holds, or None where it holds in none."""
    return scenarios if scenarios.any() else None


def _streak(levers, first, attempts):
    """Which attempts are failed on purpose, shape (attempts, scenarios, 1), or None where none is."""
    if not levers.streak_length.any():
        return None
    attempt = np.arange(first, first + attempts)[:, None, None]
    return (attempt >= levers.streak_start) & (attempt < levers.streak_start + levers.streak_length)
