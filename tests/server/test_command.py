import os
import shutil
import signal
import socket
import subprocess
import sys

import pytest


@pytest.fixture
def bound_by_permissions():
    """A command to run others through, so that permissions bind them even if they run as root."""
    if os.name != "posix":
        pytest.skip("tells a read-only folder by POSIX permissions")
    if os.geteuid() != 0:
        return []
    if not shutil.which("setpriv"):
        pytest.skip("root may write everywhere, and there is no setpriv to take that right away")
    return ["setpriv", "--bounding-set=-dac_override,-dac_read_search"]


@pytest.fixture
def read_only(kit, tmp_path):
    """A folder with a notebook, which takes no further files."""
    sealed = tmp_path / "sealed"
    sealed.mkdir()
    code = "print(get_ipython().history_manager.enabled)"
    kit.write_notebook(sealed / "01_sealed.ipynb", ("prose", "# Sealed"), ("code", code))
    sealed.chmod(0o555)
    yield sealed
    sealed.chmod(0o755)


def plain(answer) -> str:
    """What a command that stopped has said, which must be one sentence for people."""
    assert answer.returncode == 2
    assert len(answer.stderr.splitlines()) == 1
    assert "Traceback" not in answer.stdout + answer.stderr
    return answer.stderr


@pytest.mark.parametrize("command", [[], ["lab"]])
def test_a_port_that_was_asked_for_and_is_busy_is_told_in_one_sentence(kit, command):
    with socket.create_server(("127.0.0.1", 0)) as busy:
        port = str(busy.getsockname()[1])
        said = plain(kit.run_command(*command, "--no-browser", "--port", port))
    assert f"Port {port} is in use" in said


@pytest.mark.parametrize("port", ["0", "65536", "-1", "home", "", "8866.5", "٣٣٣٣"])
def test_a_port_that_is_none_is_told_in_one_sentence(kit, port):
    assert "from 1 to 65535" in plain(kit.run_command("--no-browser", "--port", port))


def test_without_a_port_the_next_free_one_is_taken_and_named(kit, folder):
    with kit.running("--notebooks", str(folder), port=None) as (first, _):
        usual_is_taken = first.endswith(":8866")
        with kit.running("--notebooks", str(folder), port=None) as (second, server):
            assert second != first
            assert "is in use" in "".join(server.said)
            assert kit.get(second)[0] == 200
    assert usual_is_taken or int(first.rpartition(":")[2]) > 8866


def test_a_folder_that_is_not_there_is_told_in_one_sentence(kit, tmp_path):
    said = plain(kit.run_command("--no-browser", "--notebooks", str(tmp_path / "nowhere")))
    assert "There is no folder" in said


@pytest.mark.parametrize("package", ["voila", "anywidget"])
def test_a_missing_package_is_named_with_the_command_that_installs_it(kit, tmp_path, package):
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\n"
        "class Missing:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        f"        if name.partition('.')[0] == {package!r}:\n"
        "            raise ModuleNotFoundError(name=name)\n"
        "sys.meta_path.insert(0, Missing())\n"
    )
    said = plain(kit.run_command("--no-browser", env=os.environ | {"PYTHONPATH": str(tmp_path)}))
    assert f'"{package}" is missing' in said
    assert f"-m pip install {package}" in said


def test_help_comes_at_once_because_nothing_heavy_is_imported():
    heavy = "{'voila', 'tornado', 'jupyterlab', 'numpy', 'pandas', 'nbformat'}"
    code = f"import sys, vicious_cycle.server.command; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_a_stop_ends_the_server_and_its_kernels_quietly(kit, folder, stop, capfd):
    with kit.running("--notebooks", str(folder), stop=stop) as (address, server):
        assert "42" in kit.get(f"{address}/voila/render/01_sound.ipynb")[1]
        assert kit.kernels(server)
    assert capfd.readouterr().err == ""


def test_it_serves_where_nothing_can_be_written(kit, bound_by_permissions, read_only):
    environment = os.environ | {"HOME": "/proc/nonexistent"}
    for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR", "IPYTHONDIR"):
        environment.pop(name, None)
    nowhere = {"cwd": read_only, "env": environment, "through": bound_by_permissions}
    with kit.running("--notebooks", str(read_only), **nowhere) as (address, _):
        status, page = kit.get(f"{address}/voila/render/01_sealed.ipynb")
    assert status == 200
    assert "<pre>False\n</pre>" in page  # the code has run, and keeps no history


def test_configuration_lying_about_has_no_effect(kit, folder, tmp_path):
    (tmp_path / "voila.json").write_text(
        '{"Voila": {"base_url": "/elsewhere/"}, "VoilaConfiguration": {"template": "lab", '
        '"show_tracebacks": true, "strip_sources": false, "file_allowlist": [".*"]}}'
    )
    config = {"JUPYTER_CONFIG_DIR": str(tmp_path), "JUPYTER_CONFIG_PATH": str(tmp_path)}
    process = {"cwd": tmp_path, "env": os.environ | config}
    with kit.running("--notebooks", str(folder), **process) as (address, _):
        status, page = kit.get(f"{address}/voila/render/01_sound.ipynb")
        assert kit.get(f"{address}/voila/files/picture.png")[0] == 404
    assert status == 200
    assert "data-vicious-cycle" in page
    assert "6 * 7" not in page


def test_the_lab_opens_a_copy_where_the_notebooks_cannot_be_changed(kit, bound_by_permissions, read_only):
    home = read_only.parent / "home"
    home.mkdir()
    copies = home / "vicious-cycle-notebooks"
    port = str(kit.free_port())
    command = [
        *bound_by_permissions,
        kit.COMMAND,
        "lab",
        "--no-browser",
        "--port",
        port,
        "--notebooks",
        str(read_only),
    ]
    environment = {"PATH": os.environ["PATH"], "HOME": str(home)}
    process = {"cwd": home, "env": environment, "stderr": subprocess.DEVNULL}
    for round_ in ("first", "second"):
        lab = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, **process)
        try:
            assert str(copies) in lab.stdout.readline()
            kit.wait_for(int(port), lab)
            assert kit.get(f"http://127.0.0.1:{port}/api")[0] == 200
        finally:
            lab.terminate()
            lab.wait(kit.PATIENCE)
            lab.stdout.close()
        copy = copies / "01_sealed.ipynb"
        if round_ == "first":
            assert copy.read_text() == (read_only / "01_sealed.ipynb").read_text()
            copy.write_text("changed by its user")
    assert copy.read_text() == "changed by its user"


def test_patterns_says_for_each_pattern_whether_it_is_met_and_sums_up(kit, tmp_path):
    answer = kit.run_command("patterns", "--save", str(tmp_path / "patterns.csv"))
    *lines, summary = answer.stdout.splitlines()
    assert answer.returncode == 0
    assert all(line.startswith("M") for line in lines)
    met = sum(not line.endswith("not met") for line in lines)
    assert summary == f"{met} of {len(lines)} patterns met"
    saved = (tmp_path / "patterns.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[0] for line in saved] == ["id", *(line.split()[0] for line in lines)]
