"""Every model fitted to every observed streak curve: estimates, how sure they are, and what they do not tell.

How sure: tests of the observed size are simulated from each fitted model and fitted again (parametric
bootstrap). Whether a curve tells the loop from the null model: how often the loop gains as much on a
test simulated from the null model, in which there is no loop.
"""

import numpy as np

from vicious_cycle import datasets
from vicious_cycle.study.fit import SEARCHED, Observed, fit, root_mean_square, streak_curve
from vicious_cycle.study.plans import origin, short

_INTERVAL = (0.025, 0.975)


def observed_curves():
    """Streak curves of real tests by id, each an `Observed`, from `datasets/observed_streaks.csv`."""
    places = {}
    for row in datasets.observed_streaks():
        if row["curve"] == "observed":
            places.setdefault(row["source"], []).append(row)
    curves = {}
    for source in datasets.observed_sources():
        if source["kind"] == "streak":
            rows = sorted(places[source["id"]], key=lambda row: row["after"])
            curves[source["id"]] = Observed(
                tuple(row["value"] for row in rows),
                attempts=source["attempts"],
                pupils=source["pupils"],
                first=rows[0]["after"],
                count=() if rows[0]["count"] is None else tuple(row["count"] for row in rows),
                counted_from=source["counted_from"],
            )
    return curves


def compute(study, job):
    """One job of the plan: fit a curve, or simulate a test from a fitted model and fit that.

    Args:
        study: a `Study` with a section fit.
        job: ["fit", curve, model, places or None], or ["again", curve, model, parameters, replicate, refits],
            where refits holds by model the list of parameters to begin at.

    Returns:
        The fit as a dict; of a simulated test, a dict of them by model.
    """
    what, name, model, *rest = job
    observed = observed_curves()[name]
    if what == "fit":
        return _as_dict(fit(observed, model, places=rest[0], seed=study.seed))
    parameters, replicate, refits = rest
    # The pupils who took the test are others each time, and so are those it is fitted by: both are chance.
    taken_by, fitted_by = study.seed + 1 + 2 * replicate, study.seed + 2 + 2 * replicate
    simulated = _simulated(observed, model, parameters, taken_by)
    return {
        again: _as_dict(fit(simulated, again, seed=fitted_by, near=near)) for again, near in refits.items()
    }


def _as_dict(found):
    return {**vars(found), "share": found.share.tolist()}


def _simulated(observed, model, parameters, seed):
    """A test of the same size that pupils of a fitted model have taken."""
    curve = streak_curve(
        model,
        parameters,
        longest=observed.longest,
        pupils=observed.pupils,
        attempts=observed.attempts,
        counted_from=observed.counted_from,
        seed=seed,
        lived=True,
    )
    share, count = curve.share[observed.first :], np.maximum(curve.count[observed.first :], 1)
    share = np.clip(share, 0.5 / count, 1 - 0.5 / count)  # as if half an answer had been the other way
    return Observed(
        tuple(share.tolist()),
        attempts=observed.attempts,
        pupils=observed.pupils,
        first=observed.first,
        count=tuple(count.tolist()),
        counted_from=observed.counted_from,
    )


def plan(study):
    """Fit all, then simulate from each fit and fit again; one row an estimate or a measure of a fit."""
    curves = observed_curves()
    pairs = [(curve, model) for curve in study.fit["curves"] for model in study.fit["models"]]
    jobs = [["fit", curve, model, None] for curve, model in pairs]
    jobs += [["fit", curve, model, len(curves[curve].share) // 2 + 1] for curve, model in pairs]
    found = yield "fits", jobs
    whole = dict(zip(pairs, found[: len(pairs)], strict=True))
    held_out = dict(zip(pairs, found[len(pairs) :], strict=True))

    jobs = []
    for curve, model in pairs:
        refits = {model: [whole[curve, model]["parameters"]]}
        if model == "null" and "loop" in study.fit["models"]:
            refits["loop"] = [whole[curve, "loop"]["parameters"], whole[curve, "null"]["parameters"]]
        parameters = whole[curve, model]["parameters"]
        for replicate in range(study.fit["replicates"]):
            jobs.append(["again", curve, model, parameters, replicate, refits])
    found = yield "simulated again", jobs
    again = {pair: [] for pair in pairs}
    for (_, curve, model, *_), refitted in zip(jobs, found, strict=True):
        again[curve, model].append(refitted)
    rows = []
    for curve, model in pairs:
        rows += _estimates(study, curve, model, whole[curve, model], again[curve, model])
        rows += _measures(study, curves, curve, model, whole, held_out)
        if model == "loop" and "null" in study.fit["models"]:
            rows += _told_apart(study, curves[curve], curve, whole, again[curve, "null"])
    return rows


def _estimates(study, curve, model, found, again):
    """Each parameter with its 95 % interval, and what that is worth.

    "edge": the best value is an end of what was searched, other than 0, so the model is wrong for this curve
    in some other way. "informed": the interval is narrower than half of what was searched. "open": neither.
    """
    for name, value in found["parameters"].items():
        low, high = np.quantile([refitted[model]["parameters"][name] for refitted in again], _INTERVAL)
        ends = np.array(SEARCHED[model][name])
        at_an_end = (np.abs(ends - value) < 0.01 * np.ptp(ends)) & (ends != 0)
        verdict = "edge" if at_an_end.any() else "informed" if high - low < 0.5 * np.ptp(ends) else "open"
        yield _row(study, curve, model, name, value, low, high, verdict, n=len(again))


def _measures(study, curves, curve, model, whole, held_out):
    """How far the fitted curve is from the observed one, and from what it was not fitted to."""
    found, observed = whole[curve, model], curves[curve]
    for place, share in enumerate(found["share"], start=observed.first):
        yield _row(study, curve, model, f"after_{place}", share)
    yield _row(study, curve, model, "error", found["error"])
    yield _row(study, curve, model, "held_out_error", held_out[curve, model]["held_out"])
    for other in study.fit["predicts"].get(curve, ()):
        error = root_mean_square(
            np.array(curves[other].share), np.array(found["share"]), curves[other].weight
        )
        yield _row(study, curve, model, f"error_{other}", error)


def _told_apart(study, observed, curve, whole, again):
    """What the loop gains over the null model, and how often it gains so much where there is none."""
    answers = sum(observed.count) or observed.pupils * observed.attempts
    gain = answers * (whole[curve, "null"]["deviance"] - whole[curve, "loop"]["deviance"])
    by_chance = np.array([refitted["null"]["deviance"] - refitted["loop"]["deviance"] for refitted in again])
    low, high = np.quantile(answers * by_chance, _INTERVAL)
    n = len(again)
    yield _row(study, curve, "loop", "gain", gain, n=1)
    yield _row(study, curve, "loop", "gain_without_loop", answers * np.median(by_chance), low, high, n=n)
    as_much = (np.sum(answers * by_chance >= gain) + 1) / (n + 1)
    yield _row(study, curve, "loop", "chance_of_gain", as_much, n=n)


def _row(study, curve, model, quantity, value, low=None, high=None, verdict="", n=1):
    return {
        "curve": curve,
        "model": model,
        "quantity": quantity,
        "value": short(value),
        "low": short(low),
        "high": short(high),
        "verdict": verdict,
        "n": n,
        **origin(study),
    }
