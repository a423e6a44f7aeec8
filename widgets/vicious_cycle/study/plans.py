"""How each kind of study goes: which points are simulated, and what their outcomes amount to.

A plan is a generator. It yields `(what, jobs)` and is sent one list of numbers a job, in the same order,
whoever computed them; at the end it returns the rows of the study's table. A job is a plain list, so that it
can be sent to another computer.
"""

from dataclasses import fields
from importlib.metadata import version

import numpy as np

from vicious_cycle.simulation import PARAMETERS, Constants
from vicious_cycle.study.outcomes import OUTCOMES

_CONSTANTS = frozenset(constant.name for constant in fields(Constants))
_RESAMPLES = 200  # of the bootstrap behind each 95 % interval
_NORMAL = 1.96


def outcomes_at(study, point):
    """The study's outcomes where its parameters have the values of a point.

    Args:
        study: a `Study` with outcomes. point: a value for each parameter that it varies, in their order.

    Returns:
        One float for each outcome.
    """
    given = dict(zip(study.vary, point, strict=True))
    constants = Constants(**{name: value for name, value in given.items() if name in _CONSTANTS})
    levers = study.base | {name: value for name, value in given.items() if name not in _CONSTANTS}
    levers |= {"pupils": study.pupils, "attempts": study.attempts, "seed": study.seed}
    return [OUTCOMES[name].of(levers, constants) for name in study.outcomes]


def pupil_attempts(study):
    """How many attempts of pupils the outcomes of one point ask for."""
    return study.pupils * study.attempts * sum(len(OUTCOMES[name].classes) for name in study.outcomes)


def sweep(study):
    """Points drawn evenly over all ranges, one row a point: the values, then the outcomes.

    More points leave the earlier ones as they are.
    """
    unit = np.random.default_rng(study.seed).random((study.sweep["points"], len(study.vary)))
    points = _within(study, unit).tolist()
    found = yield "points", points
    header = [*study.vary, *study.outcomes]
    return [
        dict(zip(header, [*point, *outcomes], strict=True))
        for point, outcomes in zip(points, found, strict=True)
    ]


def sensitivity(study):
    """Which parameters the outcomes depend on: Morris's screening, then Sobol's variances of what matters.

    Needs SALib (the extra `study`). See `datasets/README.md` for the measures.
    """
    (shipped,) = yield "as shipped", [[_shipped(study, name) for name in study.vary]]
    screening = yield from _screening(study)
    matter = _that_matter(study, screening)
    analysed = yield from _analysis(study, matter)
    rows = []
    for place, outcome in enumerate(study.outcomes):
        rows.append(_row(study, outcome, "", "as_shipped", shipped[place], n=1))
        rows += _whole_range(study, outcome, shipped[place], analysed[outcome]["anywhere"])
        for name in study.vary:
            effect, about = screening[outcome][name]
            n = study.screening["trajectories"]
            rows.append(
                _row(study, outcome, name, "mu_star", effect, max(0.0, effect - about), effect + about, n=n)
            )
            rows += analysed[outcome]["rows"].get(name, [])
    return rows


def _shipped(study, name):
    """The value of a parameter while it does not vary."""
    return float(study.base.get(name, PARAMETERS[name].default))


def _within(study, unit, names=None):
    low, high = np.array([study.vary[name] for name in names or study.vary]).T
    return low + unit * (high - low)


def _problem(names):
    """What SALib asks for. All ranges are 0..1 to it: effects are then those of a parameter's whole range."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def _screening(study):
    """Morris's effects of each parameter's whole range.

    Returns {outcome: {parameter: (mean size, half its 95 % interval)}}.
    """
    from SALib.analyze import morris as analysis
    from SALib.sample import morris as sample

    problem = _problem(study.vary)
    unit = sample.sample(problem, study.screening["trajectories"], seed=study.seed)
    found = np.array((yield "screening", _within(study, unit).tolist()))
    effects = {}
    for place, outcome in enumerate(study.outcomes):
        morris = analysis.analyze(problem, unit, found[:, place], num_resamples=_RESAMPLES, seed=study.seed)
        pairs = zip(morris["mu_star"].tolist(), morris["mu_star_conf"].tolist(), strict=True)
        effects[outcome] = dict(zip(study.vary, pairs, strict=True))
    return effects


def _that_matter(study, screening):
    """The parameters with the largest share in any outcome's effects, in the order of `vary`."""

    def largest(name):
        return max(
            effects[name][0] / (sum(effect for effect, _ in effects.values()) or 1.0)
            for effects in screening.values()
        )

    chosen = sorted(study.vary, key=largest, reverse=True)[: study.variance["parameters"]]
    return [name for name in study.vary if name in chosen]


def _analysis(study, names):
    """Sobol's indices of the named parameters, all others as shipped.

    Returns {outcome: {"rows": rows by parameter, "anywhere": its values at the points free of each other}}.
    """
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol as sample

    problem, samples = _problem(names), study.variance["samples"]
    unit = sample.sample(problem, samples, calc_second_order=False, seed=study.seed)
    points = np.tile([_shipped(study, name) for name in study.vary], (len(unit), 1))
    points[:, [list(study.vary).index(name) for name in names]] = _within(study, unit, names)
    found = np.array((yield "variances", points.tolist()))
    # Of each block of Saltelli's scheme the first and the last point are free of all others.
    free = np.arange(len(unit)) % (len(names) + 2)
    free = (free == 0) | (free == len(names) + 1)
    results = {}
    for place, outcome in enumerate(study.outcomes):
        values = found[:, place]
        indices = _indices(analysis, problem, values, study.seed)
        rows = {}
        for at, name in enumerate(names):
            rows[name] = [
                _row(
                    study,
                    outcome,
                    name,
                    index,
                    value[at],
                    value[at] - about[at],
                    value[at] + about[at],
                    n=samples,
                )
                for index, (value, about) in indices.items()
            ]
            rows[name] += _at_the_ends(study, outcome, name, unit[free, at], values[free])
        results[outcome] = {"rows": rows, "anywhere": values[free]}
    return results


def _indices(analysis, problem, values, seed):
    """First-order and total indices with half their 95 % intervals; 0 for an outcome that never changes."""
    if np.ptp(values) == 0:
        nothing = np.zeros(problem["num_vars"])
        return {"S1": (nothing, nothing), "ST": (nothing, nothing)}
    sobol = analysis.analyze(problem, values, calc_second_order=False, num_resamples=_RESAMPLES, seed=seed)
    return {index: (sobol[index], sobol[f"{index}_conf"]) for index in ("S1", "ST")}


def _at_the_ends(study, outcome, name, unit, values):
    """The outcome's mean while a parameter lies in the lowest and in the highest fifth of its range."""
    for measure, there in (("at_low", unit < 0.2), ("at_high", unit > 0.8)):
        some = values[there]
        about = _NORMAL * some.std() / np.sqrt(max(1, some.size))
        mean = some.mean() if some.size else np.nan
        yield _row(study, outcome, name, measure, mean, mean - about, mean + about, n=some.size)


def _whole_range(study, outcome, shipped, anywhere):
    """Where nine in ten points lie, and how many have the sign of the shipped model."""
    middle, low, high = np.quantile(anywhere, (0.5, 0.05, 0.95))
    yield _row(study, outcome, "", "median", middle, low, high, n=anywhere.size)
    if OUTCOMES[outcome].signed:
        same = np.sign(anywhere) == np.sign(shipped)
        yield _row(study, outcome, "", "same_sign", same.mean(), n=anywhere.size)


def _row(study, outcome, parameter, measure, value, low=None, high=None, n=0):
    ends = study.vary.get(parameter, ("", ""))
    return {
        "outcome": outcome,
        "parameter": parameter,
        "measure": measure,
        "value": short(value),
        "low": short(low),
        "high": short(high),
        "range_low": ends[0],
        "range_high": ends[1],
        "n": n,
        **origin(study),
    }


def origin(study):
    """The columns that say where a row comes from."""
    return {"seed": study.seed, "version": version("vicious-cycle"), "date": study.date}


def short(number):
    """A number as it stands in a table, or nothing for none: four digits are more than is known."""
    return "" if number is None else f"{number + 0.0:.4f}".replace("-0.0000", "0.0000")
