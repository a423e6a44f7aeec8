"""The small doors that a page's script knocks at: is my kernel there, goodbye, how long is the line."""

import secrets

from jupyter_server.base.handlers import APIHandler, JupyterHandler
from tornado.web import HTTPError

TICKET = "vicious-cycle-ticket"


def ticket(handler) -> str:
    """The browser's place in the line, kept in a cookie; a new one where it has none."""
    known = handler.get_cookie(TICKET, "")
    if len(known) == len(secrets.token_urlsafe(16)):
        return known
    new = secrets.token_urlsafe(16)
    handler.set_cookie(TICKET, new, httponly=True, samesite="Strict")
    return new


class KernelDoor(APIHandler):
    """Whether a kernel is there; it can be asked about, and nothing else."""

    def get(self, kernel_id):
        """Answer with as much as the front end needs, or 404."""
        if kernel_id not in self.kernel_manager:
            raise HTTPError(404)
        self.settings["visits"].heard(kernel_id)
        self.set_header("Cache-Control", "no-store")
        self.finish({"id": kernel_id, "name": self.kernel_manager.get_kernel(kernel_id).kernel_name})


class Goodbye(JupyterHandler):
    """What a page says when it is left."""

    async def post(self, kernel_id):
        """End its kernel. The answer is the same where there is none, as after a second goodbye."""
        await self.settings["visits"].end(kernel_id)
        self.set_status(204)


class LineDoor(JupyterHandler):
    """How long the line is for whoever waits."""

    def get(self):
        """Answer with the number in the line, 0 for "come in", and the seconds after which to ask again."""
        ahead = self.settings["visits"].ahead(ticket(self))
        self.set_header("Cache-Control", "no-store")
        self.finish({"ahead": ahead, "again": min(3 + ahead // 10, 10)})
