"""The Python processes behind the notebooks, forked from warm ones where that is possible."""
