"""Where the kit's notebooks and data files are: in a checkout, or inside the installed package."""

from pathlib import Path

_SHIPPED = Path(__file__).parent / "_shipped"
_ROOT = _SHIPPED if _SHIPPED.is_dir() else Path(__file__).parents[2]

NOTEBOOKS = _ROOT / "notebooks"
DATASETS = _ROOT / "datasets"
