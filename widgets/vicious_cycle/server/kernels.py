"""The Python processes behind the notebooks."""

from jupyter_client.kernelspec import KernelSpecManager


class ThisPythonOnly(KernelSpecManager):
    """Knows one kernel: the Python that runs the server, whatever others are installed under that name."""

    def _kernel_dirs_default(self) -> list[str]:
        return []
