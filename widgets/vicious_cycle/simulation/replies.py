"""What somebody answers a pupil, and which cause the pupil hears in it."""

from typing import NamedTuple

import numpy as np

from vicious_cycle.simulation.attribution import ABILITY, CAUSES, EFFORT


class Reply(NamedTuple):
    """A kind of reply, given to every outcome all year, and the cause that it names.

    Attributes:
        name: the kind.
        failure: the cause that a pupil hears in it when a task has failed; empty where it has no bearing.
        success: the same when a task is solved.
        evidence: how well the direction is known, as in `Parameter`. source: from where.
    """

    name: str
    failure: str
    success: str
    evidence: str
    source: str


# Praise for ability is heard again when things go wrong: who was clever at a success is not at a failure.
REPLIES = (
    Reply("none", "", "", "assumed", "nobody answers"),
    Reply("praise", "ability", "ability", "plausible", "Mueller & Dweck 1998; contested: Li & Bates 2019"),
    Reply("comfort", "ability", "", "plausible", "Rattan et al. 2012; Graham & Barker 1990"),
    Reply("effort", "effort", "effort", "plausible", "Dweck 1975; Covington & Omelich 1979"),
    Reply("strategy", "strategy", "strategy", "plausible", "Dweck 1975; Butler 1988"),
    Reply("task", "task", "task", "plausible", "Weiner 1979; Gordeeva et al. 2019"),
    Reply("luck", "luck", "", "plausible", "Weiner 1979; Gordeeva et al. 2019"),
)


def pulls(names, k):
    """What each scenario's reply adds to the logits of the causes.

    Args:
        names: kinds of reply, an array of shape (scenarios, 1).
        k: the model's constants.

    Returns:
        Logits after a failure and after a success, each of shape (causes, scenarios, 1).
    """
    kinds = {reply.name: reply for reply in REPLIES}
    heard = [kinds[name] for name in names[:, 0]]
    return tuple(
        k.reply_pull * np.array([[[getattr(reply, outcome) == cause] for reply in heard] for cause in CAUSES])
        for outcome in ("failure", "success")
    )


def heard(story_of_failure, pull, tried):
    """The story of a failure once a reply is heard.

    A call for effort tells a pupil who hardly tried that effort was lacking. One who tried cannot hear that;
    what it leaves is that trying was not enough, which is ability (Covington & Omelich 1979).

    Args:
        story_of_failure: logits, shape (causes, scenarios, pupils or 1).
        pull: logits, shape (causes, scenarios, 1).
        tried: effort 0..1, shape (scenarios, pupils).

    Returns:
        Logits, shape (causes, scenarios, pupils).
    """
    in_vain = pull[EFFORT] * tried
    story = story_of_failure + pull + np.zeros_like(tried)
    story[EFFORT] -= in_vain
    story[ABILITY] += in_vain
    return story
