import asyncio
import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest


@pytest.fixture(scope="session")
def kit():
    """The helpers of running.py (a test folder is no package, so they cannot be imported)."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("running.py"))))


@pytest.fixture(autouse=True)
def no_other_loop():
    """Browser tests that ran before leave their event loop marked as running; these tests bring their own."""
    others = asyncio._get_running_loop()
    asyncio._set_running_loop(None)
    yield
    asyncio._set_running_loop(others)


@pytest.fixture
def folder(tmp_path, kit):
    """A folder with one sound notebook, with a hidden one, and with files that are nobody's business."""
    folder = tmp_path / "notebooks"
    folder.mkdir()
    kit.write_notebook(folder / "01_sound.ipynb", ("prose", "# A sound one"), ("code", "print(6 * 7)"))
    kit.write_notebook(folder / ".hidden.ipynb", ("prose", "# Hidden"))
    (folder / "picture.png").write_bytes(b"secret")
    (folder / "below").mkdir()
    kit.write_notebook(folder / "below" / "02_below.ipynb", ("prose", "# Below"))
    kit.write_notebook(tmp_path / "outside.ipynb", ("prose", "# Outside"))
    return folder


@pytest.fixture(scope="session")
def visitor():
    """The helpers of visitor.py."""
    return SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("visitor.py"))))
