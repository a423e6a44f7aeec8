"""What holds for every request and every answer, whichever handler gives it."""

from urllib.parse import urlsplit

from jupyter_server.auth import IdentityProvider, User
from jupyter_server.base.handlers import JupyterHandler
from tornado.web import Application, HTTPError, OutputTransform

CHANGES_NOTHING = {"GET", "HEAD", "OPTIONS"}

# Widgets style themselves, and pictures are made in the page.
_ANY_PAGE = {
    "default-src": "'none'",
    "script-src": "'self'",
    "style-src": "'self' 'unsafe-inline'",
    "img-src": "'self' data: blob:",
    "font-src": "'self' data:",
    "connect-src": "'self'",
    "form-action": "'self'",
    "frame-ancestors": "'self'",
    "base-uri": "'none'",
}
# A widget's module reaches the page as text, and is imported from an address made there.
_NOTEBOOK = _ANY_PAGE | {"script-src": "'self' blob:"}


def _policy(rules: dict[str, str]) -> str:
    return "; ".join(f"{what} {whence}" for what, whence in rules.items())


PAGE_POLICY = _policy(_ANY_PAGE)
NOTEBOOK_POLICY = _policy(_NOTEBOOK)

HEADERS = {
    "Content-Security-Policy": PAGE_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


class GuardedApplication(Application):
    """Refuses, for all handlers, what no page of the kit would ask.

    A page from elsewhere can point a name of its own at this computer: the name in the request gives it away.
    It can also have a browser send forms and open sockets here: their origin gives them away.
    """

    def __init__(self, *arguments, **settings):
        super().__init__(*arguments, **settings)
        self.add_transform(SafeHeaders)

    def find_handler(self, request, **found):
        """Look the handler up, unless the request is for another computer or comes from a page elsewhere."""
        if request.host_name not in self.settings["place"].hosts or _comes_from_elsewhere(request):
            return self.get_handler_delegate(request, Stranger)
        return super().find_handler(request, **found)

    def log_request(self, handler):
        """Take note of what went wrong; that all places are taken is no trouble of the server's."""
        if handler.get_status() != 503:
            super().log_request(handler)


def _comes_from_elsewhere(request) -> bool:
    """Whether a page of another origin is behind a request that may change something."""
    headers = request.headers
    if request.method in CHANGES_NOTHING and headers.get("Upgrade", "").lower() != "websocket":
        return False
    origin = headers.get("Origin")
    if origin is not None and urlsplit(origin).netloc != request.host:
        return True
    return headers.get("Sec-Fetch-Site", "same-origin") not in ("same-origin", "none")


class SafeHeaders(OutputTransform):
    """Gives each answer the headers that keep browsers from doing more with it than is meant."""

    def __init__(self, request):
        """Nothing of the request matters."""

    def transform_first_chunk(self, status_code, headers, chunk, finishing):
        """Add to the headers what the handler has not said itself."""
        for name, value in HEADERS.items():
            headers.setdefault(name, value)
        headers.pop("Server", None)
        return status_code, headers, chunk


class Anyone(IdentityProvider):
    """Everybody is the same visitor: nobody logs in, and no cookie tells one from another."""

    async def get_user(self, handler):
        """The one visitor."""
        return User("visitor")


class Stranger(JupyterHandler):
    """A request that is none of this server's business."""

    async def prepare(self):
        """Refuse, whatever the method."""
        self.current_user = await self.identity_provider.get_user(self)  # the page that says so asks for it
        raise HTTPError(403)
