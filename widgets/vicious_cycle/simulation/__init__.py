"""The model: scenarios in, runs out. Knows nothing of widgets, servers or files."""

from vicious_cycle.simulation.attribution import CAUSES, WEINER
from vicious_cycle.simulation.parameters import ARROWS, CONSTANTS, LEVERS, PARAMETERS, STUDIED_DOSE, Constants
from vicious_cycle.simulation.run import RECORDS, Run, State, simulate
from vicious_cycle.simulation.scenario import Scenario

__all__ = [
    "ARROWS",
    "CAUSES",
    "CONSTANTS",
    "LEVERS",
    "PARAMETERS",
    "RECORDS",
    "STUDIED_DOSE",
    "WEINER",
    "Constants",
    "Run",
    "Scenario",
    "State",
    "simulate",
]
