"""Jupyter's way to a kernel that is forked from its notebook's warm process."""

import asyncio
import signal
from pathlib import Path
from typing import Any

from jupyter_client.connect import KernelConnectionInfo
from jupyter_client.provisioning import KernelProvisionerBase

SHORT = 13  # characters of a kernel's id that tell it from others
LONGEST_PATH = 100  # bytes of a socket's file that Unix takes, less the channel's number


class ForkedKernel(KernelProvisionerBase):
    """Orders a kernel from the `WarmNotebook` that `start_kernel` was given as `notebook`."""

    _process = None

    @property
    def has_process(self) -> bool:
        """Whether there is a process, or there was one whose end nobody has waited for yet."""
        return self._process is not None

    async def pre_launch(self, **asked: Any) -> dict[str, Any]:
        """Write the connection file, which also chooses the sockets.

        They are files, not ports: a port that was free when it was chosen may be another's by the time that
        the kernel opens it, which fails or, worse, connects a page with a stranger's kernel.
        """
        sockets = Path(self.parent.connection_file).with_name(self.kernel_id[:SHORT])
        if len(str(sockets)) < LONGEST_PATH:
            self.parent.transport, self.parent.ip = "ipc", str(sockets)
        self.parent.write_connection_file()
        self.connection_info = self.parent.get_connection_info()
        return await super().pre_launch(cmd=[], **asked)

    async def launch_kernel(self, cmd: list[str], *, notebook, **asked: Any) -> KernelConnectionInfo:
        """Fork the kernel; returns when its sockets are open."""
        self._process = await notebook.fork(self.parent.connection_file)
        return self.connection_info

    async def poll(self) -> int | None:
        """None while the process runs, else 0: how it ended only its parent could tell."""
        return None if self._process and not self._process.is_over else 0

    async def wait(self) -> int | None:
        """Wait for the end of the process."""
        while await self.poll() is None:
            await asyncio.sleep(0.01)
        if self._process:
            self._process.forget()
            self._process = None
        return 0

    async def send_signal(self, signum: int) -> None:
        """Signal the process and those that it has started."""
        if self._process:
            self._process.signal(signum)

    async def kill(self, restart: bool = False) -> None:
        """End the process at once."""
        await self.send_signal(signal.SIGKILL)

    async def terminate(self, restart: bool = False) -> None:
        """Ask the process to end."""
        await self.send_signal(signal.SIGTERM)

    async def cleanup(self, restart: bool = False) -> None:
        """Nothing is left to clean up: the sockets' files are the kernel manager's."""
