"""The `vicious-cycle` command and all that stands between the notebooks and a browser."""
