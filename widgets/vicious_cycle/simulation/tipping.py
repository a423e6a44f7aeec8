"""Where a class tips: from which self-belief and skill pupils end having given up, computed on a grid."""

from dataclasses import replace

import numpy as np

from vicious_cycle.simulation.run import SHIPPED, State, simulate

LUCKS = 12  # years lived from each point, all with the luck of the class's first pupils


def standing(run, attempt, points):
    """Pupils who stand at given points at one attempt of a run, with the rest of its scenario before them.

    Args:
        run: a `Run` that kept `control` and `difficulty`; the pupils get its class's mean control.
        attempt: counted from 0.
        points: pairs (self_belief, skill) against the task of that attempt, logits.

    Returns:
        (scenario, states): what `LUCKS` pupils still have to live, and the `State` of each point.
    """
    task, control = run.difficulty[attempt].mean(), run.control[attempt].mean()
    rest = replace(run.scenario, pupils=LUCKS, attempts=run.scenario.attempts - attempt)
    return rest, [
        State(
            skill=able + task,
            self_belief=believed + task,
            control=control,
            estimate=able + task,
            attempts=attempt,
        )
        for believed, able in points
    ]


def tipping_map(run, attempt, self_beliefs, skills, k=SHIPPED):
    """How many of `LUCKS` pupils who stand at each point of a grid at this attempt end having given up.

    A cut that keeps effort or the gap as they began keeps them as they are at this attempt.

    Args:
        run, attempt: as in `standing`.
        self_beliefs, skills: the sides of the grid, against the present task, logits.
        k: the constants the run was made with.

    Returns:
        Whole numbers 0..LUCKS of shape (len(skills), len(self_beliefs)).
    """
    points = [(believed, able) for able in skills for believed in self_beliefs]
    rest, states = standing(run, attempt, points)
    lives = simulate([rest] * len(states), keep=("gave_up",), constants=k, start=states)
    gone = np.array([life.gave_up[-1].sum() for life in lives])
    return gone.reshape(len(skills), len(self_beliefs))
