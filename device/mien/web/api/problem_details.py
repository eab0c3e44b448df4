"""Problems as RFC 9457 describes them: application/problem+json."""

import logging
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from mien.errors import MienError
from mien.web.backend_errors import ConflictError, MissingError, RefusedError

logger = logging.getLogger(__name__)

_REFUSALS = {MissingError: 404, ConflictError: 412}


class ProblemError(MienError):
    """A request that can't be answered. `says`: one sentence; `more`: further members of the problem."""

    def __init__(self, status: int, says: str, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(says)
        self.status, self.says, self.more = status, says, more
        self.headers = dict(headers or {})


def problem_response(problem: ProblemError) -> Response:
    """Return the problem as a response."""
    body = {
        "type": "about:blank",
        "title": HTTPStatus(problem.status).phrase,
        "status": problem.status,
        "detail": problem.says,
        **problem.more,
    }
    headers = {"Cache-Control": "no-store", **problem.headers}
    return JSONResponse(body, problem.status, headers, media_type="application/problem+json")


async def answer_problem(_request: Request, problem: Exception) -> Response:
    """Turn an exception into a response."""
    if isinstance(problem, ProblemError):
        return problem_response(problem)
    if isinstance(problem, RefusedError):
        status = next((status for kind, status in _REFUSALS.items() if isinstance(problem, kind)), 409)
        return problem_response(ProblemError(status, str(problem)))
    if isinstance(problem, HTTPException):
        return problem_response(ProblemError(problem.status_code, problem.detail, problem.headers))
    logger.error("An unexpected error in the page", exc_info=problem)
    return problem_response(ProblemError(500, "Something went wrong in the speaker; see its log."))
