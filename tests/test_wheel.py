"""The kit without a checkout: built, installed elsewhere, served."""

import re
import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).parents[1]


def build(kind, source, folder):
    """The file that hatchling builds from the source: a wheel or an sdist."""
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", kind, "-d", folder], cwd=source, check=True
    )
    (built,) = folder.glob({"wheel": "*.whl", "sdist": "*.tar.gz"}[kind])
    return built


def contents(wheel):
    """Checksum of each file in a wheel."""
    return {entry.filename: entry.CRC for entry in zipfile.ZipFile(wheel).infolist()}


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build("wheel", ROOT, tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """Scripts of another environment in which only the wheel is installed; its dependencies are borrowed."""
    home = tmp_path_factory.mktemp("elsewhere")
    venv.create(home, with_pip=True, symlinks=True)
    packages = Path(sysconfig.get_path("purelib", vars={"base": home}))
    # With that environment's own pip: the running one may have none, as when uv made it.
    install = [home / "bin" / "python", "-m", "pip", "install", "--no-deps", "--no-index", wheel]
    subprocess.run(install, check=True)
    # A plain path adds the packages, but does not run the .pth files there: the checkout stays out of sight.
    (packages / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return home / "bin"


def test_the_wheel_carries_all_that_is_shown_and_no_tests(wheel):
    names = contents(wheel)
    for needed in (
        "_shipped/notebooks/01_failure_streaks.ipynb", "_shipped/datasets/presets.csv", "words/en.toml",
        "views/drawing.js", "views/drawing.css", "views/failure_streaks.js", "server/template/index.html.j2",
        "server/static/page.css",
    ):  # fmt: skip
        assert f"vicious_cycle/{needed}" in names
    assert not [name for name in names if "test" in name]


def test_the_sdist_builds_the_same_wheel(wheel, tmp_path):
    shutil.unpack_archive(build("sdist", ROOT, tmp_path), tmp_path / "unpacked")
    (source,) = (tmp_path / "unpacked").iterdir()
    rebuilt = build("wheel", source, tmp_path)
    assert contents(rebuilt) == contents(wheel)


def test_the_installed_kit_is_served_from_outside_the_checkout(elsewhere, tmp_path):
    where = subprocess.check_output(
        [elsewhere / "python", "-c", "import vicious_cycle; print(vicious_cycle.__file__)"],
        cwd=tmp_path,
        text=True,
    )
    assert where.startswith(str(elsewhere.parent))
    command = [elsewhere / "vicious-cycle", "--no-browser"]
    with subprocess.Popen(command, cwd=tmp_path, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = next(filter(None, (re.search(r"http://\S+/", line) for line in server.stdout)))[0]
            landing = urlopen(address, timeout=120).read().decode()
            notebook = urlopen(f"{address}voila/render/01_failure_streaks.ipynb", timeout=120).read().decode()
        finally:
            server.terminate()
    assert "does it matter in June?" in landing
    assert "does it matter in June?" in notebook
    assert "import FailureStreaks" not in notebook  # the code stays behind the scenes
    assert "application/vnd.jupyter.widget-view+json" in notebook
