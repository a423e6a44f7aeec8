import json
import uuid
from urllib.request import urlopen

import pytest
from jupyter_server.services.kernels.connection.base import deserialize_msg_from_ws_v1, serialize_msg_to_ws_v1
from websocket import create_connection

from vicious_cycle.server.kernels import forking

forked_only = pytest.mark.skipif(not forking.is_possible(), reason="kernels cannot be forked here")


class Visitor:
    """A page without its pictures: speaks with its kernel as Voila's front end does."""

    def __init__(self, address, notebook):
        self.page = urlopen(f"{address}/voila/render/{notebook}", timeout=120).read().decode()
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

    def move(self, widget, **traits):
        """Set traits of a widget; returns when the kernel has done with it."""
        data = {"method": "update", "state": traits, "buffer_paths": []}
        self.send("comm_msg", {"comm_id": widget, "data": data})
        sent = []

        def idle(kind, said):
            sent.append(said.get("data", {}).get("state", {}))
            return kind == "status" and said["execution_state"] == "idle" and len(sent) > 1

        self.hear(idle)
        return {name: value for state in sent for name, value in state.items()}


@pytest.fixture(scope="module")
def folder(kit, tmp_path_factory):
    folder = tmp_path_factory.mktemp("kit") / "notebooks"
    folder.mkdir()
    kit.write_notebook(folder / "01_counter.ipynb", ("prose", "# Counter"), ("code", kit.COUNTER))
    return folder


@pytest.fixture(scope="module")
def served(kit, folder):
    with kit.running("--notebooks", str(folder)) as served:
        yield served


@forked_only
def test_each_visitor_has_a_process_of_their_own_and_levers_that_nobody_else_moves(kit, served):
    address, _ = served
    first, second = Visitor(address, "01_counter.ipynb"), Visitor(address, "01_counter.ipynb")
    assert first.kernel != second.kernel
    (widget,) = (name for name, state in first.widgets().items() if "presses" in state)
    assert first.move(widget, asked=5)["presses"] == 5
    assert second.widgets()[widget]["presses"] == 0
    assert second.move(widget, asked=2)["presses"] == 2
    assert first.widgets()[widget]["presses"] == 5
    assert not {said["msg_id"] for said in first.heard} & {said["msg_id"] for said in second.heard}
    assert len({said["session"] for said in [*first.heard, *second.heard]} - {""}) >= 2
