"""A scenario: who is in the class, what the room does, and what happens when. Checked when it is made."""

import operator
import warnings
from dataclasses import fields, make_dataclass
from urllib.parse import parse_qsl, urlencode

from vicious_cycle.simulation.parameters import LEVERS, PARAMETERS

_LARGEST_RUN = 50_000_000  # pupil-attempts; all that is recorded of one takes about 100 bytes
_LONGEST_QUERY = 4_000  # characters


def _is_switch(value):
    return type(value).__name__ in ("bool", "bool_")  # Python's and numpy's


def _whole_number(parameter, value):
    if _is_switch(value):
        raise _refusal(parameter, value)
    try:
        return operator.index(value)
    except TypeError:
        raise _refusal(parameter, value) from None


def _real_number(parameter, value):
    if _is_switch(value) or isinstance(value, (str, bytes)):
        raise _refusal(parameter, value)
    try:
        return float(value)
    except (TypeError, ValueError, OverflowError):
        raise _refusal(parameter, value) from None


def _switch(parameter, value):
    if not _is_switch(value):
        raise _refusal(parameter, value)
    return bool(value)


def _word(parameter, value):
    if not isinstance(value, str) or value not in parameter.choices:
        raise _refusal(parameter, value)
    return str(value)


def _set_of_words(parameter, value):
    if not isinstance(value, (set, frozenset, tuple, list)):
        raise _refusal(parameter, value)
    return frozenset(_word(parameter, word) for word in value)


_READERS = {int: _whole_number, float: _real_number, bool: _switch, str: _word, frozenset: _set_of_words}


def _allowed(parameter):
    if parameter.choices:
        several = "any of " if isinstance(parameter.default, frozenset) else ""
        return several + ", ".join(parameter.choices)
    if isinstance(parameter.default, bool):
        return "true or false"
    if isinstance(parameter.default, int):
        return f"a whole number from {parameter.low} to {parameter.high}"
    return f"a number from {parameter.low:g} to {parameter.high:g}"


def _refusal(parameter, value):
    try:
        shown = repr(value)
    except Exception:  # Python refuses to write out a whole number of thousands of digits
        shown = f"a {type(value).__name__} that cannot be shown"
    shown = shown if len(shown) <= 60 else shown[:57] + "..."
    return ValueError(f"{parameter.name} is {shown}; it must be {_allowed(parameter)}")


def checked(parameter, value):
    """The value in the parameter's own type, or ValueError naming field, value and range."""
    value = _READERS[type(parameter.default)](parameter, value)
    # not (low <= value <= high) also catches NaN, which every comparison refuses
    if parameter.low is not None and not parameter.low <= value <= parameter.high:
        raise _refusal(parameter, value)
    return value


def _from_text(parameter, text):
    kind = type(parameter.default)
    try:
        if kind is bool:
            return {"true": True, "false": False}[text]
        if kind is frozenset:
            return frozenset(text.split(",")) if text else frozenset()
        return kind(text)
    except (KeyError, ValueError):
        raise _refusal(parameter, text) from None


def _to_text(value):
    if isinstance(value, frozenset):
        return ",".join(sorted(value))
    return str(value).lower() if isinstance(value, bool) else str(value)


class _Checked:
    """What `Scenario` does beside holding its levers."""

    __slots__ = ()

    def __post_init__(self):
        for lever in LEVERS:
            object.__setattr__(self, lever.name, checked(lever, getattr(self, lever.name)))
        if self.pupils * self.attempts > _LARGEST_RUN:
            raise ValueError(
                f"pupils x attempts is {self.pupils} x {self.attempts}; "
                f"it must be a number from 1 to {_LARGEST_RUN}"
            )

    def to_query(self):
        """The levers that differ from their defaults, as a query string for a link."""
        changed = {
            field.name: _to_text(value)
            for field in fields(self)
            if (value := getattr(self, field.name)) != field.default
        }
        return urlencode(changed, safe=",")

    @classmethod
    def from_query(cls, query):
        """The scenario of a link; the inverse of `to_query`.

        A key this version does not know is left out, with a warning that names it.

        Raises:
            ValueError: a value that cannot be read or lies outside its range, a key given twice, or a query
                longer than 4000 characters.
        """
        levers, unknown = read_query(query)
        for key in unknown:
            warnings.warn(f"This version knows no lever called {key[:40]!r}; it was left out.", stacklevel=2)
        return cls(**levers)


def read_query(query):
    """Split a link's query into levers and unknown keys.

    Args:
        query: text such as "streak_length=4&pace=0.05", with or without a leading "?".

    Returns:
        (levers, unknown): a dict of checked values by lever name, and the list of keys that are no lever.

    Raises:
        ValueError: as in `Scenario.from_query`.
    """
    if not isinstance(query, str) or len(query) > _LONGEST_QUERY:
        raise ValueError(
            f"the link is too long or no text; it must be text of at most {_LONGEST_QUERY} characters"
        )
    levers, unknown = {}, []
    for key, text in parse_qsl(query.removeprefix("?"), keep_blank_values=True):
        if key in levers:
            raise ValueError(f"{key} is given twice in the link; it must be given once")
        lever = PARAMETERS.get(key)
        if lever not in LEVERS:
            unknown.append(key)
        else:
            levers[key] = checked(lever, _from_text(lever, text))
    return levers, unknown


Scenario = make_dataclass(
    "Scenario",
    [(lever.name, type(lever.default), lever.default) for lever in LEVERS],
    bases=(_Checked,),
    frozen=True,
    kw_only=True,
)
Scenario.__module__ = __name__
Scenario.__doc__ = """Everything that is decided before a run: class, room, events, model.

Frozen, keyword-only, checked; one field a row of the table `LEVERS`, which gives meaning, unit and range.
`streak_start` and `story_start` count attempts from 0, as the arrays of a run do.

Raises:
    ValueError: naming field, value and allowed range.
"""
