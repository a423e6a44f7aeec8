"""Throughput of a study with one worker and with two, one JSON line a figure: {"name", "value", "unit"}.

The command is run as its users run it: the time holds the start of the workers, the journal and the table.
"""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

COMMAND = Path(sys.executable).with_name("vicious-cycle")
SWEEP = """
date = 2026-11-25
seed = 1
pupils = 2000
attempts = 60
outcomes = ["given_up", "streak_effect", "story_gain"]
[base]
failure_style = -0.5
success_style = -0.5
[vary]
pace = [0.0, 0.08]
cost = [0.4, 0.9]
[sweep]
points = 150
"""


def million_pupil_attempts_a_second(workers):
    """Run the sweep in a folder of its own; returns what the command reports, and the table."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "sweep.toml").write_text(SWEEP)
        command = [COMMAND, "study", "sweep.toml", "--workers", str(workers)]
        said = subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout
        return float(re.search(r"([\d.]+) million", said)[1]), (Path(folder) / "sweep.csv").read_bytes()


def main():
    speeds, tables = zip(*(million_pupil_attempts_a_second(workers) for workers in (1, 2)), strict=True)
    if len(set(tables)) > 1:
        sys.exit("one worker and two found different tables")
    for workers, speed in zip((1, 2), speeds, strict=True):
        figure = {"name": f"a sweep, workers: {workers}", "value": speed, "unit": "million pupil-attempts/s"}
        print(json.dumps(figure))
    print(
        json.dumps({"name": "two workers / one", "value": round(speeds[1] / speeds[0], 2), "unit": "ratio"})
    )


if __name__ == "__main__":
    main()
