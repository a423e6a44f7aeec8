"""Writes the handouts into a folder, and has a browser on this computer print them."""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from . import sheets

DOCUMENTS = {"handout": sheets.handout, "facilitator-guide": sheets.facilitator_guide}
PATIENCE = 120  # seconds for one document

BROWSERS = (
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "microsoft-edge",
    "msedge",
)
PLACES = {
    "darwin": (
        "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
        "/Applications/Chromium.app/Contents/MacOS/Chromium",
        "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
    ),
    "win32": (
        r"C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
        r"C:\\Program Files (x86)\\Google\\Chrome\\Application\\chrome.exe",
        r"C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe",
    ),
}
QUIET = (
    "--headless",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--no-pdf-header-footer",
)


class HandoutError(Exception):
    """The folder cannot take the handouts; the text is one plain sentence, and nothing was written."""


def write(folder: Path, replace: bool = False) -> tuple[list[str], str]:
    """Write both handouts as HTML, and on A4 and Letter as PDF where a browser can print them.

    Args:
        folder: where they go; it is made if only it is missing.
        replace: whether files of the same names may go.

    Returns:
        The names of the files written, and a sentence on what could not be printed ("" if all was).

    Raises:
        HandoutError: the folder cannot take them.
    """
    names = [
        f"{name}{ending}"
        for name in DOCUMENTS
        for ending in (".html", *(f"-{paper}.pdf" for paper in sheets.PAPERS))
    ]
    _check(folder, names, replace)
    with tempfile.TemporaryDirectory(prefix="vicious-cycle-") as scratch:
        for name, document in DOCUMENTS.items():
            Path(scratch, f"{name}.html").write_text(document(), "utf-8")
        trouble = _print_all(Path(scratch))
        written = [name for name in names if Path(scratch, name).exists()]
        try:
            folder.mkdir(exist_ok=True)
            for name in written:
                shutil.copyfile(Path(scratch, name), folder / name)
        except OSError as error:
            raise HandoutError(f"They could not be written to {folder} ({error.strerror}).") from None
    return written, trouble


def _check(folder: Path, names: list[str], replace: bool) -> None:
    if folder.exists() and not folder.is_dir():
        raise HandoutError(f"{folder} is a file; give a folder for the handouts.")
    if not folder.exists() and not folder.parent.is_dir():
        raise HandoutError(f"There is no folder {folder.parent} in which {folder.name} could be made.")
    there = [name for name in names if (folder / name).exists()]
    if there and not replace:
        raise HandoutError(
            f"There is a {there[0]} in {folder} already; give another folder, "
            "or add --replace to write over it."
        )
    if not os.access(folder if folder.exists() else folder.parent, os.W_OK):
        raise HandoutError(f"Nothing may be written to {folder}; give another folder.")


def _print_all(scratch: Path) -> str:
    """Print every document on every paper into the folder; a sentence on what went wrong, or ""."""
    browser = find_browser()
    if browser is None:
        return (
            "No browser that prints (Chromium, Chrome or Edge) was found here, so there is no PDF: "
            "open the HTML files in any browser and print them from there."
        )
    for name, document in DOCUMENTS.items():
        for paper in sheets.PAPERS:
            source, target = scratch / f"{name}-{paper}.html", scratch / f"{name}-{paper}.pdf"
            source.write_text(document(paper), "utf-8")
            if not _print(browser, source, target):
                return (
                    f"{Path(browser).name} could not print {target.name}: open the HTML files in a browser, "
                    "and print them from there."
                )
    return ""


def _print(browser: str, source: Path, target: Path) -> bool:
    """Have the browser print a page; whether it did. Its profile is made for it and thrown away."""
    with tempfile.TemporaryDirectory(prefix="vicious-cycle-browser-") as profile:
        command = [browser, *QUIET, f"--user-data-dir={profile}", f"--print-to-pdf={target}", source.as_uri()]
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            command.insert(1, "--no-sandbox")  # it will not start for root otherwise; the page is our own
        try:
            subprocess.run(command, capture_output=True, timeout=PATIENCE, check=True)
        except (OSError, subprocess.SubprocessError):
            target.unlink(missing_ok=True)
    return target.exists()


def find_browser() -> str | None:
    """A browser that prints: the one named in CHROMIUM, one on the path, or one in its usual place."""
    named = os.environ.get("CHROMIUM")
    found = (shutil.which(name) for name in ((named,) if named else BROWSERS))
    usual = (place for place in PLACES.get(sys.platform, ()) if not named and Path(place).is_file())
    return next((browser for browser in (*found, *usual) if browser), None)
