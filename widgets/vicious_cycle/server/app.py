"""Voila's standalone server with the kit's own pages and only the doors that they need.

Being an application of its own, not an extension of Jupyter Server, it has no contents or terminals API.
"""

import hashlib
from collections.abc import Callable
from pathlib import Path

import tornado.ioloop
from jupyter_server.base.handlers import FileFindHandler
from jupyter_server.services.kernels.handlers import KernelHandler
from tornado.httpserver import HTTPServer
from traitlets.config import Config
from voila import __version__ as voila_version
from voila.app import Voila
from voila.paths import collect_static_paths
from voila.shutdown_kernel_handler import VoilaShutdownKernelHandler
from voila.tornado.kernel_websocket_handler import VoilaKernelWebsocketHandler

from . import facilitator, notebooks, settings
from .pages import LandingPage, NoSuchPage, NotebookPage
from .security import GuardedApplication
from .sharing import Place

KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


def _fingerprint(folder: Path) -> str:
    """Short name for a folder's content: with it in the address, browsers may keep the files for good."""
    content = b"".join(file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file())
    return hashlib.sha256(content).hexdigest()[:12]


class Server(Voila):
    """Serves a folder of notebooks on sockets that listen already."""

    def __init__(self, place: Place, ready: Callable[[], None], **traits):
        super().__init__(**traits)
        self.place = place
        self.ready = ready
        self.ioloop = tornado.ioloop.IOLoop.current()
        self.own_files = f"/kit/{_fingerprint(settings.STATIC)}/"
        self.voila_files = f"/voila/static/{voila_version}/"
        self.extension_files = "/voila/labextensions/"  # the names of these carry a fingerprint

    def setup_template_dirs(self):
        """Use the template in this package; nothing need be installed in share/jupyter."""
        self.template_paths = [str(settings.TEMPLATE)]
        self.static_paths = collect_static_paths(["voila"], "base")
        self.voila_configuration.page_config_hook = self.page_config

    def page_config(self, page_config: dict, notebook_path: str, **_) -> dict:
        """Complete what Voila tells the template and its front end about a page."""
        found = notebooks.in_folder(Path(self.root_dir))
        here = [notebook.name for notebook in found].index(notebook_path)
        return page_config | {
            "own_files": self.own_files,
            "voila_files": self.voila_files,
            "notebook": found[here],
            "previous": found[here - 1] if here else None,
            "next": found[here + 1] if here + 1 < len(found) else None,
            "frontend": {
                "appUrl": "voila/",
                "baseUrl": self.base_url,
                "federated_extensions": page_config["federated_extensions"],
                "fullMathjaxUrl": self.own_files + "mathematics.js",
                "mathjaxConfig": "",
                "fullLabextensionsUrl": self.extension_files.rstrip("/"),
                "fullStaticUrl": self.voila_files.rstrip("/"),
                "jupyterLabTheme": "light",
            },
        }

    def init_settings(self) -> dict:
        """Add to Voila's settings what the pages need."""
        inherited = super().init_settings()
        environment = inherited["voila_jinja2_env"]
        environment.globals.update(own_files=self.own_files)
        return (
            inherited
            | settings.TORNADO
            | {
                "jinja2_env": environment,  # so that every error is told on a page of the kit
                "notebooks": self.root_dir,
                "place": self.place,
                facilitator.SETTING: self.place.secret,
                "static_immutable_cache": [self.own_files, self.voila_files, self.extension_files],
                "default_handler_class": NoSuchPage,
            }
        )

    def init_handlers(self) -> list:
        """All doors of the server. Voila's others (file browser, contents, themes, login) stay shut."""
        pages = {"voila_configuration": self.voila_configuration}
        return [
            (r"/", LandingPage, pages),
            (facilitator.PATH + "([^/]+)", facilitator.FacilitatorLink),
            (
                r"/voila/render/(.*)",
                NotebookPage,
                pages | {"template_paths": self.template_paths, "config": self.config},
            ),
            (rf"/api/kernels/{KERNEL}", KernelHandler),
            (rf"/api/kernels/{KERNEL}/channels", VoilaKernelWebsocketHandler),
            (r"/voila/api/shutdown/(.*)", VoilaShutdownKernelHandler),
            (self.own_files + "(.*)", FileFindHandler, {"path": [str(settings.STATIC)]}),
            (self.voila_files + "(.*)", FileFindHandler, {"path": self.static_paths}),
            (self.extension_files + "(.*)", FileFindHandler, {"path": self.labextensions_path}),
        ]

    def start(self):
        """Make the application and serve it."""
        self.connection_dir = str(Path(self.connection_dir_root) / "connections")
        Path(self.connection_dir).mkdir()
        self.app = GuardedApplication(**self.init_settings())
        self.app.add_handlers(".*$", self.init_handlers())
        self.listen()

    def listen(self):
        """Answer on the sockets until Ctrl+C or SIGTERM, then shut the kernels down."""
        HTTPServer(self.app).add_sockets(self.place.listeners)
        self.ioloop.add_callback(self.ready)
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()


def serve(folder: Path, place: Place, scratch: Path, ready: Callable[[], None]) -> None:
    """Serve a folder of notebooks to the end; `ready` is called when pages can be asked for."""
    server = Server(place, ready, config=Config(settings.voila(folder, scratch)))
    server.initialize([])
    server.start()
