"""Who leads the workshop: whoever opened the secret link, on a server that others can reach.

A server that answers this computer only trusts its user. One that is shared (`--share`) has a secret, which
it prints as a link and which lasts as long as the server runs; the link leaves a cookie that scripts cannot
read.
"""

import functools
import hmac
import secrets

from jupyter_server.base.handlers import JupyterHandler
from tornado.web import HTTPError

COOKIE = "vicious-cycle-facilitator"
SETTING = "facilitator_secret"
"""Tornado setting with the secret, a str; None where the server trusts its user."""
PATH = "/facilitator/"


def new_secret() -> str:
    """A secret of 128 random bits, fit for an address."""
    return secrets.token_urlsafe(16)


def is_facilitator(handler) -> bool:
    """Whether a request comes from the person who leads the workshop; `handler` is any Tornado handler."""
    return handler.settings.get(SETTING) is None or holds_secret(handler)


def holds_secret(handler) -> bool:
    """Whether a request proves to come from the facilitator, which none does where there is no secret."""
    secret = handler.settings.get(SETTING)
    return secret is not None and _same(handler.get_cookie(COOKIE, ""), secret)


def facilitator_only(method):
    """Decorate a handler's method, plain or async, so that it answers others with 403 and does nothing."""

    @functools.wraps(method)
    def guarded(handler, *arguments, **named):
        if not is_facilitator(handler):
            raise HTTPError(403, "facilitator only")
        return method(handler, *arguments, **named)

    return guarded


class FacilitatorLink(JupyterHandler):
    """The secret link: makes whoever opens it the facilitator, and leads to the notebooks."""

    def get(self, offered: str):
        """Set the cookie; a link that is not the right one is no page at all."""
        secret = self.settings[SETTING]
        if secret is not None:
            if not _same(offered, secret):
                raise HTTPError(404)
            # Lax, so that the link also works from a message or a note; what changes anything is a POST.
            self.set_cookie(COOKIE, secret, httponly=True, samesite="Lax")
        self.set_header("Cache-Control", "no-store")
        self.redirect("/", status=303)


def _same(offered: str, secret: str) -> bool:
    """Compare in a time that does not tell how much of it was right."""
    return hmac.compare_digest(offered.encode("utf-8", "surrogatepass"), secret.encode())
