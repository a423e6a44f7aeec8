"""What the pupils of a class say of their latest miss."""

import numpy as np

from vicious_cycle.simulation.attribution import CAUSES

NO_MISS = len(CAUSES)  # where a pupil has missed nothing yet


def last_miss(run):
    """To what each pupil put its latest miss down most.

    Args:
        run: a `Run` that kept `success` and `attribution`.

    Returns:
        Places in `CAUSES`, or `NO_MISS` before the first miss; shape (attempts, pupils).
    """
    attempts = np.arange(len(run.success))[:, None]
    latest = np.maximum.accumulate(np.where(run.success, -1, attempts), axis=0)
    named = run.attribution.argmax(axis=2)
    return np.where(latest < 0, NO_MISS, np.take_along_axis(named, np.maximum(latest, 0), axis=0))
