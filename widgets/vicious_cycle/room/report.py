"""What came out of a room, for whoever led it: sums only, as a page and as a table.

A figure that fewer than five answers stand behind is not given, and no group so small is told from the
others: small groups are put together until five stand behind each.
"""

import csv
import io
from dataclasses import dataclass

from vicious_cycle import words
from vicious_cycle.room import pages
from vicious_cycle.room.codes import spoken
from vicious_cycle.room.results import FEWEST, Asked, Snapshot, distance, revealed, told

COLUMNS = (
    "question",
    "kind",
    "round",
    "answers",
    "middle",
    "outcome",
    "off_by",
    "nearer",
    "shift",
    "group",
    "count",
)
AGAIN = (
    " again"  # ends the key of a question that was asked before under the rest of its key, as the stance is
)


@dataclass(frozen=True)
class Round:
    """One round of a question: how many answered, and from five on the middle, how far it is off, and groups.

    Attributes:
        middle: None below five answers. off: from the outcome. nearer: to it than the round before.
        shift: from the middle of the round before, or of the question that this one repeats.
        groups: [(label, count)], at least five in each, in the order of the scale or of the options.
    """

    number: int
    n: int
    middle: object
    off: int | None
    nearer: int | None
    shift: int | None
    groups: list


def rounds(room: Snapshot, asked: Asked) -> list[Round]:
    """The rounds of a question as they may be told."""
    spec = asked.spec
    first = next((each for each in room.questions.values() if _repeats(spec, each.spec)), None)
    before = rounds(room, first)[-1].middle if first else None
    found = []
    for shown in revealed(asked)["rounds"]:
        middle = shown.get("middle")
        off, off_before = distance(spec, middle), distance(spec, before)
        nearer = None if off is None or off_before is None else off_before - off
        found.append(
            Round(
                shown["round"], shown["n"], middle, off, nearer, _shift(before, middle), _groups(spec, shown)
            )
        )
        before = middle
    return found


def _repeats(spec, earlier):
    """Whether a question asks again what an earlier one asked, in whatever notebook."""
    name, other = (each["key"].rpartition("#")[2] for each in (spec, earlier))
    return name == other + AGAIN and spec["kind"] == earlier["kind"]


def _shift(before, after):
    """By how much a number or a place on a scale has moved."""
    return after - before if type(before) is int and type(after) is int else None


def as_csv(room: Snapshot) -> str:
    """The report as a table: one row a group of answers, or one a round where no groups are told."""
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    table.writerow(COLUMNS)
    for asked in room.questions.values():
        outcome = asked.spec.get("outcome")
        for each in rounds(room, asked):
            if not each.n:
                continue
            number = each.n if each.n >= FEWEST else f"fewer than {FEWEST}"
            row = [
                _safe(asked.spec["question"]), asked.spec["kind"], each.number, number,
                _written(asked.spec, each.middle), _written(asked.spec, outcome),
                *("" if figure is None else figure for figure in (each.off, each.nearer, each.shift)),
            ]  # fmt: skip
            table.writerows([*row, _safe(label), count] for label, count in each.groups or [("", "")])
    return out.getvalue()


def as_html(room: Snapshot) -> str:
    """The report as a page of its own, to be read or printed."""
    asked = [
        {
            "spec": each.spec,
            "outcome": _written(each.spec, each.spec.get("outcome")),
            "rounds": [(one, _written(each.spec, one.middle)) for one in rounds(room, each)],
        }
        for each in room.questions.values()
        if any(each.answered.values())
    ]
    return pages.report(code=spoken(room.code), joined=room.joined, asked=asked, fewest=FEWEST)


def _groups(spec, shown):
    if "halves" in shown:
        said = words.section("room_report")
        return [
            (f"{said['half'].format(n=place)}: {said[name]}", count)
            for place, half in enumerate(shown["halves"], 1)
            for name, count in (("solved", half["solved"]), ("unsolved", half["n"] - half["solved"]))
            if min(half["solved"], half["n"] - half["solved"]) >= FEWEST
        ]
    counts = shown.get("counts")
    if not counts:
        return []
    if spec["kind"] == "choice":
        return [(_labelled(spec, keys), count) for keys, count in _pooled(counts)]
    return [(_between(*bounds), count) for bounds, count in _neighbours(counts)]


def _neighbours(counts):
    """Values in order, taken together with their neighbours until at least five stand behind each group."""
    groups = []
    first, gathered = None, 0
    for value, count in counts:
        first = value if first is None else first
        gathered += count
        if gathered >= FEWEST:
            groups.append(((first, value), gathered))
            first, gathered = None, 0
    if gathered:
        (low, _), so_far = groups.pop()
        groups.append(((low, counts[-1][0]), so_far + gathered))
    return groups


def _pooled(counts):
    """Options by themselves where five chose them; the others together, and with a larger one if need be."""
    large = [([key], count) for key, count in counts if count >= FEWEST]
    small = [key for key, count in counts if count < FEWEST]
    rest = sum(count for _, count in counts if count < FEWEST)
    while 0 < rest < FEWEST and large:
        joining = min(large, key=lambda group: group[1])
        large.remove(joining)
        small, rest = small + joining[0], rest + joining[1]
    return large + ([(small, rest)] if rest else [])


def _labelled(spec, keys):
    names = dict(spec["options"])
    return " / ".join(names[key] for key, _ in spec["options"] if key in keys)


def _between(low, high):
    return str(low) if low == high else f"{low}–{high}"


def _written(spec, value):
    """A value for the report; "" for none."""
    if value is None:
        return ""
    if spec["kind"] == "curve":
        return " ".join(map(str, value))
    if spec["kind"] == "scale":
        return words.text("room_report.place", value=value, high=spec["high"], said=told(spec, value))
    return _safe(dict(spec["options"])[value] if spec["kind"] == "choice" else str(value))


def _safe(text):
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if str(text)[:1] in ("=", "+", "-", "@", "\t", "\r") else text
