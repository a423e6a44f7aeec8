import asyncio
import json
import os
import signal
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.request import Request, urlopen

import psutil
import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from websocket import create_connection

from vicious_cycle.datasets import NOTEBOOKS
from vicious_cycle.server import settings
from vicious_cycle.server.kernels import forking

forked_only = pytest.mark.skipif(not forking.is_possible(), reason="kernels cannot be forked here")


class Visitor:
    """A page without its pictures: speaks with its kernel as Voila's front end does."""

    def __init__(self, address, notebook):
        self.address = address
        with urlopen(f"{address}/voila/render/{notebook}", timeout=120) as answer:
            self.page = answer.read().decode()
            cookies = "; ".join(answer.headers.get_all("Set-Cookie"))
        self.token = cookies.partition("_xsrf=")[2].partition(";")[0]
        config = self.page.partition('type="application/json">')[2].partition("</script>")[0]
        self.kernel = json.loads(config)["kernelId"]
        self.socket = create_connection(
            f"{address.replace('http', 'ws')}/api/kernels/{self.kernel}/channels?session_id={uuid.uuid4()}",
            subprotocols=["v1.kernel.websocket.jupyter.org"],
            timeout=120,
        )
        self.heard = []

    def send(self, kind, content, metadata=None):
        header = {"msg_id": uuid.uuid4().hex, "msg_type": kind, "username": "", "session": "", "date": ""}
        message = {"header": header | {"version": "5.4"}, "parent_header": {}, "metadata": metadata or {}}
        parts = [json.dumps(part).encode() for part in [*message.values(), content]]
        self.socket.send_binary(serialize_msg_to_ws_v1(parts, "shell"))
        return header["msg_id"]

    def hear(self, wanted):
        """Listen until the first message for which `wanted(type, content)` is true; returns its content."""
        while True:
            _, parts = deserialize_msg_from_ws_v1(self.socket.recv())
            header, parent, _, content = (json.loads(part) for part in parts[:4])
            self.heard.append(header | {"parent": parent.get("msg_id")})
            if wanted(header["msg_type"], content):
                return content

    def widgets(self):
        """Every widget's state, by its id."""
        self.send(
            "comm_open",
            {"comm_id": "control", "target_name": "jupyter.widget.control", "data": {}},
            {"version": "1.0.0"},
        )
        self.send("comm_msg", {"comm_id": "control", "data": {"method": "request_states"}})
        answer = self.hear(lambda kind, said: said.get("data", {}).get("method") == "update_states")
        return {name: widget["state"] for name, widget in answer["data"]["states"].items()}

    def set(self, widget, **traits):
        """Set traits of a widget."""
        data = {"method": "update", "state": traits, "buffer_paths": []}
        self.send("comm_msg", {"comm_id": widget, "data": data})

    def move(self, widget, **traits):
        """Set traits of a widget; returns all that has changed when the kernel has done with it."""
        self.set(widget, **traits)
        sent = []

        def idle(kind, said):
            sent.append(said.get("data", {}).get("state", {}))
            return kind == "status" and said["execution_state"] == "idle" and len(sent) > 1

        self.hear(idle)
        return {name: value for state in sent for name, value in state.items()}

    def is_cut_off(self):
        """Whether the server ends the connection."""
        while self.socket.recv():  # nothing, where the other end has closed
            pass
        return not self.socket.connected

    def leave(self):
        """Say goodbye as the page does."""
        said = Request(
            f"{self.address}/voila/api/shutdown/{self.kernel}",
            data=f"_xsrf={self.token}".encode(),
            headers={"Cookie": f"_xsrf={self.token}"},
        )
        urlopen(said, timeout=120).close()


DICE = """
import os, random, uuid
import anywidget, numpy, traitlets

class Dice(anywidget.AnyWidget):
    _esm = "export default { render() {} };"
    thrown = traitlets.Int(0).tag(sync=True)
    result = traitlets.List().tag(sync=True)

    @traitlets.observe("thrown")
    def _throw(self, change):
        self.result = [random.random(), numpy.random.random(), str(uuid.uuid4()), os.getpid(), os.getpgrp()]

Dice()
"""


def widget_with(trait, visitor):
    """The one widget that has a trait."""
    (name,) = (name for name, state in visitor.widgets().items() if trait in state)
    return name


def below(server, kernels):
    """The single-threaded processes of a server: the one that has imported all, and one a notebook."""
    return [one for one in psutil.Process(server.pid).children(recursive=True) if one not in kernels]


def ended(processes):
    """Whether processes end without being asked again; a zombie counts as none that has."""
    return not psutil.wait_procs(processes, timeout=60)[1]


@pytest.fixture(scope="module")
def folder(kit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit") / "notebooks"
    folder.mkdir()
    kit.write_notebook(folder / "01_counter.ipynb", ("prose", "# Counter"), ("code", kit.COUNTER))
    kit.write_notebook(folder / "02_dice.ipynb", ("prose", "# Dice"), ("code", DICE))
    return folder


@pytest.fixture(scope="module")
def served(kit, folder):
    with kit.running("--notebooks", str(folder)) as served:
        yield served


@forked_only
def test_each_visitor_has_a_kernel_of_their_own_and_levers_that_nobody_else_moves(served):
    address, _ = served
    first, second = Visitor(address, "01_counter.ipynb"), Visitor(address, "01_counter.ipynb")
    assert first.kernel != second.kernel
    assert first.page.replace(first.kernel, "") == second.page.replace(second.kernel, "")
    widget = widget_with("presses", first)
    assert first.move(widget, asked=5)["presses"] == 5
    assert second.widgets()[widget]["presses"] == 0
    assert second.move(widget, asked=2)["presses"] == 2
    assert first.widgets()[widget]["presses"] == 5


@forked_only
def test_a_kernel_is_spoken_with_through_files_and_no_port_which_another_program_could_take(kit, served):
    address, server = served
    before = set(kit.kernels(server))
    visitor = Visitor(address, "02_dice.ipynb")
    assert visitor.widgets()
    (kernel,) = set(kit.kernels(server)) - before
    files = {socket.laddr for socket in kernel.net_connections("unix") if visitor.kernel[:8] in socket.laddr}
    assert len(files) == len(["shell", "iopub", "stdin", "control"])
    visitor.leave()
    assert ended([kernel])
    assert not [file for file in files if Path(file).exists()]


@forked_only
def test_what_should_differ_between_kernels_differs(served):
    address, _ = served
    visitors = [Visitor(address, "02_dice.ipynb") for _ in range(2)]
    dice = widget_with("thrown", visitors[0])
    widget_with("thrown", visitors[1])
    (one, other) = (visitor.move(dice, thrown=1)["result"] for visitor in visitors)
    assert not set(one) & set(other)  # random numbers, names, processes and their groups
    assert one[3] == one[4]  # a kernel and what it starts can be ended without anybody else
    names = [{said["msg_id"] for said in visitor.heard} for visitor in visitors]
    assert not names[0] & names[1]


@forked_only
def test_a_kernel_that_is_killed_is_missed_and_one_that_is_left_ends_and_neither_stays_a_zombie(kit, served):
    address, server = served
    before = set(kit.kernels(server))
    killed, left = Visitor(address, "02_dice.ipynb"), Visitor(address, "02_dice.ipynb")
    dice = widget_with("thrown", killed)
    widget_with("thrown", left)
    process = psutil.Process(killed.move(dice, thrown=1)["result"][3])
    (other,) = set(kit.kernels(server)) - before - {process}
    process.kill()
    assert killed.is_cut_off()
    left.leave()
    assert ended([process, other])
    assert kit.get(f"{address}/api/kernels/{killed.kernel}")[0] == 404


@forked_only
def test_the_processes_that_kernels_are_forked_from_are_made_anew_when_they_are_killed(kit, served):
    address, server = served
    survivor = Visitor(address, "01_counter.ipynb")
    widget = widget_with("presses", survivor)
    for _ in range(2):  # the second time the notebook's process only, which is the younger one
        warm = below(server, kit.kernels(server))
        victim = max(warm, key=psutil.Process.create_time)
        victim.kill()
        assert ended([victim])
        assert Visitor(address, "01_counter.ipynb").widgets()
        assert Visitor(address, "02_dice.ipynb").widgets()
    assert survivor.move(widget, asked=3)["presses"] == 3


@forked_only
def test_a_notebook_that_has_changed_is_run_again_and_who_is_there_already_goes_on(kit, served, folder):
    address, _ = served
    file = folder / "03_changes.ipynb"
    kit.write_notebook(file, ("prose", "# Before"), ("code", kit.COUNTER), ("code", "1 / 0"))
    early = Visitor(address, file.name)
    widget = widget_with("presses", early)
    assert 'class="trouble"' in early.page
    kit.write_notebook(file, ("prose", "# After"), ("code", kit.COUNTER))
    late = Visitor(address, file.name)
    file.unlink()
    assert "After" in late.page
    assert 'class="trouble"' not in late.page
    assert widget not in late.widgets()
    assert early.move(widget, asked=1)["presses"] == 1


@forked_only
def test_a_cell_that_runs_for_ever_ends_with_the_server(kit, tmp_path):
    kit.write_notebook(tmp_path / "01_endless.ipynb", ("prose", "# Endless"), ("code", "while True: pass"))
    with kit.running("--notebooks", str(tmp_path)):
        pass  # which says that no process is left


@forked_only
def test_a_notebook_that_is_ordered_as_the_server_ends_does_not_outlive_it(kit, tmp_path):
    file = tmp_path / "01_endless.ipynb"
    kit.write_notebook(file, ("prose", "# Endless"), ("code", "while True: pass"))

    async def order_and_end():
        with forking.warm_processes() as warm:
            warm.notebook(file)
            await asyncio.sleep(0.1)  # the order is sent; what it is for is still importing

    for _ in range(3):
        asyncio.run(order_and_end())
        time.sleep(1)
        assert not [one for one in psutil.process_iter(["cwd"]) if one.info["cwd"] == str(tmp_path)]


@forked_only
def test_a_server_that_is_killed_leaves_no_process_not_even_a_busy_one(kit, tmp_path):
    busy = DICE.replace("self.result =", "open('busy', 'w').close()\n        while True: pass\n        _ =")
    kit.write_notebook(tmp_path / "01_busy.ipynb", ("prose", "# Busy"), ("code", busy))
    with kit.running("--notebooks", str(tmp_path), stop=signal.SIGKILL) as (address, _):
        visitor = Visitor(address, "01_busy.ipynb")
        visitor.set(widget_with("thrown", visitor), thrown=1)
        while not (tmp_path / "busy").exists():
            time.sleep(0.1)


@forked_only
@pytest.mark.parametrize("failed", [True, False], ids=["that could not start", "that is just starting"])
def test_a_server_stops_without_an_error_beside_a_kernel(kit, tmp_path, failed):
    kit.write_notebook(tmp_path / "01_counter.ipynb", ("prose", "# Counter"), ("code", kit.COUNTER))
    with kit.running("--notebooks", str(tmp_path)) as (address, server):
        visitor = Visitor(address, "01_counter.ipynb")
        notebook = max(below(server, kit.kernels(server)), key=psutil.Process.create_time)
        notebook.suspend()
        with urlopen(f"{address}/voila/render/01_counter.ipynb", timeout=120) as page:
            time.sleep(1)  # its kernel is ordered now
            if failed:
                notebook.kill()
                assert "kernelId" in page.read().decode()  # from another process
                assert visitor.widgets()


def looks(visitor):
    """What a visitor's widgets are and show, without the names that each run gives them."""
    states = (
        {name: value for name, value in state.items() if "IPY_MODEL_" not in str(value)}
        for state in visitor.widgets().values()
    )
    return sorted(json.dumps(state, sort_keys=True) for state in states)


@forked_only
def test_every_notebook_has_the_same_widgets_where_kernels_cannot_be_forked(kit):
    names = sorted(file.name for file in NOTEBOOKS.glob("*.ipynb"))
    plain = {"env": os.environ | {settings.KERNELS: "plain"}}
    with (
        kit.running() as (forking_address, _),
        kit.running(**plain) as (plain_address, plain_server),
        ThreadPoolExecutor(2) as pool,
    ):
        plain_looks = list(pool.map(lambda name: looks(Visitor(plain_address, name)), names))
        assert not below(plain_server, kit.kernels(plain_server))
        for name, expected in zip(names, plain_looks, strict=True):
            assert looks(Visitor(forking_address, name)) == expected, name
