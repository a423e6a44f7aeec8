"""The patterns that the model should show, each measured on the shipped defaults: M1 to M13 of the README.

A pattern is a claim about classes with many pupils. Each function below lets such classes live a year,
measures, and says whether the criterion is met. One that is not met is a finding about the model, not a bug.
"""

from dataclasses import dataclass
from types import SimpleNamespace

import numpy as np

from vicious_cycle.simulation.attribution import ABILITY
from vicious_cycle.simulation.parameters import STUDIED_DOSE, Constants
from vicious_cycle.simulation.run import simulate
from vicious_cycle.simulation.scenario import Scenario
from vicious_cycle.simulation.streaks import after_wrong, rasch_chances

SEEDS = (1, 2, 3)
PUPILS = 1000
_LAST = 10  # attempts that count as "the end"


@dataclass(frozen=True)
class Pattern:
    """A pattern as it was measured.

    Attributes:
        id: "M1" to "M13". title: the claim in a few words. measured: what came out. criterion: what had to
            come out. met: whether it did.
    """

    id: str
    title: str
    measured: str
    criterion: str
    met: bool

    def line(self):
        """The pattern in one line that begins with its id."""
        verdict = "met" if self.met else "not met"
        return f"{self.id:<4}{self.title}: measured {self.measured} | criterion {self.criterion} | {verdict}"


def all_patterns(seeds=SEEDS, pupils=PUPILS):
    """Measure M1 to M13 in order, one at a time.

    Args:
        seeds: whole numbers; every class is run with each, and the pupils of all are taken together.
        pupils: pupils in a class.

    Yields:
        A `Pattern`, as soon as it is measured.

    Raises:
        ValueError: no seed, or a seed or number of pupils out of its range.
    """
    seeds = tuple(seeds)
    if not seeds:
        raise ValueError("seeds is empty; it must hold at least one whole number")
    for number, measure in enumerate(_MEASURES, start=1):
        title, measured, criterion, met = measure(seeds, pupils)
        yield Pattern(f"M{number}", title, measured, criterion, bool(met))


def _years(variants, seeds, pupils, keep=("skill",), constants=None, starts=None):
    """Run each variant (a dict of levers) with every seed; the pupils of all seeds together.

    Returns one namespace a variant: the kept records, each (attempts, pupils of all seeds, ...), `end_skill`,
    `learning` where skill was kept, and `ends`, the states to go on from, one a seed.
    """
    constants = constants or Constants()
    by_seed = [
        simulate(
            [Scenario(pupils=pupils, seed=seed, **levers) for levers in variants],
            keep=keep,
            constants=constants,
            start=[given[number] for given in starts] if starts else None,
        )
        for number, seed in enumerate(seeds)
    ]
    years = []
    for runs in zip(*by_seed, strict=True):
        year = SimpleNamespace(
            **{name: np.concatenate([getattr(run, name) for run in runs], axis=1) for name in keep}
        )
        year.ends = [run.end for run in runs]
        year.end_skill = np.concatenate([run.end.skill for run in runs])
        if "skill" in keep:
            year.learning = (year.end_skill - year.skill[0]).mean()
        years.append(year)
    return years


def _style(style, **levers):
    return {"failure_style": style, "success_style": style, **levers}


def _trying(year):
    return 1 - year.gave_up[-1].mean()


def _gain(year, control, who=slice(None)):
    """How much more skill than in the control class, in standard deviations of the control class."""
    return (year.end_skill - control.end_skill)[who].mean() / control.end_skill.std()


def _show(values):
    return " ".join(f"{value:.2f}".replace("-0.", "-.").removeprefix("0") for value in np.atleast_1d(values))


def _falls(values, slack=0.0):
    return bool((np.diff(values) <= slack).all())


def _failing_streaks(seeds, pupils):
    lengths = (0, 1, 2, 3, 4, 6, 8, 12)
    shares, met = [], True
    for style in (-0.3, -0.5, -0.7, -1.0, 1.0):
        years = _years(
            [_style(style, streak_start=5, streak_length=length) for length in lengths],
            seeds, pupils, keep=("gave_up", "skill"),
        )  # fmt: skip
        trying = [_trying(year) for year in years]
        shares.append(f"style {style:g}: {_show(trying)}")
        if style < 0:
            met &= _falls(trying, 0.01) and trying[-1] < trying[0] / 2
        else:
            change = _gain(years[-1], years[0])
            met &= trying[-1] > trying[0] - 0.02 and change > -0.1
    return (
        "a longer failing streak leaves fewer helpless pupils trying, a mastery class recovers",
        f"still trying at the end after streaks of {' '.join(map(str, lengths))}: {'; '.join(shares)}; "
        f"the longest changed the skill of the mastery class by {_show(change)} SD",
        "helpless: never rises, at least halved by the longest; mastery: under .02 of pupils and .1 SD lost",
        met,
    )


def _tipping(seeds, pupils):
    near_equal = _style(-0.3, skill_sd=0.2, pace=0.055, attempts=80, streak_start=8, streak_length=3)
    (year,) = _years([near_equal], seeds, pupils, keep=("effort",))
    final = year.effort[-_LAST:].mean(axis=0)
    low, high = (final < 0.3).mean(), (final > 0.6).mean()
    between = 1 - low - high
    gaps = {attempts: _gap_of_the_way_back(seeds, pupils // 4 + 1, attempts) for attempts in (60, 400)}
    name = "slow to recover" if gaps[400] < 0.8 * gaps[60] else "a lasting second state"
    return (
        "near-equal pupils end in two groups, and the way back is slower than the way down",
        f"share ending with effort under .3 {_show(low)}, between {_show(between)}, above .6 {_show(high)}; "
        f"largest gap in effort between difficulty raised and lowered again {_show(gaps[60])} at 60 attempts "
        f"a level, {_show(gaps[400])} at 400: {name}",
        "both groups at least .20, under .20 between; gap at 60 attempts at least .10",
        low >= 0.2 and high >= 0.2 and between < 0.2 and gaps[60] >= 0.1,
    )


def _gap_of_the_way_back(seeds, pupils, attempts):
    """Raise difficulty level by level, lower it again; skill stands still: only beliefs can remember."""
    levels = np.arange(-2.0, 3.1, 0.5)
    still = Constants(learning_rate=0.0)
    effort, ends = [], None
    for level in (*levels, *levels[::-1]):
        room = {"start_difficulty": level, "pace": 0.0, "attempts": attempts}
        (year,) = _years([room], seeds, pupils, keep=("effort",), constants=still, starts=ends)
        effort.append(year.effort[-_LAST:].mean())
        ends = [year.ends]
    up, down = np.array(effort[: len(levels)]), np.array(effort[len(levels) :][::-1])
    return np.abs(up - down).max()


def _history_tells_the_story(seeds, pupils):
    history = 12
    blame = []
    for length in (0, history):
        (year,) = _years([{"streak_length": length}], seeds, pupils, keep=("success", "attribution"))
        ability, success = year.attribution[history:, :, ABILITY], year.success[history:]
        blame.append((ability[~success].mean(), ability[success].mean()))
    (failure, success), (failure_after, success_after) = blame
    return (
        "with neutral styles a failing history alone moves failure toward ability and success away from it",
        f"weight of ability after a failure {_show(failure)} -> {_show(failure_after)}, after a success "
        f"{_show(success)} -> {_show(success_after)}, once {history} tasks were failed",
        "failure up and success down, each by at least .05",
        failure_after - failure >= 0.05 and success - success_after >= 0.05,
    )


def _retraining(seeds, pupils):
    trained, failed = 25, 6
    helpless = _style(-1.0, pace=0.0)  # Dweck chose the children of her school who gave up most
    retold = {"story_dose": 1.4, "norms": 1.0}
    trainings = [
        {**helpless, "attempts": trained, "start_difficulty": -2.5},
        {**helpless, "attempts": trained, **retold},
    ]
    ends = [year.ends for year in _years(trainings, seeds, pupils)]
    test = {**helpless, "attempts": 10 + failed, "start_difficulty": 0.5}
    failures = {"streak_start": trained + 5, "streak_length": failed}
    tests = [{**test, **failures, **story} for story in ({}, retold)]
    efforts, trying = [], []
    for year in _years(tests, seeds, pupils, keep=("effort", "gave_up"), starts=ends):
        efforts.append((year.effort[:5].mean(), year.effort[-5:].mean()))
        trying.append((1 - year.gave_up[4].mean(), 1 - year.gave_up[-5].mean()))
    return (
        "training on successes alone collapses at new failures, a retrained story holds",
        f"before and after {failed} failures: still trying {_show(trying[0])} after success only, "
        f"{_show(trying[1])} after retraining; effort {_show(efforts[0])} and {_show(efforts[1])}",
        "success only: under half still try, a third of effort is lost; retrained: under .05 of each is",
        trying[0][1] < 0.5
        and efforts[0][1] < 2 / 3 * efforts[0][0]
        and trying[1][1] > trying[1][0] - 0.05
        and efforts[1][1] > efforts[1][0] - 0.05,
    )


def _challenge(seeds, pupils):
    sweeps = {
        "target success": [{"just_right": 1.0, "target_success": p} for p in np.arange(0.3, 0.96, 0.05)],
        "first difficulty": [{"start_difficulty": d} for d in np.arange(-4.0, 3.1, 0.5)],
        "pace": [{"pace": pace} for pace in np.arange(-0.02, 0.141, 0.01)],
    }
    tops, met = [], True
    for name, variants in sweeps.items():
        years = _years(variants, seeds, pupils // 2 + 1, keep=("skill", "success"))
        learning = np.array([year.learning for year in years])
        top = int(learning.argmax())
        solved = years[top].success.mean()
        tops.append(f"{name}: {_show(learning[[0, top, -1]])}, top at {_show(solved)} solved")
        rises, falls = (np.diff(learning[: top + 1]) > 0).all(), (np.diff(learning[top:]) < 0).all()
        met &= 0 < top < len(years) - 1 and rises and falls and 0.6 <= solved <= 0.9
    return (
        "learning against challenge is an inverted U",
        f"learning in logits at one end, the top and the other end: {'; '.join(tops)}",
        "rises to one top and falls after it, the top between .6 and .9 solved",
        met,
    )


def _pressure_and_rank(seeds, pupils):
    keep = ("gave_up", "p_success", "skill")
    pressed = _years([{"pressure": p} for p in (0.0, 0.25, 0.5, 1.0, 2.0)], seeds, pupils, keep)
    ranked = _years([{"competition": c} for c in (0.0, 0.25, 0.5, 1.0)], seeds, pupils, keep)
    by_pressure, by_rank = ([1 - _trying(year) for year in years] for years in (pressed, ranked))
    calm, half, full = ranked[0], ranked[2], ranked[3]
    solving = [year.p_success.mean() for year in (calm, half, full)]
    spread = [year.p_success[-_LAST:].mean(axis=0).std() for year in (calm, half, full)]
    learning = [year.learning for year in (calm, half, full)]
    return (
        "pressure and competition make more pupils give up; competition spreads results more than moves them",
        f"gave up at pressure 0 .25 .5 1 2: {_show(by_pressure)}, with 0 .25 .5 1 of tasks judged by rank: "
        f"{_show(by_rank)}; with none, half and all judged by rank: chance of solving {_show(solving)}, "
        f"its spread at the end {_show(spread)}, learning {_show(learning)} logits",
        "both shares rise at every step; with half judged by rank the mean moves under .05, the spread grows",
        (np.diff(by_pressure) > 0).all()
        and (np.diff(by_rank) > 0).all()
        and abs(solving[1] - solving[0]) < 0.05
        and spread[0] < spread[1],
    )


def _productive_failure(seeds, pupils):
    effects = {}
    for style in (0.7, 0.0, -0.7):
        control, failed = _years([_style(style), _style(style, streak_length=3)], seeds, pupils)
        effects[style] = _gain(failed, control)
    return (
        "a few early failures help a mastery class and hurt a helpless one",
        f"skill at the end after 3 early failures, in SD: style .7 {_show(effects[0.7])}, neutral "
        f"{_show(effects[0.0])}, style -.7 {_show(effects[-0.7])}",
        "mastery gains at least .1, helpless loses at least .1 (published for problems first: +.36)",
        effects[0.7] >= 0.1 and effects[-0.7] <= -0.1,
    )


def _story_editing(seeds, pupils):
    average, lowest, fought = [], [], []
    mixed = {"failure_style": -0.2, "success_style": -0.2, "style_sd": 0.4}
    dose = {"story_dose": STUDIED_DOSE.default}
    for room in ({}, _style(-0.3), mixed):
        rooms = [room, {**room, **dose}, {**room, **dose, "norms": 0.0}]
        control, told, against = _years(rooms, seeds, pupils)
        low = control.skill[0] < np.quantile(control.skill[0], 1 / 3)
        average.append(_gain(told, control))
        lowest.append(_gain(told, control, low))
        fought.append(_gain(against, control))
    return (
        "story editing at the dose as studied helps a little, low achievers more, not where norms fight it",
        f"SD gained in a neutral, a leaning, a mixed class: {_show(average)}, lowest third {_show(lowest)}; "
        f"norms against it {_show(fought)}",
        "average .05 to .14 in each, lowest third more, under .02 against the norms",
        all(0.05 <= gain <= 0.14 for gain in average)
        and all(low > gain for low, gain in zip(lowest, average, strict=True))
        and np.abs(fought).max() < 0.02,
    )


def _earlier_is_better(seeds, pupils):
    gains, starts = {}, (0, 15, 30, 45)
    for style in (0.0, -0.3, -0.5):
        told = [_style(style, story_dose=STUDIED_DOSE.default, story_start=start) for start in starts]
        control, *years = _years([_style(style), *told], seeds, pupils)
        gains[style] = [_gain(year, control) for year in years]
    return (
        "the same story told later helps less",
        "gain in SD when told from attempt 0 15 30 45 on: "
        + "; ".join(f"style {style:g}: {_show(values)}" for style, values in gains.items()),
        "falls at every step",
        all(_falls(values) for values in gains.values()),
    )


def _kid_and_school(seeds, pupils):
    rigor, kind = {"pressure": 1.0, "competition": 0.5}, {"just_right": 1.0}
    extra = {}
    for style in (0.0, -0.3, -0.5, -0.7):
        rooms = [
            _style(style, story_dose=dose, **school)
            for school in (rigor, kind)
            for dose in (0.0, STUDIED_DOSE.default)
        ]
        neither, kid, school, both = (year.learning for year in _years(rooms, seeds, pupils))
        extra[style] = (kid - neither, school - neither, both - neither, both - school - kid + neither)
    return (
        "a new story does more in a just-right, low-pressure class; both together beat the sum",
        "learning in logits added by the story, the class, both, and both beyond the sum: "
        + "; ".join(f"style {style:g}: {_show(values)}" for style, values in extra.items()),
        "both beyond the sum above 0 in each class that leans to helplessness (styles under 0)",
        all(values[-1] > 0 for style, values in extra.items() if style < 0),
    )


def _which_way_round(seeds, pupils):
    first, wave = 20, 10
    betas = {}
    for name, room in {
        "neutral": {},
        "mixed": {"style_sd": 0.3},
        "leaning": {"failure_style": -0.3, "success_style": -0.3, "style_sd": 0.3},
    }.items():
        (year,) = _years([room], seeds, pupils, keep=("success", "self_belief"))
        before, after = (year.self_belief[attempt] for attempt in (first, first + wave))
        did, does = (
            year.success[begin : begin + wave].mean(axis=0).astype(float) for begin in (first, first + wave)
        )
        betas[name] = (_betas(after, before, did)[1], _betas(does, did, before)[1])
    return (
        "performance moves belief more than belief moves performance",
        "standardised cross-lags, performance to belief and belief to performance: "
        + "; ".join(f"{name} class {_show(pair)}" for name, pair in betas.items()),
        "the first is the larger in each class (published: .205 against .071)",
        all(onward > back for onward, back in betas.values()),
    )


def _betas(outcome, *causes):
    def standard(values):
        return (values - values.mean()) / values.std()

    table = np.stack([standard(cause) for cause in causes], axis=1)
    return np.linalg.lstsq(table, standard(outcome), rcond=None)[0]


def _streaks_without_a_loop(seeds, pupils):
    models = ("loop", "null", "static")
    years = _years([{"model": model} for model in models], seeds, 4 * pupils, keep=("success", "p_success"))
    # Few fail four times in a row: their mean chance tells more than what luck made of it.
    loop, null, static = (after_wrong(year.success, chance=year.p_success) for year in years)
    rasch = rasch_chances(years[0].success)
    tossed = after_wrong(np.random.default_rng(seeds[0]).random(rasch.shape) < rasch, chance=rasch)
    beyond = (loop.share - tossed.share)[1:]
    mean_beyond = np.average(beyond, weights=loop.count[1:])
    fall = all(curve.share[-1] < curve.share[0] for curve in (null, static))
    return (
        "success is rarer after failures even where nothing feeds back; beyond Rasch the loop adds little",
        f"share right after 0 1 2 3 4+ wrong in a row: loop {_show(loop.share)}; null {_show(null.share)}; "
        f"static {_show(static.share)}; the loop beyond a Rasch model fitted to its class, after 1 2 3 4+: "
        f"{_show(beyond)}, over all of them {_show(mean_beyond)}",
        "null and static fall from 0 to 4+; beyond Rasch -.05 to .02 over all (real tests: 0 to -.05)",
        fall and -0.05 <= mean_beyond <= 0.02,
    )


def _closed_form(seeds, pupils):
    # Without the expectancy principle the weights are fixed; without effort and learning P is fixed.
    fixed = Constants(expectancy_principle=0.0, effort_payoff=0.0, learning_rate=0.0)
    worst = 0.0
    for style in (-0.5, 0.0, 1.0):
        for difficulty in (-1.5, 0.0, 1.0):
            room = _style(style, skill_sd=0.0, pace=0.0, start_difficulty=difficulty, attempts=1000)
            keep = ("success", "expected", "attribution", "p_success")
            (year,) = _years([room], seeds, pupils // 10 + 1, keep=keep, constants=fixed)
            blame = year.attribution[..., ABILITY]
            odds = blame[year.success].mean() / blame[~year.success].mean()
            p, settled = year.p_success.mean(), year.expected[500:].mean()
            predicted = np.log(p / (1 - p)) + np.log(odds)
            worst = max(worst, abs(np.log(settled / (1 - settled)) - predicted))
    return (
        "belief settles where logit P_hat = logit P + ln(w_success / w_failure)",
        f"largest distance from the closed form {_show(worst)} logits, at 3 styles and 3 difficulties",
        "under .10 logits",
        worst < 0.1,
    )


_MEASURES = (
    _failing_streaks,
    _tipping,
    _history_tells_the_story,
    _retraining,
    _challenge,
    _pressure_and_rank,
    _productive_failure,
    _story_editing,
    _earlier_is_better,
    _kid_and_school,
    _which_way_round,
    _streaks_without_a_loop,
    _closed_form,
)
