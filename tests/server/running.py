"""The installed command as a process of its own, for every test that needs a real server."""

import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import nbformat
import psutil
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

COMMAND = str(Path(sys.executable).with_name("vicious-cycle"))
PATIENCE = 120  # seconds; only a server that is broken takes that long

COUNTER = '''
import anywidget, traitlets

class Counter(anywidget.AnyWidget):
    _esm = """
    export default {
      render({ model, el }) {
        const button = document.createElement("button");
        const label = document.createElement("label");
        const lever = Object.assign(document.createElement("input"), { type: "range", min: 0, max: 10 });
        const show = () => {
          button.textContent = `Pressed ${model.get("presses")} times`;
          lever.value = model.get("level");
        };
        const send = (name, value) => { model.set(name, value); model.save_changes(); };
        button.onclick = () => send("asked", model.get("asked") + 1);
        lever.oninput = () => send("level", Number(lever.value));
        model.on("change", show);
        label.append("Level", lever);
        el.append(button, label);
        show();
      },
    };
    """
    asked = traitlets.Int(0).tag(sync=True)
    presses = traitlets.Int(0).tag(sync=True)
    level = traitlets.Int(3).tag(sync=True)

    @traitlets.observe("asked")
    def _count_in_python(self, change):
        self.presses = change["new"]

Counter()
'''


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def write_notebook(file: Path, *cells: tuple[str, str]) -> None:
    """Write a notebook from ("prose", "notes" or "code", source) pairs; notes plan 1 to 2 minutes."""
    noted = {"tags": ["notes"], "vicious_cycle": {"minutes": [1, 2]}}
    make = {
        "prose": new_markdown_cell,
        "notes": partial(new_markdown_cell, metadata=noted),
        "code": new_code_cell,
    }
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = new_notebook(
        cells=[make[kind](source) for kind, source in cells], metadata={"kernelspec": kernel}
    )
    nbformat.write(notebook, file)


@contextmanager
def running(*arguments, port="free", stop=signal.SIGTERM, through=(), **process):
    """Run `vicious-cycle --no-browser ...` until it says where it is; yields (address, process).

    `port` is a free one unless given; with None the command chooses. What it said is in `process.said`.
    `through` is a command that runs the command, as `setpriv` does.
    At the end it is asked to stop, must do so without an error, and must leave none of its kernels behind.
    """
    asked = ["--port", str(free_port()) if port == "free" else port] if port else []
    command = [*through, COMMAND, "--no-browser", *asked, *arguments]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **process)
    try:
        server.said = []
        for line in server.stdout:
            server.said.append(line)
            if line.startswith("Open http"):
                break
        else:
            raise AssertionError(f"{command} ended with code {server.wait()} before it served anything")
        yield line.split()[1].rstrip("/"), server
        kernels = psutil.Process(server.pid).children(recursive=True)
        server.send_signal(stop)
        assert server.wait(PATIENCE) == (0 if stop != signal.SIGKILL else -stop)
        _, alive = psutil.wait_procs(kernels, timeout=30)
        # Those of a server that was killed are init's, which takes its time in some containers.
        alive = [process for process in alive if stop != signal.SIGKILL or not is_zombie(process)]
        assert not alive, f"these processes outlived the server: {alive}"
    finally:
        server.kill()
        server.stdout.close()


def is_zombie(process: psutil.Process) -> bool:
    """Whether a process has ended, though nobody has taken note of it."""
    try:
        return process.status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def kernels(server: subprocess.Popen) -> list[psutil.Process]:
    """The kernels of a server. The processes that they are forked from have one thread each."""
    below = psutil.Process(server.pid).children(recursive=True)
    return [process for process in below if process.num_threads() > 1]


def wait_for(port: int, server: subprocess.Popen) -> None:
    """Wait until a server that has been started answers at its port, or has ended."""
    while server.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.2)


def get(address: str, **headers: str) -> tuple[int, str]:
    """Status and text that an address answers with."""
    try:
        with urlopen(Request(address, headers=headers), timeout=PATIENCE) as answer:
            return answer.status, answer.read().decode()
    except HTTPError as error:
        return error.code, error.read().decode()


def run_command(*arguments: str, **process) -> subprocess.CompletedProcess:
    """Run the command to its end, with what it says."""
    return subprocess.run([COMMAND, *arguments], capture_output=True, text=True, timeout=PATIENCE, **process)
