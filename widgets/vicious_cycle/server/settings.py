"""Every setting of the server, in one place: nothing is read from a file or from the current directory."""

import json
import os
from pathlib import Path

ADDRESS = "127.0.0.1"
PORT = 8866
PORTS_TO_TRY = 50
COPY = "vicious-cycle-notebooks"
"""Folder in the user's home for a copy of notebooks that cannot be changed where they are."""

HERE = Path(__file__).parent
TEMPLATE = HERE / "template"
STATIC = HERE / "static"

KERNEL_MEMORY = 30 if hasattr(os, "fork") else 75
"""MB that a visitor's kernel takes, with something to spare (measured: benchmarks/README.md)."""
MEMORY_LEFT_ALONE = 500
"""MB that are left to the rest of the computer."""

COME_WITHIN = 45
"""Seconds within which a page must connect to its kernel, or give another sign that it is loading."""
RETURN_WITHIN = 40
"""Seconds for which a kernel waits for a page that was cut off."""
TICKET_LASTS = 300
"""Seconds for which a place in the line is kept for a page that sleeps."""
AWAKE_WITHIN = 15
"""Seconds after which a page that has not asked counts as asleep, and others are let in before it."""

MESSAGES_A_SECOND, MESSAGES_AT_ONCE = 100, 500
"""What one socket may send before it is slowed down; a lever sends about 60 a second while it moves."""
BYTES_A_SECOND, BYTES_AT_ONCE = 1_000_000, 4_000_000
LONGEST_MESSAGE = 256 * 1024
"""Bytes of one message, and of the body of a request."""
LONGEST_HEADERS = 32 * 1024
MOST_UNANSWERED = 200
"""Messages that a kernel may have before it; the next one is read when it has done one."""
LONGEST_WORK = 20
"""Seconds after which a socket is closed whose kernel does not keep up."""
MOST_UNREAD = 16_000_000
"""Bytes that a page may leave unread before its socket is given up."""
MOST_SOCKETS = 4
"""Sockets of one kernel: a page has one, and for a moment two when it was cut off."""
IDLE_CONNECTION = 60
"""Seconds after which a connection is closed on which nobody asks for anything."""

LONGEST_QUERY = 4096
"""Characters after the `?`: room for the levers of any widget, and none for mischief."""

EXTENSIONS = ["@voila-dashboards/widgets-manager8", "anywidget", "@jupyter-widgets/jupyterlab-manager"]
"""The only front-end extensions that load; the widgets need all three."""

NEEDED = ["alembic", "anywidget", "babel", "ipykernel", "ipywidgets", "jsonschema", "jupyterlab", "numpy"]
NEEDED += ["pandas", "platformdirs", "psutil", "segno", "sqlalchemy", "voila"]
"""Packages that the command looks for before it starts, so that a missing one is named at once."""

TORNADO = {
    "compress_response": True,
    "xsrf_cookie_kwargs": {"samesite": "Strict"},  # scripts must read it: they say it in what they send
    "websocket_max_message_size": LONGEST_MESSAGE,
    "ws_ping_interval": 10_000,  # milliseconds
    "ws_ping_timeout": 30_000,
    "allow_remote_access": True,  # GuardedApplication checks the name; Jupyter knows this computer's own only
}

KERNELS = "VICIOUS_CYCLE_KERNELS"
"""Environment variable: with "plain", each visitor's kernel is started anew even where it could be forked."""
KERNEL = {
    "HistoryManager": {"enabled": False},
    "IPKernelApp": {"log_level": "ERROR"},
    "Session": {"copy_threshold": 1 << 30},  # to send without a copy would take three threads more
}
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


def voila(notebooks: Path, scratch: Path, debug: bool = False) -> dict:
    """Voila's settings for serving a folder of notebooks, as a traitlets configuration."""
    return {
        "Voila": {
            "root_dir": str(notebooks),
            "ip": ADDRESS,
            "config_file_paths": [],
            "connection_dir_root": str(scratch),
            "log_level": "ERROR",
            "identity_provider_class": "vicious_cycle.server.security.Anyone",
        },
        # A kernel that has died is not started again: its page's widgets died with it.
        "KernelManager": {"autorestart": False},
        "VisitorKernels": {"kernel_info_timeout": 10},
        "VoilaConfiguration": {
            "template": "vicious-cycle",
            "theme": "light",
            "allow_template_override": "NO",
            "allow_theme_override": "NO",
            "show_tracebacks": debug,
            "strip_sources": True,
            "file_allowlist": [],
            "extension_allowlist": EXTENSIONS,
            "http_keep_alive_timeout": 3600,  # its sign of life would be a script within the page
            "multi_kernel_manager_class": "vicious_cycle.server.visits.VisitorKernels",
            "kernel_spec_manager_class": "vicious_cycle.server.kernels.specs.ThisPythonOnly",
        },
    }


def places() -> int:
    """How many visitors the memory that is free now has room for."""
    import psutil

    free = psutil.virtual_memory().available / 1e6 - MEMORY_LEFT_ALONE
    return max(1, int(free / KERNEL_MEMORY))


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
