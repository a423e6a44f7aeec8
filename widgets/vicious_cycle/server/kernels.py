"""The Python processes behind the notebooks."""

from jupyter_client.kernelspec import KernelSpecManager


class ThisPythonOnly(KernelSpecManager):
    """Knows one kernel, the Python that runs the server: one of the same name may be installed for another."""

    def _kernel_dirs_default(self) -> list[str]:
        return []
