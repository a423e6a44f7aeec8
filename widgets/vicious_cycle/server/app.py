"""Voila's standalone server with the kit's own pages and only the doors that they need.

Being an application of its own, not an extension of Jupyter Server, it has no contents or terminals API.
"""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import tornado.ioloop
from tornado.httpserver import HTTPServer
from tornado.ioloop import PeriodicCallback
from traitlets.config import Config
from voila import __version__ as voila_version
from voila.app import Voila
from voila.paths import collect_static_paths

from vicious_cycle import words
from vicious_cycle.room.handlers import doors as room_doors

from . import facilitator, notebooks, settings
from .assets import Asset, files_in, fingerprint, together
from .doors import Goodbye, KernelDoor, LineDoor
from .kernels.forking import WarmProcesses
from .pages import LandingPage, NoSuchPage, NotebookPage
from .rendering import Pages
from .security import HEADERS, GuardedApplication
from .sharing import Place
from .sockets import KernelSocket, VisitorConnection
from .visits import Visits

KERNEL = r"(?P<kernel_id>\w+-\w+-\w+-\w+-\w+)"


class Server(Voila):
    """Serves a folder of notebooks on sockets that listen already."""

    def __init__(
        self,
        place: Place,
        places: int,
        warm: WarmProcesses | None,
        ready: Callable[[], None],
        rooms=None,
        **traits,
    ):
        super().__init__(**traits)
        self.pages = warm and Pages(self, warm)
        self.place = place
        self.places = places
        self.rooms = rooms
        self.ready = ready
        self.ioloop = tornado.ioloop.IOLoop.current()
        self.voila_files = f"/voila/static/{voila_version}/"
        self.extension_files = "/voila/labextensions/"  # the names of these carry a fingerprint

    def setup_template_dirs(self):
        """Use the template in this package; nothing need be installed in share/jupyter."""
        self.template_paths = [str(settings.TEMPLATE)]
        self.static_paths = collect_static_paths(["voila"], "base")
        together_ = Path(self.connection_dir_root) / "together.js"
        together_.write_bytes(together(*self.static_paths, *self.labextensions_path))
        self.own = files_in(settings.STATIC) | {together_.name: together_}
        self.own_files = f"/kit/{fingerprint(self.own)}/"
        self.voila_configuration.page_config_hook = self.page_config

    def page_config(self, page_config: dict, notebook_path: str, **_) -> dict:
        """Complete what Voila tells the template and its front end about a page."""
        found = notebooks.in_folder(Path(self.root_dir))
        here = [notebook.name for notebook in found].index(notebook_path)
        # A page is the same for all, so none for visitors leads on to what is for the facilitator.
        after = found[here + 1] if here + 1 < len(found) else None
        leads_on = after and (found[here].for_facilitator or not after.for_facilitator)
        return page_config | {
            "own_files": self.own_files,
            "voila_files": self.voila_files,
            "notebook": found[here],
            "presentable": len(notebooks.steps(Path(self.root_dir) / notebook_path)) > 1,
            "words": words.section("present"),
            "previous": found[here - 1] if here else None,
            "debug": self.voila_configuration.show_tracebacks,
            "connection": words.section("connection"),
            "next": after if leads_on else None,
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
        environment.globals.update(own_files=self.own_files, words=words.section)
        self.visits = Visits(self.kernel_manager, self.places)
        return (
            inherited
            | settings.TORNADO
            | {
                "jinja2_env": environment,  # so that every error is told on a page of the kit
                "headers": HEADERS,
                "notebooks": self.root_dir,
                "place": self.place,
                "visits": self.visits,
                "pages": self.pages,
                "kernel_websocket_connection_class": VisitorConnection,
                facilitator.SETTING: self.place.secret,
                "default_handler_class": NoSuchPage,
            }
        )

    def extensions(self) -> dict[str, Path]:
        """Files of the front-end extensions that load, and of no other."""
        return {
            f"{name}/{path}": file
            for name in settings.EXTENSIONS
            for path, file in files_in(*(Path(folder) / name for folder in self.labextensions_path)).items()
        }

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
            (rf"/api/kernels/{KERNEL}", KernelDoor),
            (rf"/api/kernels/{KERNEL}/channels", KernelSocket),
            (rf"/voila/api/shutdown/{KERNEL}", Goodbye),
            (r"/line", LineDoor),
            (self.own_files + "(.*)", Asset, {"files": self.own, "versioned": True}),
            (self.voila_files + "(.*)", Asset, {"files": files_in(*self.static_paths), "versioned": True}),
            (self.extension_files + "(.*)", Asset, {"files": self.extensions(), "versioned": False}),
            *(room_doors(self.rooms, self.place.url) if self.rooms else []),
        ]

    def start(self):
        """Make the application and serve it."""
        self.connection_dir = str(Path(self.connection_dir_root) / "connections")
        Path(self.connection_dir).mkdir()
        self.app = GuardedApplication(**self.init_settings())
        self.app.add_handlers(".*$", self.init_handlers())
        self.listen()

    def stop(self):
        """End the kernels at once: whatever they hold, their pages can make again."""
        self.ioloop.run_sync(partial(self.kernel_manager.shutdown_all, now=True))

    def listen(self):
        """Answer on the sockets until Ctrl+C or SIGTERM, then shut the kernels down."""
        limits = {
            "max_header_size": settings.LONGEST_HEADERS,
            "max_body_size": settings.LONGEST_MESSAGE,
            "idle_connection_timeout": settings.IDLE_CONNECTION,
            "body_timeout": settings.IDLE_CONNECTION,
        }
        HTTPServer(self.app, **limits).add_sockets(self.place.listeners)
        PeriodicCallback(self.visits.watch, 1000).start()
        self.ioloop.add_callback(self.ready)
        if self.pages:
            self.ioloop.add_callback(self.pages.prepare)
        try:
            self.ioloop.start()
        except KeyboardInterrupt:
            pass
        finally:
            self.stop()


def serve(
    folder: Path,
    place: Place,
    places: int,
    warm: WarmProcesses | None,
    scratch: Path,
    ready: Callable[[], None],
    rooms=None,
    debug: bool = False,
) -> None:
    """Serve a folder to so many visitors at once, to the end; `ready` is called when it answers.

    Without `warm` processes to fork from, each kernel is started anew. `rooms` is the database of live rooms,
    None where there are none. With `debug`, pages show the details of what fails.
    """
    server = Server(place, places, warm, ready, rooms, config=Config(settings.voila(folder, scratch, debug)))
    server.initialize([])
    server.start()
