"""What every answer of the server has in common, whichever handler gives it."""

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import Application, HTTPError


class GuardedApplication(Application):
    """Answers only to the names the server is known by, so that no web page elsewhere can speak to a kernel.

    (A page from elsewhere can point a name of its own at this computer; the name is then what gives it away.)
    """

    def find_handler(self, request, **found):
        """Look the handler up, unless the request asks for another computer."""
        if request.host_name not in self.settings["place"].hosts:
            return self.get_handler_delegate(request, Stranger)
        return super().find_handler(request, **found)


class Stranger(JupyterHandler):
    """A request for a computer that this is not."""

    async def prepare(self):
        """Refuse, whatever the method."""
        await super().prepare()
        raise HTTPError(403)
