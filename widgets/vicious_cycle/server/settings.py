"""Every setting of the server, in one place: nothing is read from a file or from the current directory."""

import json
from pathlib import Path

ADDRESS = "127.0.0.1"
PORT = 8866
PORTS_TO_TRY = 50
COPY = "vicious-cycle-notebooks"
"""Folder in the user's home for a copy of notebooks that cannot be changed where they are."""

HERE = Path(__file__).parent
TEMPLATE = HERE / "template"
STATIC = HERE / "static"

LONGEST_QUERY = 4096
"""Characters after the `?`: room for the levers of any widget, and none for mischief."""

EXTENSIONS = ["@voila-dashboards/widgets-manager8", "anywidget", "@jupyter-widgets/jupyterlab-manager"]
"""The only front-end extensions that load; the widgets need all three."""

NEEDED = ["anywidget", "babel", "ipykernel", "ipywidgets", "jupyterlab", "numpy", "pandas"]
NEEDED += ["psutil", "segno", "voila"]
"""Packages that the command looks for before it starts, so that a missing one is named at once."""

TORNADO = {
    "compress_response": True,
    "allow_remote_access": True,  # GuardedApplication checks the name; Jupyter knows this computer's own only
}

KERNEL = {"HistoryManager": {"enabled": False}, "IPKernelApp": {"log_level": "ERROR"}}
"""IPython's settings in each kernel."""


def environment(scratch: Path) -> dict[str, str]:
    """Environment that keeps Jupyter and IPython, in this process and in the kernels, to a scratch folder.

    The user's own configuration cannot change the workshop then, and an unwritable home does no harm.
    """
    profile = scratch / "ipython" / "profile_default"
    profile.mkdir(parents=True)
    (profile / "ipython_kernel_config.json").write_text(json.dumps(KERNEL))
    return {
        "IPYTHONDIR": str(scratch / "ipython"),
        "JUPYTER_DATA_DIR": str(scratch / "data"),
        "JUPYTER_RUNTIME_DIR": str(scratch / "runtime"),
        "JUPYTER_CONFIG_DIR": str(scratch / "config"),
        "JUPYTER_NO_CONFIG": "1",
    }


def voila(notebooks: Path, scratch: Path) -> dict:
    """Voila's settings for serving a folder of notebooks, as a traitlets configuration."""
    return {
        "Voila": {
            "root_dir": str(notebooks),
            "ip": ADDRESS,
            "config_file_paths": [],
            "connection_dir_root": str(scratch),
            "log_level": "ERROR",
        },
        "VoilaConfiguration": {
            "template": "vicious-cycle",
            "theme": "light",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "show_tracebacks": False,
            "strip_sources": True,
            "file_allowlist": [],
            "extension_allowlist": EXTENSIONS,
            "kernel_spec_manager_class": "vicious_cycle.server.kernels.ThisPythonOnly",
        },
    }


def lab(notebooks: Path, port: int, open_browser: bool) -> list[str]:
    """JupyterLab's command line for working on a folder of notebooks; it asks nothing of the internet."""
    return [
        str(notebooks),
        f"--ServerApp.ip={ADDRESS}",
        f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0",
        f"--ServerApp.open_browser={open_browser}",
        "--ServerApp.allow_root=True",  # as in a container: only this computer is answered
        "--ServerApp.log_level=ERROR",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate",
        "--LabApp.news_url=None",
        "--LabApp.extension_manager=readonly",
    ]
