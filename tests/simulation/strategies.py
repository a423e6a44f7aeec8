"""Scenarios of every kind that is allowed, drawn from the table of levers; small, so that many can be run."""

from hypothesis import strategies as st

from vicious_cycle.simulation import LEVERS, PARAMETERS, Scenario

SIZES = {"pupils": st.integers(1, 12), "attempts": st.integers(1, 25)}


def values(lever):
    """Any allowed value of a lever, its two ends and its default often."""
    if lever.name in SIZES:
        return SIZES[lever.name]
    if isinstance(lever.default, bool):
        return st.booleans()
    if isinstance(lever.default, frozenset):
        return st.frozensets(st.sampled_from(lever.choices))
    if lever.choices:
        return st.sampled_from(lever.choices)
    within = st.integers if isinstance(lever.default, int) else st.floats
    return st.sampled_from((lever.default, lever.low, lever.high)) | within(lever.low, lever.high)


def scenarios(**fixed):
    """Scenarios; a lever is fixed by a value or drawn by a strategy given under its name."""
    drawn = {lever.name: values(lever) for lever in LEVERS}
    given = {
        name: value if isinstance(value, st.SearchStrategy) else st.just(value)
        for name, value in fixed.items()
    }
    assert given.keys() <= PARAMETERS.keys()
    return st.builds(Scenario, **drawn | given)
