"""A notebook's page, rendered once: only the name of the kernel differs from one visitor to the next."""

import asyncio
import uuid
from pathlib import Path

import nbformat
from voila.execute import strip_code_cell_warnings
from voila.notebook_renderer import NotebookRenderer
from voila.utils import get_page_config

from . import notebooks
from .kernels.forking import WarmNotebook, WarmProcesses


class RunBefore(NotebookRenderer):
    """Voila's renderer for a notebook that a warm process runs: it starts no kernel and runs no cell."""

    def __init__(self, file: Path, warm: WarmNotebook, kernel: str, **voila):
        super().__init__(notebook_path=file.name, **voila)
        self.file, self.warm, self.kernel = file, warm, kernel
        self.opening = asyncio.get_running_loop().create_future()
        self.snippets = []

    async def load_notebook(self, path):
        """Read the notebook."""
        return nbformat.read(self.file, as_version=4)

    async def render(self) -> str:
        """The page from where the kernel is named; what comes before is the result of `opening`."""
        try:
            await self.initialize()
            async for snippet, _ in self.generate_content_generator():
                self.snippets.append(snippet)
        except BaseException as trouble:
            if not self.opening.done():
                self.opening.set_exception(trouble)
                self.opening.exception()  # perhaps nobody asks for it
            raise
        return "".join(self.snippets)

    async def _jinja_kernel_start(self, nb, kernel_id, kernel_future):
        self.opening.set_result("".join(self.snippets))
        self.snippets = []
        self.outputs = await self.warm.outputs
        return self.kernel

    async def _jinja_cell_generator(self, nb, kernel_id):
        outputs = iter(self.outputs)
        for cell in nb.cells:
            if cell.cell_type == "code":
                cell.outputs = [nbformat.from_dict(output) for output in next(outputs, [])]
                if not self.voila_configuration.show_tracebacks:
                    strip_code_cell_warnings(cell)
            yield cell


class Page:
    """A notebook's page and the process that its kernels are forked from."""

    def __init__(self, file: Path, warm: WarmNotebook, voila: dict):
        self.warm = warm
        self.kernel = str(uuid.uuid4())  # stands in the page for the one that each visitor gets
        self._renderer = RunBefore(file, warm, self.kernel, **voila)
        self._rest = asyncio.ensure_future(self._renderer.render())
        self._rest.add_done_callback(lambda rest: rest.cancelled() or rest.exception())

    async def opening(self) -> str:
        """What can be shown before the notebook has been run."""
        return await asyncio.shield(self._renderer.opening)

    async def rest(self, kernel: str) -> str:
        """All that follows, for the visitor who has this kernel."""
        return (await asyncio.shield(self._rest)).replace(self.kernel, kernel)

    async def complete(self) -> None:
        """Wait until the notebook has been run and its page rendered."""
        await asyncio.shield(self._rest)


class Pages:
    """The pages of a folder of notebooks, each rendered anew when its notebook or the list has changed.

    Args:
        server: the application, with its settings. warm: where the notebooks are run.
    """

    def __init__(self, server, warm: WarmProcesses):
        self.server = server
        self.warm = warm
        self._folder = Path(server.root_dir)
        self._pages = {}

    def page(self, name: str) -> Page:
        """The page of a notebook on the list."""
        file = self._folder / name
        key = self.warm.notebook(file), tuple(notebooks.in_folder(self._folder))
        known, page = self._pages.get(name, (None, None))
        if known != key:
            page = Page(file, key[0], self._voila(name))
            self._pages[name] = key, page
        return page

    async def prepare(self):
        """Have all pages ready before anybody asks, one after the other."""
        for notebook in notebooks.in_folder(self._folder):
            try:
                await self.page(notebook.name).complete()
            except Exception:  # a notebook that cannot be read or run: whoever asks for it is told
                self.server.log.debug("not ready: %s", notebook.name, exc_info=True)

    def _voila(self, name: str) -> dict:
        """What Voila's renderer wants to know."""
        server = self.server
        common = {
            "base_url": server.base_url,
            "voila_configuration": server.voila_configuration,
        }
        page_config = get_page_config(settings=server.app.settings, log=server.log, **common)
        return common | {
            "page_config": server.page_config(page_config, notebook_path=name),
            "traitlet_config": server.config,
            "template_paths": server.template_paths,
            "contents_manager": server.contents_manager,
        }
