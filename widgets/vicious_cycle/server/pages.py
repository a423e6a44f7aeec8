"""The pages people see: the list of notebooks, a notebook, and a kind word where there is no page."""

from pathlib import Path

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError
from voila.handler import BaseVoilaHandler
from voila.tornado.handler import TornadoVoilaHandler

from vicious_cycle import datasets, words

from . import agendas, notebooks
from .doors import ticket
from .facilitator import facilitator_only, holds_secret, is_facilitator
from .kernels.forking import ProcessGoneError
from .kernels.specs import FORKED
from .security import NOTEBOOK_POLICY
from .settings import LONGEST_QUERY


class LandingPage(BaseVoilaHandler):
    """The notebooks in order."""

    def get(self):
        """Answer with the list as the folder has it now."""
        found = notebooks.in_folder(Path(self.settings["notebooks"]))
        self.finish(
            self.render_template(
                "landing.html",
                workshop=[notebook for notebook in found if not notebook.for_facilitator],
                facilitator=[
                    notebook for notebook in found if notebook.for_facilitator and is_facilitator(self)
                ],
            )
        )


class NotebookPage(TornadoVoilaHandler):
    """A notebook, run and shown by Voila; only those on the landing page can be asked for."""

    async def get(self, path):
        """Run the notebook, or refuse a name that is not on the list or a query that no widget wrote."""
        if len(self.request.query) > LONGEST_QUERY:
            raise HTTPError(414)
        found = {
            notebook.name: notebook for notebook in notebooks.in_folder(Path(self.settings["notebooks"]))
        }
        if path not in found:
            raise HTTPError(404)
        if found[path].for_facilitator and not is_facilitator(self):
            raise HTTPError(403, "facilitator only")
        if self.get_query_argument("mode", "") == "notes":
            self.show_notes(found[path])
            return
        visits = self.settings["visits"]
        mine = ticket(self)
        if not (holds_secret(self) or visits.let_in(mine)):
            self.set_status(503)
            self.set_header("Retry-After", "5")
            self.set_header("Cache-Control", "no-store")
            self.finish(self.render_template("waiting.html", ahead=visits.ahead(mine)))
            return
        self.set_header("Content-Security-Policy", NOTEBOOK_POLICY)
        # Asked for, the token is sent as a cookie: without it, a page that is left could not end its kernel.
        _ = self.xsrf_token
        with visits.arrival():
            if self.settings["pages"]:
                await self.show(path)
            else:
                await super().get(path)

    gone = False

    def on_connection_close(self):
        """The page is left before it is complete: a kernel that it may get is not needed."""
        super().on_connection_close()
        self.gone = True

    async def show(self, name):
        """Answer with the page as it was rendered, and a kernel forked for it."""
        self.set_header("Cache-Control", "no-store")
        page = self.settings["pages"].page(name)
        self.write(await page.opening())
        self.flush()
        try:
            self.write(await self._with_kernel(page))
        except ProcessGoneError:  # perhaps only just now, killed or out of memory: another one is made
            page = self.settings["pages"].page(name)
            self.write(await self._with_kernel(page))

    async def _with_kernel(self, page) -> str:
        await page.complete()
        self.kernel = await self.kernel_manager.start_kernel(kernel_name=FORKED, notebook=page.warm)
        if self.gone:
            await self.settings["visits"].end(self.kernel)
        return await page.rest(self.kernel)

    @facilitator_only
    def show_notes(self, notebook):
        """Answer with the speaker's window: notes, clock and plan; no kernel is started."""
        folder = Path(self.settings["notebooks"])
        said = words.section("speaker")
        self.finish(
            self.render_template(
                "notes.html",
                notebook=notebook,
                steps=notebooks.steps(folder / notebook.name),
                plans=agendas.planned(folder, notebook.name),
                agendas=datasets.agendas(),
                words=said,
            )
        )


class NoSuchPage(JupyterHandler):
    """Whatever else is asked for."""

    async def prepare(self):
        """Refuse, whatever the method."""
        await super().prepare()
        raise HTTPError(404)
