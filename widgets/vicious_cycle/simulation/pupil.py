"""One pupil, one attempt: the rules of the model, one function a rule, in the order in which they act.

Arrays have shape (scenarios, pupils); a constant may be a number or an array of shape (scenarios, 1). Chances
and effort are 0..1; skill, self-belief and difficulty are logits. `k` holds the constants of `CONSTANTS`.
"""

import numpy as np

from vicious_cycle.simulation.attribution import ABILITY, EFFORT, LUCK, STRATEGY, TASK


def logistic(logits):
    """Turn logits into a chance, 0..1. Written with tanh, which has no number too large for it."""
    return 0.5 + 0.5 * np.tanh(0.5 * logits)


def expectations(self_belief, control, difficulty, k):
    """The chance the pupil gives itself without effort and with full effort."""
    gap = self_belief - difficulty
    return logistic(gap), logistic(gap + k.effort_payoff * control)


def fear(hope_without_effort, pressure):
    """What an expected failure costs under pressure, in units of effort's worth."""
    return pressure * (1 - hope_without_effort)


def effort(hope_without_effort, hope_with_effort, dread, k):
    """How hard the pupil tries: expectancy x value - cost (expectancy-value theory).

    Coasting on easy work and giving up on hopeless work both follow: in both, trying changes little.
    """
    worth = k.value * (hope_with_effort - hope_without_effort) - k.cost - dread
    return logistic(worth / k.effort_softness)


def effort_by_reward(first_effort, more_reward, k):
    """The rival rule: trying follows how often success has come lately, whatever the pupil believes.

    Rarer success lowers effort as a loss of expectancy of that size would; see Teodorescu & Erev 2014.
    """
    first = np.clip(first_effort, 1e-9, 1 - 1e-9)
    return logistic(np.log(first / (1 - first)) + k.value * more_reward / k.effort_softness)


def next_reward(reward, success, k):
    """How often success has come lately, 0..1: a mean in which the last attempts weigh most."""
    return reward + k.reward_memory * (success - reward)


def chance(skill, tried, difficulty, dread, k):
    """The real chance of success: the Rasch model, helped by effort and hindered by fear."""
    return logistic(skill + k.effort_payoff * tried - difficulty - k.choking * dread)


def expected_chance(self_belief, control, tried, difficulty, k):
    """The chance of success the pupil gives itself for the effort it makes."""
    return logistic(self_belief + k.effort_payoff * control * tried - difficulty)


def next_self_belief(self_belief, attribution, surprise, belief_rate):
    """Self-belief moves with a surprise as far as the pupil puts the outcome down to ability."""
    return self_belief + belief_rate * attribution[ABILITY] * surprise


def next_control(control, attribution, success, control_rate):
    """Belief that effort pays grows when effort or strategy is named, fades when it is not.

    A failure put down to anything else takes control away; so does a success put down to task or luck.
    """
    own_doing = attribution[EFFORT] + attribution[STRATEGY]
    given_away = attribution[TASK] + attribution[LUCK]
    lost = np.where(success, 0.5 * given_away, 1 - own_doing)
    return control + control_rate * (own_doing * (1 - control) - lost * control)


def lesson(attribution, success, k):
    """What an outcome teaches, as a share of what a success teaches.

    A failure teaches as far as it is analysed: put down to strategy it teaches twice, to effort once.
    """
    analysed = k.failure_lesson * (2 * attribution[STRATEGY] + attribution[EFFORT])
    return success + (1 - success) * analysed


def next_skill(skill, tried, real_chance, taught, learning_rate):
    """Skill grows with effort, most where the outcome is uncertain."""
    return skill + learning_rate * tried * 4 * real_chance * (1 - real_chance) * taught


def has_given_up(tried, expected, k):
    """Hardly trying, at work the pupil expects to fail: easy work done with little effort is no giving up."""
    return (tried < k.gave_up_effort) & (expected < 0.5)
