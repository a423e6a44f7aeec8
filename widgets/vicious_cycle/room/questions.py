"""What a room can be asked, and which answers fit, wherever a question or an answer comes from."""

from jsonschema import Draft202012Validator

from vicious_cycle.room.refusal import RefusedError

STATES = ("closed", "open", "locked", "revealed")
SURE = ("number", "scale", "choice", "curve")  # the kinds that also ask how sure one is
LONGEST_TEXT = 140
DEMONSTRATION = "anagrams"  # the key of the one question that the kit asks of every room itself

_LINE = {"type": "string", "maxLength": 200}
_LINES = {"type": "array", "items": _LINE, "maxItems": 24}
_SHARE = {"type": "integer", "minimum": 0, "maximum": 100}
_PRINTABLE = r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$"
_ANSWERS = {
    "number": {"type": "integer", "minimum": 0},
    "scale": {"type": "integer", "minimum": 0},
    "choice": _LINE,
    "curve": {"type": "array", "items": _SHARE, "minItems": 2, "maxItems": 24},
    "text": {"type": "string", "maxLength": LONGEST_TEXT, "pattern": _PRINTABLE},
    "anagrams": {"type": "array", "items": {"type": "boolean"}, "minItems": 3, "maxItems": 3},
}  # fmt: skip
_NEEDS = {
    "number": ["high"],
    "scale": ["high", "ends", "steps"],
    "choice": ["options"],
    "curve": ["points", "ends"],
    "text": [],
    "anagrams": [],
}
_QUESTION = {
    "type": "object",
    "additionalProperties": False,
    "required": ["key", "kind", "question"],
    "properties": {
        "key": {"type": "string", "pattern": r"^[\w .#-]{1,120}$"},
        "kind": {"enum": list(_ANSWERS)},
        "title": _LINE,
        "question": {"type": "string", "minLength": 1, "maxLength": 1200},
        "unit": _LINE,
        "high": {"type": "integer", "minimum": 1, "maximum": 1000},
        "ends": {"type": "array", "items": _LINE, "minItems": 2, "maxItems": 2},
        "steps": _LINES,
        "options": {
            "type": "array",
            "items": {"type": "array", "items": _LINE, "minItems": 2, "maxItems": 2},
            "minItems": 2,
            "maxItems": 12,
        },
        "points": _LINES | {"minItems": 2},
        "given": {"type": "array", "items": _SHARE, "maxItems": 24},
        "given_label": _LINE,
        "outcome": {},
    },
    "allOf": [
        {"if": {"properties": {"kind": {"const": kind}}}, "then": {"required": needs}}
        for kind, needs in _NEEDS.items()
    ],
}
_SPEC = Draft202012Validator(_QUESTION)
_FITS = {kind: Draft202012Validator(schema) for kind, schema in _ANSWERS.items()}


def checked(spec) -> dict:
    """A question as it was given, if it is one.

    Raises:
        RefusedError: a part of it is missing, unknown or out of its range; the first such part is named.
    """
    wrong = next(_SPEC.iter_errors(spec), None)
    if wrong:
        part = ".".join(map(str, wrong.absolute_path)) or "question"
        raise RefusedError(400, "bad_question", part=part, trouble=wrong.message[:200])
    if spec.get("outcome") is not None and not fits(spec, spec["outcome"]):
        raise RefusedError(400, "bad_question", part="outcome", trouble=str(spec["outcome"])[:200])
    return spec


def fits(spec: dict, value) -> bool:
    """Whether a value is an answer to a question: of its kind, within its range, one of its options."""
    kind = spec["kind"]
    if isinstance(value, float) or not _FITS[kind].is_valid(value):
        return False
    if kind in ("number", "scale"):
        return value <= spec["high"]
    if kind == "choice":
        return value in [key for key, _ in spec["options"]]
    if kind == "curve":
        return len(value) == len(spec["points"]) and all(type(each) is int for each in value)
    return True


def check_answer(spec: dict, value, sure) -> None:
    """RefusedError for an answer that does not fit, or a confidence not 0, 1 or 2 where it is asked."""
    if not fits(spec, value):
        raise RefusedError(400, "bad_answer")
    asked = spec["kind"] in SURE
    if (asked and (type(sure) is not int or sure not in (0, 1, 2))) or (not asked and sure is not None):
        raise RefusedError(400, "bad_sure")
