"""What the model's README says of studies is what the stored tables say."""

from pathlib import Path

import pytest

from vicious_cycle import simulation
from vicious_cycle.datasets import table
from vicious_cycle.study.fit import SEARCHED
from vicious_cycle.study.outcomes import OUTCOMES

README = (Path(simulation.__file__).parent / "README.md").read_text("utf-8")


def short(number):
    return f"{number:.2f}".replace("-0.", "-.").removeprefix("0")


@pytest.mark.parametrize("outcome", OUTCOMES)
def test_each_answer_stands_with_what_it_depends_on(outcome):
    rows = [row for row in table("sensitivity") if row["outcome"] == outcome]
    of_all = {row["measure"]: row for row in rows if not row["parameter"]}
    total = sorted((row for row in rows if row["measure"] == "ST"), key=lambda row: -row["value"])
    most = ", ".join(f"`{row['parameter']}` {short(row['value'])}" for row in total[:3])
    about = " .. ".join(short(of_all["median"][end]) for end in ("low", "high"))
    same = short(of_all["same_sign"]["value"]) if OUTCOMES[outcome].signed else ""
    shipped = short(of_all["as_shipped"]["value"])
    assert f"\n| `{outcome}` | {shipped} | {about} | {same} | {most} |\n" in README


@pytest.mark.parametrize("curve", sorted({row["curve"] for row in table("fit")}))
def test_each_observed_curve_stands_with_what_it_tells(curve):
    rows = {(row["model"], row["quantity"]): row for row in table("fit") if row["curve"] == curve}
    errors, held_out = (
        " ".join(f"{rows[model, kind]['value']:.3f}".removeprefix("0") for model in SEARCHED)
        for kind in ("error", "held_out_error")
    )
    feedback = rows["loop", "feedback"]
    about = f"{short(feedback['low'])} .. {short(feedback['high'])}"
    chance = short(rows["loop", "chance_of_gain"]["value"])
    found = f"{short(feedback['value'])}, {about}, {feedback['verdict']}"
    assert f"\n| `{curve}` | {errors} | {held_out} | {found} | {chance} |\n" in README
