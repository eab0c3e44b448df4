"""/metrics, for a monitoring system: off unless the owner sets a token; that token or a paired browser."""

import hmac
from collections.abc import Callable
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

METRICS = "/metrics"
_SCHEME = "bearer "


@dataclass(frozen=True, slots=True)
class Metrics:
    """What is served there."""

    token: str
    """Who sends it needs no pairing; it opens nothing else."""
    content_type: str
    """Of the text."""
    text: Callable[[], str]
    """Returns the numbers as they are now."""

    def route(self) -> Route:
        """Return the route that serves it."""

        async def answer(_request: Request) -> Response:
            return Response(self.text(), headers={"Content-Type": self.content_type})

        return Route(METRICS, answer, methods=["GET"])

    def admits(self, path: str, authorization: str) -> bool:
        """Return whether a request for `path` carries the token."""
        if path != METRICS or authorization[: len(_SCHEME)].lower() != _SCHEME:
            return False
        return hmac.compare_digest(authorization[len(_SCHEME) :].strip().encode(), self.token.encode())
