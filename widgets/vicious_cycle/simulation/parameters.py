"""Every number of the model in one table: what it means, where it may lie and how well it is known."""

# ruff: noqa: E501 (a row of a table is one line, however long)
from dataclasses import dataclass, make_dataclass
from types import MappingProxyType

EVIDENCE = ("measured", "plausible", "assumed")
GRADINGS = ("none", "grades", "comments", "both")
MODELS = ("loop", "attribution_off", "null", "static", "reward")
ANSWERS = ("none", "praise", "comfort", "effort", "strategy", "task", "luck")
ARROWS = (
    "attribution_to_belief",
    "attribution_to_control",
    "belief_to_effort",
    "effort_to_learning",
    "learning_to_gap",
)


@dataclass(frozen=True)
class Parameter:
    """One number, switch or choice of the model.

    Attributes:
        name: its name in code.
        symbol: its sign in the equations, empty where it has none.
        default: the value shipped; its type (int, float, bool, str, frozenset) is the parameter's type.
        low, high: the allowed range of a number, both ends included.
        choices: the allowed words of a choice or set.
        unit: in what it is counted.
        evidence: "measured" (a published figure sets it), "plausible" (the direction is published, the
            size is ours) or "assumed" (a choice made for the kit).
        source: where it comes from, in a few words.
    """

    name: str
    symbol: str
    default: object
    low: float | None
    high: float | None
    unit: str
    evidence: str
    source: str
    choices: tuple[str, ...] = ()


_WORKSHOP = "a choice of the workshop"

LEVERS = (
    Parameter("pupils", "", 30, 1, 1_000_000, "pupils", "assumed", "an ordinary class"),
    Parameter("attempts", "", 60, 1, 10_000, "attempts", "assumed", "a school year, a task or two a week"),
    Parameter("seed", "", 7, 0, 2**32 - 1, "number", "assumed", "any whole number; the same seed, the same luck"),
    Parameter("skill_mean", "", 0.0, -4.0, 4.0, "logits", "assumed", "sets the zero of the scale"),
    Parameter("skill_sd", "", 0.5, 0.0, 3.0, "logits", "plausible", "pupils of one class differ by about one logit"),
    Parameter("belief_bias", "", 0.0, -4.0, 4.0, "logits", "assumed", "0: pupils begin with a true picture of themselves"),
    Parameter("failure_style", "", 0.0, -1.0, 1.0, "-1 helpless .. +1 mastery", "plausible", "Diener & Dweck 1978"),
    Parameter("success_style", "", 0.0, -1.0, 1.0, "-1 helpless .. +1 mastery", "plausible", "Diener & Dweck 1978"),
    Parameter("style_sd", "", 0.0, 0.0, 1.0, "style", "assumed", _WORKSHOP),
    Parameter("start_difficulty", "d0", -0.2, -5.0, 5.0, "logits", "assumed", "about four in five tasks of September are solved"),
    Parameter("pace", "", 0.04, -0.5, 0.5, "logits an attempt", "assumed", "pupils who try keep up, those who stop do not"),
    Parameter("just_right", "a", 0.0, 0.0, 1.0, "share", "assumed", _WORKSHOP),
    Parameter("target_success", "P*", 0.7, 0.0, 1.0, "share solved", "plausible", "Jansen et al. 2013; as pupils learn meanwhile, about .77 are solved"),
    Parameter("pressure", "rho", 0.0, 0.0, 3.0, "effort's worth per sure failure", "plausible", "von der Embse et al. 2018"),
    Parameter("competition", "", 0.0, 0.0, 1.0, "share of attempts judged by rank", "plausible", "Murayama & Elliot 2012"),
    Parameter("grading", "", "none", None, None, "choice", "plausible", "Butler 1988; Koenka et al. 2021", GRADINGS),
    Parameter("retakes", "", False, None, None, "switch", "assumed", "mastery grading: a failed task comes back once"),
    Parameter("streak_start", "", 0, 0, 10_000, "attempt, counted from 0", "assumed", _WORKSHOP),
    Parameter("streak_length", "", 0, 0, 10_000, "attempts", "assumed", _WORKSHOP),
    Parameter("story_start", "", 0, 0, 10_000, "attempt, counted from 0", "assumed", _WORKSHOP),
    Parameter("story_dose", "", 0.0, 0.0, 2.0, "style", "plausible", "sized by Yeager et al. 2019; Burnette et al. 2023"),
    Parameter("story_half_life", "", 30.0, 1.0, 10_000.0, "attempts", "assumed", _WORKSHOP),
    Parameter("norms", "", 0.5, 0.0, 1.0, "0 fight the story .. 1 support it", "plausible", "Yeager et al. 2019"),
    Parameter("reply", "", "none", None, None, "choice", "plausible", "the table `REPLIES` names a source for each", ANSWERS),
    Parameter("model", "", "loop", None, None, "choice", "assumed", "the loop, a reference model or the rival one", MODELS),
    Parameter("cut", "", frozenset(), None, None, "set of arrows", "assumed", "which arrows of the loop are cut", ARROWS),
)  # fmt: skip

CONSTANTS = (
    Parameter("effort_payoff", "beta", 1.5, 0.0, 4.0, "logits", "assumed", "full effort beats half a class's spread"),
    Parameter("value", "V", 6.0, 0.0, 20.0, "effort's worth", "assumed", "expectancy-value theory names it, not its size"),
    Parameter("cost", "", 0.65, 0.0, 5.0, "effort's worth", "assumed", "set so that about half of the near-equal class of M2 gives up"),
    Parameter("effort_softness", "tau", 0.35, 0.05, 2.0, "effort's worth", "assumed", "how gradually trying fades"),
    Parameter("learning_rate", "lambda", 0.15, 0.0, 1.0, "logits an attempt", "assumed", "keeps pace with the curriculum"),
    Parameter("failure_lesson", "phi", 1.0, 0.0, 2.0, "share", "plausible", "Sinha & Kapur 2021 (direction)"),
    Parameter("belief_rate", "alpha", 1.2, 0.0, 4.0, "logits", "assumed", "a wholly ability-blamed surprise moves belief so far"),
    Parameter("expectancy_principle", "kappa", 1.0, 0.0, 3.0, "logits", "plausible", "Weiner 1979 (direction)"),
    Parameter("control_rate", "gamma", 0.15, 0.0, 1.0, "share an attempt", "assumed", "control is learned in weeks"),
    Parameter("reward_memory", "", 0.15, 0.0, 1.0, "share an attempt", "assumed", "rival model: how fast rare success is felt"),
    Parameter("choking", "chi", 0.8, 0.0, 3.0, "logits", "plausible", "von der Embse et al. 2018 (direction)"),
    Parameter("first_control", "c(0)", 0.6, 0.0, 1.0, "share", "assumed", "pupils begin by half believing that effort pays"),
    Parameter("pressure_blame", "", 0.5, 0.0, 2.0, "logits", "assumed", "under stakes a failure says something about me"),
    Parameter("comment_lesson", "", 1.0, 0.0, 3.0, "logits", "plausible", "Butler 1988 (direction)"),
    Parameter("reply_pull", "", 1.0, 0.0, 3.0, "logits", "assumed", "a spoken reply weighs as much as a written comment"),
    Parameter("grade_stakes", "", 0.4, 0.0, 2.0, "pressure", "plausible", "Koenka et al. 2021 (direction)"),
    Parameter("grade_crowding", "", 0.7, 0.0, 1.0, "share", "plausible", "Butler 1988: beside a grade comments are little read"),
    Parameter("teacher_rate", "K", 1.0, 0.0, 2.0, "logits", "assumed", "Elo rating; slower, the estimate lags behind a pupil who learns"),
    Parameter("retake_easing", "", 0.5, 0.0, 3.0, "logits", "assumed", "a task seen before is somewhat easier"),
    Parameter("gave_up_effort", "", 0.2, 0.0, 1.0, "effort", "assumed", "less effort than this on work expected to fail"),
)  # fmt: skip

# The dose of story editing that gives the average gain published for real programmes, and the doses at which the
# gain leaves the published band. It is calibrated (pattern M8), no part of the equations; views mark it on the lever.
STUDIED_DOSE = Parameter(
    "studied_dose", "", 0.2, 0.1, 0.3, "style", "measured", "gains of .05 to .14 SD: Yeager 2019; Burnette et al. 2023"
)  # fmt: skip

PARAMETERS = MappingProxyType({parameter.name: parameter for parameter in LEVERS + CONSTANTS})

Constants = make_dataclass(
    "Constants",
    [(constant.name, float, constant.default) for constant in CONSTANTS],
    frozen=True,
    kw_only=True,
)
Constants.__doc__ = "The model's constants, one field a row of the table `CONSTANTS`."


def as_markdown():
    """All levers and constants as one Markdown table, as it stands in README.md."""
    rows = [
        "| name | symbol | default | range | unit | evidence | source |",
        "|---|---|---|---|---|---|---|",
    ]
    for parameter in (*LEVERS, *CONSTANTS, STUDIED_DOSE):
        default = parameter.default
        if isinstance(default, (bool, frozenset)):
            default = "on" if default else "off" if default is False else "none"
        allowed = ", ".join(f"`{choice}`" for choice in parameter.choices)
        if parameter.low is not None:
            allowed = f"{parameter.low} .. {parameter.high}"
        cells = (f"`{parameter.name}`", parameter.symbol, default, allowed or "off, on", parameter.unit)
        rows.append("| " + " | ".join(map(str, (*cells, parameter.evidence, parameter.source))) + " |")
    return "\n".join(rows)
