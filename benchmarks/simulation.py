"""Time and memory of the simulation, one JSON line a figure: {"name", "value", "unit"}.

The same rules stand here once more as an ordinary agent-based model in Mesa: one agent a pupil, plain Python
arithmetic, a DataCollector that records what a run of ours records. Before Mesa is timed, both are checked to
tell the same story for the same luck.
"""

import json
import resource
import statistics
import sys
import time
from dataclasses import replace
from math import exp

import numpy as np

from vicious_cycle.simulation import RECORDS, WEINER, Constants, Scenario, luck, simulate

REPEATS = 30
KEPT = {"everything": RECORDS, "success alone": ("success",)}
COHORT = Scenario(pupils=100_000, attempts=20, failure_style=-0.5, success_style=-0.5, streak_length=4)
IN_MESA = replace(COHORT, pupils=1000)


def seconds(work, repeats=REPEATS):
    """Time the work again and again; returns the list of seconds, the first run (warming up) left out."""
    times = []
    for _ in range(repeats + 1):
        begin = time.perf_counter()
        work()
        times.append(time.perf_counter() - begin)
    return times[1:]


def report(name, value, unit):
    print(json.dumps({"name": name, "value": float(f"{value:.4g}"), "unit": unit}), flush=True)


def peak_memory():
    """The most memory this process has held, MB (Linux counts in kB, macOS in bytes)."""
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


def logistic(logits):
    return 1 / (1 + exp(-logits))


def mesa_classroom(scenario, keep=RECORDS):
    """The scenario as a Mesa model, ready to step: the loop, a streak, a marching curriculum."""
    import mesa

    k = Constants()
    skill_noise, _ = luck.traits(scenario.seed, scenario.pupils)
    task_luck = luck.task_luck(scenario.seed, scenario.attempts, scenario.pupils).tolist()

    def told(style, mastery, helpless):
        return [style * getattr(c, mastery) if style > 0 else -style * getattr(c, helpless) for c in WEINER]

    failure_story = told(scenario.failure_style, "mastery_failure", "helpless_failure")
    success_story = told(scenario.success_style, "mastery_success", "helpless_success")
    stability = [cause.stability for cause in WEINER]

    class Pupil(mesa.Agent):
        def __init__(self, model, place, skill):
            super().__init__(model)
            self.place = place
            self.skill = self.self_belief = skill
            self.control = k.first_control

        def attempt(self):
            t = self.model.attempt
            self.difficulty = scenario.start_difficulty + scenario.pace * t
            without = logistic(self.self_belief - self.difficulty)
            with_effort = logistic(self.self_belief + k.effort_payoff * self.control - self.difficulty)
            fear = scenario.pressure * (1 - without)
            self.effort = logistic((k.value * (with_effort - without) - k.cost - fear) / k.effort_softness)
            hope = self.self_belief + k.effort_payoff * self.control * self.effort
            self.expected = logistic(hope - self.difficulty)
            ability = self.skill + k.effort_payoff * self.effort
            self.p_success = logistic(ability - self.difficulty - k.choking * fear)
            in_streak = 0 <= t - scenario.streak_start < scenario.streak_length
            self.success = task_luck[t][self.place] < self.p_success and not in_streak
            self.gave_up = self.effort < k.gave_up_effort and self.expected < 0.5

            story = success_story if self.success else failure_story
            principle = k.expectancy_principle * (1 - 2 * abs(self.success - self.expected))
            weights = [
                exp(logit + principle * stable) for logit, stable in zip(story, stability, strict=True)
            ]
            total = sum(weights)
            self.attribution = [weight / total for weight in weights]

        def learn(self):
            ability, effort, strategy, task, chance = self.attribution
            own_doing = effort + strategy
            lost = 0.5 * (task + chance) if self.success else 1 - own_doing
            taught = 1 if self.success else k.failure_lesson * (2 * strategy + effort)
            practice = self.effort * 4 * self.p_success * (1 - self.p_success)
            self.self_belief += k.belief_rate * ability * (self.success - self.expected)
            self.control += k.control_rate * (own_doing * (1 - self.control) - lost * self.control)
            self.skill += k.learning_rate * practice * taught

    class Classroom(mesa.Model):
        def __init__(self):
            super().__init__(seed=scenario.seed)
            self.attempt = 0
            self.records = mesa.DataCollector(agent_reporters={name: name for name in keep})
            for place, noise in enumerate(skill_noise.tolist()):
                Pupil(self, place, scenario.skill_mean + scenario.skill_sd * noise)

        def step(self):
            self.agents.do("attempt")
            self.records.collect(self)
            self.agents.do("learn")
            self.attempt += 1

    return Classroom()


def live_in_mesa(classroom):
    for _ in range(IN_MESA.attempts):
        classroom.step()


def check_that_both_tell_the_same_story():
    classroom, run = mesa_classroom(IN_MESA), simulate(IN_MESA)
    live_in_mesa(classroom)
    frame = classroom.records.get_agent_vars_dataframe()
    for name in RECORDS:
        values = np.array(frame[name].tolist()).reshape(getattr(run, name).shape)
        np.testing.assert_allclose(values, getattr(run, name), rtol=1e-9, atol=1e-9, err_msg=name)


def mesa_speed(keep):
    classrooms = iter([mesa_classroom(IN_MESA, keep) for _ in range(6)])
    times = seconds(lambda: live_in_mesa(next(classrooms)), 5)
    return IN_MESA.pupils * IN_MESA.attempts / statistics.median(times)


def main():
    one_class = Scenario(pupils=30, attempts=80, streak_length=4)
    four = [replace(one_class, failure_style=style) for style in (-1.0, -0.5, 0.0, 1.0)]
    alone = statistics.median(seconds(lambda: simulate(one_class)))
    report("one class, 30 pupils x 80 attempts", 1000 * alone, "ms")
    report(
        "four classes in one pass / one", statistics.median(seconds(lambda: simulate(four))) / alone, "ratio"
    )

    ours = {}
    for what, keep in KEPT.items():
        times = seconds(lambda keep=keep: simulate(COHORT, keep=keep), 5)
        ours[what] = COHORT.pupils * COHORT.attempts / statistics.median(times)
        report(f"100,000 pupils x 20 attempts, {what} recorded", ours[what], "pupil-attempts/s")
    report("peak memory of that process", peak_memory(), "MB")

    try:
        check_that_both_tell_the_same_story()
    except ImportError:
        sys.exit("Mesa is missing; pip install -e '.[bench]' installs it.")
    for what, keep in KEPT.items():
        mesa = mesa_speed(keep)
        report(f"the same rules in Mesa, 1,000 x 20, {what} recorded", mesa, "pupil-attempts/s")
        report(f"ours / Mesa, {what} recorded", ours[what] / mesa, "ratio")


if __name__ == "__main__":
    main()
