"""`python -m vicious_cycle.simulation` prints the table of parameters for README.md."""

from vicious_cycle.simulation.parameters import as_markdown

if __name__ == "__main__":
    print(as_markdown())
