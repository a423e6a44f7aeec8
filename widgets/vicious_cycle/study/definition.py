"""A study as it is written down: a small TOML file, checked in full before anything is simulated."""

import datetime
import math
import tomllib
from dataclasses import asdict, dataclass, field
from pathlib import Path
from types import MappingProxyType

from vicious_cycle.simulation import LEVERS, PARAMETERS, Scenario
from vicious_cycle.simulation.scenario import checked
from vicious_cycle.study.fit import SEARCHED
from vicious_cycle.study.outcomes import OUTCOMES

STUDIES = Path(__file__).parent / "studies"
_SET_ELSEWHERE = ("pupils", "attempts", "seed")  # levers of a class that are fields of the study itself
_LEVERS = frozenset(lever.name for lever in LEVERS if lever.name not in _SET_ELSEWHERE)
_SIZES = {  # whole numbers by section and field, with the range that is allowed
    "seed": (1, 2**32 - 1),
    "pupils": (1, 100_000),
    "attempts": (1, 10_000),
    "sweep.points": (1, 1_000_000),
    "screening.trajectories": (2, 10_000),
    "variance.samples": (2, 65_536),
    "variance.parameters": (1, 30),
    "fit.replicates": (2, 10_000),
}


@dataclass(frozen=True)
class Study:
    """What a study varies, in which class, and what it asks.

    Attributes:
        name: file name without ending. date: of the definition, goes into the results.
        seed, pupils, attempts: of every class; all points share their luck.
        outcomes: names out of `OUTCOMES`. base: levers of the class that differ from the shipped ones.
        vary: parameters with the lowest and the highest value each may take; while one does not vary it has
            the value of `base`, or else the shipped one.
        sweep, screening, variance, fit: the sections of that name; of the kinds of study (a sweep, a
            screening with the analysis of variance after it, a fit) exactly one is asked for.
    """

    name: str
    date: str
    seed: int
    pupils: int = 0
    attempts: int = 0
    outcomes: tuple[str, ...] = ()
    base: dict = field(default_factory=dict)
    vary: dict[str, tuple[float, float]] = field(default_factory=dict)
    sweep: dict = field(default_factory=dict)
    screening: dict = field(default_factory=dict)
    variance: dict = field(default_factory=dict)
    fit: dict = field(default_factory=dict)

    def as_dict(self):
        """All of it as plain dicts and lists, as JSON knows them."""
        return asdict(self)


_SECTIONS = {
    "sweep": {"points"},
    "screening": {"trajectories"},
    "variance": {"samples", "parameters"},
    "fit": {"curves", "models", "replicates", "predicts"},
}


def names():
    """The studies that come with the kit."""
    return sorted(file.stem for file in STUDIES.glob("*.toml"))


def read(name_or_file, known_curves=MappingProxyType({})):
    """Read and check a study.

    Args:
        name_or_file: the name of a study of the kit, or the path of a TOML file.
        known_curves: observed curves that a fit may ask for, `Observed` by name.

    Returns:
        A `Study`.

    Raises:
        ValueError: a study that is not there or is no TOML, or the first field that is wrong, with its value
            and what it must be.
    """
    file = Path(name_or_file)
    if str(name_or_file) in names():
        file = STUDIES / f"{name_or_file}.toml"
    elif not file.is_file():
        raise ValueError(
            f"there is no study {name_or_file}; the kit's own are {', '.join(names())}, or give a file"
        )
    try:
        text = file.read_text("utf-8")
        written = tomllib.loads(text)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as trouble:
        raise ValueError(f"{file} cannot be read as TOML: {trouble}") from None
    return _checked(file.stem, written, known_curves)


def _checked(name, written, known_curves):
    fields = {"date", "seed", "pupils", "attempts", "outcomes", "base", "vary", *_SECTIONS}
    _only(written, fields, "")
    for section, allowed in _SECTIONS.items():
        if section in written:
            _only(_section(written, section), allowed, f"{section}.")
    kind = _kind(written)
    date = written.get("date")
    if type(date) is not datetime.date:
        raise _refusal("date", date, "a date such as 2026-11-25, without quotation marks")
    study = {"name": name, "date": str(date), "seed": _whole(written, "seed")}
    if kind == "fit":
        _only(written, {"date", "seed", "fit"}, "", "a fit does not have it; it has")
        fit = _section(written, "fit")
        return Study(
            **study,
            fit={
                "curves": _words(fit, "fit.curves", known_curves),
                "models": _words(fit, "fit.models", SEARCHED),
                "predicts": _predicts(fit, known_curves),
                "replicates": _whole(fit, "fit.replicates"),
            },
        )
    study |= {size: _whole(written, size) for size in ("pupils", "attempts")}
    study["outcomes"] = _words(written, "outcomes", OUTCOMES)
    study["base"], study["vary"] = _base(written), _vary(written)
    Scenario(pupils=study["pupils"], attempts=study["attempts"])  # refuses a class that is too large
    for section in ("sweep",) if kind == "sweep" else ("screening", "variance"):
        given = _section(written, section)
        study[section] = {key: _whole(given, f"{section}.{key}") for key in sorted(_SECTIONS[section])}
    if kind == "screening":
        _check_screening(study)
    return Study(**study)


def _kind(written):
    kinds = [section for section in ("sweep", "screening", "fit") if section in written]
    if len(kinds) != 1:
        found = " and ".join(kinds) or "none of them"
        raise ValueError(f"sections: there is {found}; there must be exactly one of sweep, screening, fit")
    if ("variance" in written) != (kinds == ["screening"]):
        raise ValueError("variance: this section stands beside screening, and only there")
    return kinds[0]


def _check_screening(study):
    samples, parameters = study["variance"]["samples"], study["variance"]["parameters"]
    if samples & (samples - 1):
        raise _refusal("variance.samples", samples, "a power of two, as Sobol's sequence asks for")
    if parameters > len(study["vary"]):
        raise _refusal("variance.parameters", parameters, f"at most {len(study['vary'])}, as many as vary")


def _refusal(name, value, allowed):
    shown = repr(value)
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return ValueError(f"{name} is {'missing' if value is None else shown}; it must be {allowed}")


def _only(table, allowed, prefix, why="is not expected; expected are"):
    for key in table:
        if key not in allowed:
            raise ValueError(f"{prefix}{key}: {why} {', '.join(sorted(allowed))}")


def _section(table, path):
    section = table.get(path.rpartition(".")[2], {})
    if not isinstance(section, dict):
        raise _refusal(path, section, f"a section that begins with [{path}]")
    return section


def _whole(table, path):
    value = table.get(path.rpartition(".")[2])
    low, high = _SIZES[path]
    if type(value) is not int or not low <= value <= high:
        raise _refusal(path, value, f"a whole number from {low} to {high}")
    return value


def _words(table, path, allowed):
    words = table.get(path.rpartition(".")[2])
    sound = isinstance(words, list) and words and all(isinstance(word, str) for word in words)
    if not sound or len(set(words)) < len(words) or not set(words) <= set(allowed):
        raise _refusal(path, words, f"a list of some of {', '.join(allowed)}, each once")
    return tuple(words)


def _base(written):
    base = {}
    for name, value in _section(written, "base").items():
        if name not in _LEVERS:
            raise ValueError(
                f"base.{name}: is no lever of a class; it must be one of {', '.join(sorted(_LEVERS))}"
            )
        try:
            base[name] = checked(PARAMETERS[name], value)
        except ValueError as trouble:
            raise ValueError(f"base.{trouble}") from None
    return base


def _predicts(fit, known_curves):
    """For some curves, other curves of as many places, which their fits are to predict."""
    predicts = _section(fit, "fit.predicts")
    for curve in predicts:
        if curve not in fit["curves"]:
            raise ValueError(f"fit.predicts.{curve}: is none of fit.curves")
        shares = {name: len(known.share) for name, known in known_curves.items()}
        alike = [name for name in shares if name != curve and shares[name] == shares[curve]]
        _words(predicts, f"fit.predicts.{curve}", alike)
    return predicts


def _vary(written):
    ranges = {}
    for name, ends in _section(written, "vary").items():
        if name not in PARAMETERS or not isinstance(PARAMETERS[name].default, float):
            raise ValueError(f"vary.{name}: is no number of the model that may vary by degrees")
        low, high = PARAMETERS[name].low, PARAMETERS[name].high
        numbers = isinstance(ends, list) and len(ends) == 2 and all(type(end) in (int, float) for end in ends)
        if not numbers or not all(map(math.isfinite, ends)) or not low <= ends[0] < ends[1] <= high:
            raise _refusal(
                f"vary.{name}", ends, f"two numbers, the lower one first, from {low:g} to {high:g}"
            )
        ranges[name] = (float(ends[0]), float(ends[1]))
    if not ranges:
        raise _refusal("vary", None, "a section that names at least one parameter and its range")
    return ranges
