"""The two ways to start a kernel: anew, or forked from a process in which its notebook has been run."""

from jupyter_client.kernelspec import KernelSpec, KernelSpecManager

FORKED = "forked"
"""Name of the kernel that is forked."""
PROVISIONER = "vicious-cycle-fork"
"""Name under which this package registers its provisioner with Jupyter."""


class ThisPythonOnly(KernelSpecManager):
    """Knows the Python that runs the server, whatever others are installed, started anew or forked."""

    def _kernel_dirs_default(self) -> list[str]:
        return []

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        """How a kernel is started."""
        if kernel_name != FORKED:
            return super().get_kernel_spec(kernel_name)
        return KernelSpec(
            display_name="Python 3 (forked)",
            language="python",
            metadata={"kernel_provisioner": {"provisioner_name": PROVISIONER}},
        )
