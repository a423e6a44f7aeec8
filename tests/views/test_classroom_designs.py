"""Up to four named designs, without a browser: set them, read what is said and tabled, follow links."""

import re
from urllib.parse import parse_qsl, urlencode

import numpy as np
import pytest
import traitlets as t
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from vicious_cycle import datasets
from vicious_cycle.simulation import PARAMETERS, Scenario, simulate
from vicious_cycle.views import ClassroomDesigns
from vicious_cycle.views.classroom_designs import (
    ATTEMPTS,
    BETWEEN,
    CLASS,
    CLOSE,
    DESIGN,
    DESIGN_NAMES,
    MEASURES,
    MOST,
    NAME,
    PUPILS,
)
from vicious_cycle.views.explorable import Choice

settings.register_profile("designs", deadline=None, max_examples=12, suppress_health_check=list(HealthCheck))
settings.load_profile("designs")

values = {
    lever.name: st.sampled_from(lever.values if isinstance(lever, Choice) else lever.positions())
    for lever in DESIGN
}
design = st.fixed_dictionaries({"name": st.from_regex(NAME, fullmatch=True)} | values)
several = st.lists(design, min_size=1, max_size=MOST)


@pytest.fixture(scope="module")
def view():
    return ClassroomDesigns(free=True)


def as_text(value):
    return str(value).lower() if isinstance(value, bool) else value


def written(design):
    """A design as it stands in `others`."""
    return urlencode({name: as_text(value) for name, value in design.items()})


def link_to(designs, place, **more):
    """A link with one of the designs in hand."""
    others = BETWEEN.join(written(each) for i, each in enumerate(designs) if i != place)
    levers = designs[place] | {"place": place, "others": others} | more
    return "?" + urlencode({f"design.{name}": as_text(value) for name, value in levers.items()})


def years(view):
    """Every design, run by itself."""
    shared = {lever.name: getattr(view, lever.name) for lever in CLASS} | {"seed": view.seed}
    return [
        simulate(
            Scenario(
                pupils=PUPILS, attempts=ATTEMPTS, **shared, **{name: each[name] for name in DESIGN_NAMES}
            )
        )
        for each in view.designs()
    ]  # fmt: skip


def june(run):
    figures = run.summary()
    return [figures[name] for name in ("still_trying", "learning", "spread", "self_belief")]


@given(designs=several, data=st.data())
def test_a_link_restores_all_designs_with_their_names(view, designs, data):
    place = data.draw(st.integers(0, len(designs) - 1))
    view.query = link_to(designs, place, seed=data.draw(st.integers(0, 99)))
    assert view.note == ""
    assert view.designs() == designs
    assert view.facts["names"] == [each["name"] for each in designs]


@given(designs=several)
def test_the_table_is_what_the_model_ran(view, designs):
    view.query = link_to(designs, 0)
    table = view.table()
    assert list(table["name"]) == [each["name"] for each in designs]
    figures = np.array([june(run) for run in years(view)])
    low, high = np.array(list(MEASURES.values())).T
    expected = np.clip(figures, low, high)
    np.testing.assert_allclose(table[list(MEASURES)].to_numpy(), expected, atol=1e-3)


@given(designs=st.lists(design, min_size=2, max_size=MOST))
def test_every_number_in_a_sentence_is_of_the_design_that_is_named(view, designs):
    named = [each | {"name": f"Room {'abcd'[i]}"} for i, each in enumerate(designs)]
    view.query = link_to(named, 1)
    figures = {each["name"]: june(run) for each, run in zip(named, years(view), strict=True)}
    told = re.findall(r"“(Room \w)”", view.headline + view.subline)
    assert set(told) <= figures.keys()
    trying = [round(PUPILS * of[0]) for of in figures.values()]
    learned = [of[1] for of in figures.values()]
    assert int(re.search(r"(\d+) of 100", view.headline)[1]) == max(trying)
    best = float(re.findall(r"−?\d+\.\d\d", view.headline)[0].replace("−", "-"))
    assert best == pytest.approx(min(max(learned), MEASURES["learning"][1]), abs=0.007)
    spread, belief = (float(n.replace("−", "-")) for n in re.findall(r"[+−]?\d+\.\d\d", view.subline))
    assert spread == pytest.approx(min(of[2] for of in figures.values()), abs=0.007)
    expected = min(max(of[3] for of in figures.values()), MEASURES["belief"][1])
    assert belief == pytest.approx(expected, abs=0.01)


@given(designs=several)
def test_designs_have_the_same_pupils_so_all_begin_alike(view, designs):
    view.query = link_to(designs, 0)
    assert len({run.skill[0].tobytes() for run in years(view)}) == 1


@given(one=design)
def test_a_design_beside_its_own_copy_comes_to_the_same(view, one):
    view.query = link_to([one, one | {"name": "Copy"}], 0)
    rows = view.table()[list(MEASURES)]
    assert (rows.iloc[0] == rows.iloc[1]).all()
    assert view.facts["outcome"] == "same"


@pytest.mark.parametrize(
    ("levers", "trouble"),
    [
        ({"others": "name=Mine&pace=99"}, "in the design “Mine”, pace cannot be set to “99”"),
        ({"others": "name=Mine&pace=nan"}, "in the design “Mine”, pace cannot be set to “nan”"),
        ({"others": "name=Mine&grading=gold"}, "grading cannot be set to “gold”"),
        ({"others": "name=Mine&retakes=perhaps"}, "retakes cannot be set to “perhaps”"),
        ({"others": "name=Mine&__class__=x"}, "__class__ cannot be set to “x”"),
        ({"others": "name=Mine&pupils=1000000"}, "pupils cannot be set to “1000000”"),
        ({"others": "name=Mine&pace=0.01&pace=0.02"}, "in the design “Mine” a lever is given twice"),
        ({"others": "pace=0.02"}, "“” is none"),
        ({"others": "name=%3Cscript%3E"}, "“<script>” is none"),
        ({"others": "name=%3DSUM(A1)"}, "“=SUM(A1)” is none"),
        ({"others": f"name={'x' * 25}"}, f"“{'x' * 25}” is none"),
        ({"others": BETWEEN.join(f"name=R{i}" for i in range(MOST))}, f"{MOST + 1} designs are too many"),
        ({"others": "name=A" + ";" * 500}, "designs are too many"),
        ({"name": "<b>Mine"}, "“<b>Mine” is none"),
        ({"name": ""}, "“” is none"),
        ({"place": "4"}, "place cannot be set to"),
        ({"place": "x"}, "place cannot be set to"),
    ],
)
def test_a_hostile_link_is_refused_in_plain_words_and_changes_nothing(levers, trouble):
    view = ClassroomDesigns(free=True)
    before = view.drawn, view.frame, view.headline
    view.query = "?" + urlencode(
        {f"design.{name}": value for name, value in levers.items()} | {"design.seed": 9}
    )
    assert view.note.startswith("Part of this link could not be used")
    assert trouble in view.note
    assert (view.drawn, view.frame, view.headline) == before


@pytest.mark.parametrize(
    ("trait", "value"),
    [
        ("name", "=1+1"),
        ("name", " "),
        ("others", "name=Mine&pace=99"),
        ("others", "x"),
        ("place", 4),
        ("reply", "shout"),
    ],
)
def test_what_is_no_design_is_refused_by_the_traits_too(trait, value):
    view = ClassroomDesigns()
    before = view.drawn
    with pytest.raises(t.TraitError):
        setattr(view, trait, value)
    assert view.drawn == before


def test_a_preset_brings_its_designs_with_their_names_and_every_lever_of_each():
    view = ClassroomDesigns(free=True)
    for preset in datasets.presets(view.NOTEBOOK):
        view.query = "?" + "&".join(f"design.{key}" for key in preset["query"].split("&"))
        assert view.note == ""
        said = dict(parse_qsl(preset["query"]))
        assert view.name == said["name"]
        assert len(view.designs()) == 1 + len(said["others"].split(BETWEEN))
        assert said.keys() >= set(DESIGN_NAMES)


def test_a_design_that_says_nothing_of_a_lever_has_it_as_a_scenario_has():
    view = ClassroomDesigns(others="name=Plain")
    plain = view.designs()[1]
    assert plain == {"name": "Plain"} | {name: PARAMETERS[name].default for name in DESIGN_NAMES}


def test_the_outcome_of_the_question_is_the_design_in_which_most_still_try():
    view = ClassroomDesigns()
    trying = [round(PUPILS * june(run)[0]) for run in years(view)]
    assert abs(trying[0] - trying[1]) >= CLOSE
    assert view.facts["outcome"] == str(int(np.argmax(trying)))
    question = view.ask()
    assert [key for key, _ in question.options] == ["0", "1", "same"]
    assert all(each["name"] in question.question for each in view.designs())


def test_comments_beside_grades_do_little_of_what_comments_alone_do():
    marks = next(p for p in datasets.presets("07_classroom_designs") if p["id"] == "marks")
    view = ClassroomDesigns(free=True)
    view.query = "?" + "&".join(f"design.{key}" for key in marks["query"].split("&"))
    trying = dict(zip(view.table()["grading"], view.table()["trying"], strict=True))
    assert trying["both"] - trying["grades"] < 0.3 * (trying["comments"] - trying["grades"])


def test_hard_work_in_a_calm_room_keeps_more_trying_than_easy_work_that_is_ranked():
    rigour = next(p for p in datasets.presets("07_classroom_designs") if p["id"] == "rigour")
    view = ClassroomDesigns(free=True)
    view.query = "?" + "&".join(f"design.{key}" for key in rigour["query"].split("&"))
    trying = view.table().set_index("name")["trying"]
    assert trying["Hard and calm"] > trying["Easy and ranked"] + 0.3
