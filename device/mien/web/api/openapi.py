"""The description of the API, made from the operations themselves. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from mien.web.api.api_context import Operation
from mien.web.api.json_schema import Shape, an_object
from mien.web.api.schemas import COUNT, TEXT

_PROBLEM: Shape = {
    "type": "object",
    "properties": {"type": TEXT, "title": TEXT, "status": COUNT, "detail": TEXT},
    "required": ["type", "title", "status", "detail"],
}
_ALWAYS = {
    400: "Not understood.",
    403: "Not from the speaker's own page.",
    421: "Not our name.",
    429: "Too often.",
}
_UNPAIRED = {401: "This browser is not paired."}
_WITH_BODY = {408: "Too slow.", 413: "Too long.", 415: "Not JSON.", 422: "Not of the right shape."}
_OWN = {404: "No such thing.", 409: "Not possible now.", 422: "Not possible.", 503: "Too many."}


def description(operations: Iterable[Operation], version: str) -> Mapping[str, Any]:
    """Return the OpenAPI 3.1 document."""
    paths: dict[str, dict[str, Any]] = {}
    for operation in operations:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mien",
            "version": version,
            "description": "A speaker that reads the room. Every change needs the cookie, an Origin of "
            "its own, and the token that GET /api/v1/session gives.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {"Problem": _PROBLEM},
            "securitySchemes": {
                "browser": {"type": "apiKey", "in": "cookie", "name": "mien"},
                "token": {"type": "apiKey", "in": "header", "name": "X-Mien-Token"},
            },
        },
    }


def _operation(operation: Operation) -> Mapping[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.answer.__name__,
        "summary": operation.says,
        "responses": _responses(operation),
        "parameters": [*_path_parameters(operation.path), *_query_parameters(operation.query)],
        "security": _security(operation),
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {"application/json": {"schema": operation.body}},
        }
    return described


def _security(operation: Operation) -> list[Mapping[str, list[str]]]:
    if not operation.paired:
        return []
    return [{"browser": []} if operation.method == "GET" else {"browser": [], "token": []}]


def _responses(operation: Operation) -> Mapping[str, Any]:
    good: dict[str, Any] = {"204": {"description": "Done."}}
    if operation.result is not None:
        good = {
            "200": {"description": "Here it is.", "content": {operation.kind: {"schema": operation.result}}}
        }
    if operation.kind == "image/*":
        good["204"] = {"description": "There is none."}
    bad = dict(_ALWAYS)
    if operation.paired:
        bad |= _UNPAIRED
    if operation.body is not None:
        bad |= _WITH_BODY
    bad |= {status: _OWN[status] for status in operation.problems}
    problem = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return good | {
        str(status): {"description": says, "content": problem} for status, says in sorted(bad.items())
    }


def _path_parameters(path: str) -> list[Mapping[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": TEXT}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query_parameters(query: Mapping[str, Shape]) -> list[Mapping[str, Any]]:
    return [
        {"name": name, "in": "query", "required": False, "schema": shape} for name, shape in query.items()
    ]


DESCRIPTION: Shape = {**an_object(), "additionalProperties": True}
