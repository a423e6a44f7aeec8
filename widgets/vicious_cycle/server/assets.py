"""Files that pages are made of: compressed once, whoever asks for them, and kept by browsers for good."""

import gzip
import hashlib
import mimetypes
import re
from functools import lru_cache
from pathlib import Path

from tornado.web import HTTPError, RequestHandler

TOGETHER = Path(__file__).with_name("together.txt")
HASHED = re.compile(r"\.[0-9a-f]{16,}\.")
"""A file's name that changes with its content."""
SMALLEST = 500
"""Bytes below which compressing buys nothing."""
COMPRESSED_ALREADY = {".woff", ".woff2", ".png"}


def files_in(*folders: Path | str) -> dict[str, Path]:
    """All files in folders by their path there; where two have the same, the first folder's counts."""
    found = {}
    for folder in map(Path, folders):
        for file in folder.rglob("*"):
            if file.is_file() and not file.name.startswith("."):
                found.setdefault(file.relative_to(folder).as_posix(), file)
    return found


def fingerprint(files: dict[str, Path]) -> str:
    """Short name for files' content: with it in their address, browsers may keep them for good."""
    content = b"".join(path.encode() + file.read_bytes() for path, file in sorted(files.items()))
    return hashlib.sha256(content).hexdigest()[:12]


def together(*folders: Path | str) -> bytes:
    """The parts of the front end that every notebook needs (TOGETHER names them), as one script.

    Each part only hands itself in to the list from which the front end takes it, and is fetched alone if it
    is not there; so a name that another version of Voila does not have does no harm.
    """
    parts = []
    for name in TOGETHER.read_text("utf-8").split():
        found = next((file for folder in folders for file in sorted(Path(folder).glob(name))), None)
        if found:
            parts.append(f"(() => {{\n{found.read_text('utf-8')}\n}})();\n")
    return "".join(parts).encode()


@lru_cache(maxsize=1024)
def _content(file: Path) -> tuple[bytes, bytes | None, str]:
    """A file's bytes, the same compressed if that is worth it, and a fingerprint of them."""
    plain = file.read_bytes()
    packed = None
    if len(plain) >= SMALLEST and file.suffix not in COMPRESSED_ALREADY:
        packed = gzip.compress(plain, 9, mtime=0)
    return plain, packed, f'"{hashlib.sha256(plain).hexdigest()[:24]}"'


class Asset(RequestHandler):
    """Gives the files that it was made with, by their exact names; there is no way to any other."""

    def initialize(self, files: dict[str, Path], versioned: bool):
        """`versioned`: the address changes whenever a file does, so that browsers need never ask again."""
        self.files, self.versioned = files, versioned

    def get(self, path: str):
        """Answer with a file, compressed if the browser takes that, or say that it has it already."""
        if path not in self.files:
            raise HTTPError(404)
        plain, packed, fingerprint = _content(self.files[path])
        forever = self.versioned or HASHED.search(path)
        self.set_header("Cache-Control", "public, max-age=31536000, immutable" if forever else "no-cache")
        self.set_header("ETag", fingerprint)
        if self.check_etag_header():
            self.set_status(304)
            return
        kind, _ = mimetypes.guess_type(path)
        self.set_header("Content-Type", kind or "application/octet-stream")
        self.set_header("Vary", "Accept-Encoding")
        if packed and "gzip" in self.request.headers.get("Accept-Encoding", ""):
            self.set_header("Content-Encoding", "gzip")
            self.finish(packed)
        else:
            self.finish(plain)

    head = get

    def write_error(self, status_code: int, **_):
        """No page: nobody looks at these."""
        self.finish()
