"""The OpenAPI description of the API, made from the operations themselves. Pure."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeAlias

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from mien.web.api.api_context import JSON, Operation
from mien.web.api.bodies.body_parsing import QueryParameters

JsonSchema: TypeAlias = Mapping[str, Any]
_Mode: TypeAlias = Literal["validation", "serialization"]
_Schemas: TypeAlias = Mapping[type[BaseModel], JsonSchema]

_REF = "#/components/schemas/{model}"
_TEXT: JsonSchema = {"type": "string"}
_PROBLEM: JsonSchema = {
    "type": "object",
    "properties": {"type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT},
    "required": ["type", "title", "status", "detail"],
}
_ALWAYS = {
    400: "Not understood.",
    403: "The request doesn't come from the speaker's own page.",
    421: "Not a name of this speaker.",
    429: "Too many requests.",
}
_UNPAIRED = {401: "This browser isn't paired."}
_WITH_QUERY = {422: "A parameter is wrong."}
_WITH_BODY = {408: "Too slow.", 413: "Too long.", 415: "Not JSON.", 422: "The body is wrong."}
_OWN = {
    404: "Not found.",
    409: "Not possible now.",
    412: "Changed by somebody else in the meantime.",
    503: "Too many at once.",
}


def description(operations: Iterable[Operation], version: str) -> JsonSchema:
    """Return the OpenAPI 3.1 document."""
    listed = tuple(operations)
    schemas, components = _schemas(listed)
    paths: dict[str, dict[str, Any]] = {}
    for operation in listed:
        paths.setdefault(operation.path, {})[operation.method.lower()] = _operation(operation, schemas)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Mien",
            "version": version,
            "description": "A smart speaker that plays music to suit the mood in the room. Every change "
            "needs the cookie, an Origin of its own, and the token that GET /api/v1/session returns.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {
                "browser": {"type": "apiKey", "in": "cookie", "name": "mien"},
                "token": {"type": "apiKey", "in": "header", "name": "X-Mien-Token"},
            },
        },
    }


def _schemas(operations: Iterable[Operation]) -> tuple[_Schemas, JsonSchema]:
    """Return the schema of each body, as a reference, and the schemas that they refer to."""
    modes: dict[type[BaseModel], _Mode] = {}
    for operation in operations:
        modes |= {kind: "validation" for kind in (operation.body,) if kind}
        modes |= {kind: "serialization" for kind in (operation.result,) if kind}
    found, referred = models_json_schema(list(modes.items()), ref_template=_REF)
    return {kind: found[kind, mode] for kind, mode in modes.items()}, referred["$defs"]


def _operation(operation: Operation, schemas: _Schemas) -> Mapping[str, Any]:
    described: dict[str, Any] = {
        "operationId": operation.answer.__name__,
        "summary": operation.says,
        "responses": _responses(operation, schemas),
        "parameters": [
            *_path_parameters(operation.path),
            *_query_parameters(operation.query),
            *(
                {"name": name, "in": "header", "description": says, "schema": _TEXT}
                for name, says in operation.headers
            ),
        ],
        "security": _security(operation),
    }
    if operation.body is not None:
        described["requestBody"] = {
            "required": True,
            "content": {JSON: {"schema": schemas[operation.body]}},
        }
    return described


def _security(operation: Operation) -> list[Mapping[str, list[str]]]:
    if not operation.paired:
        return []
    return [{"browser": []} if operation.method == "GET" else {"browser": [], "token": []}]


def _responses(operation: Operation, schemas: _Schemas) -> Mapping[str, Any]:
    bad = dict(_ALWAYS)
    if operation.paired:
        bad |= _UNPAIRED
    if operation.query is not None:
        bad |= _WITH_QUERY
    if operation.body is not None:
        bad |= _WITH_BODY
    bad |= {status: _OWN[status] for status in operation.problems}
    problem = {"application/problem+json": {"schema": {"$ref": _REF.format(model="Problem")}}}
    return {
        **_good_responses(operation, schemas),
        **{str(status): {"description": says, "content": problem} for status, says in sorted(bad.items())},
    }


def _good_responses(operation: Operation, schemas: _Schemas) -> Mapping[str, Any]:
    if operation.result is None and operation.kind == JSON:
        return {"204": {"description": "Done."}}
    schema = _TEXT if operation.result is None else schemas[operation.result]
    good: dict[str, Any] = {"200": {"description": "OK.", "content": {operation.kind: {"schema": schema}}}}
    if operation.kind == "image/*":
        good["204"] = {"description": "It has none."}
    return good


def _path_parameters(path: str) -> list[Mapping[str, Any]]:
    return [
        {"name": name, "in": "path", "required": True, "schema": _TEXT}
        for name in re.findall(r"\{(\w+)\}", path)
    ]


def _query_parameters(query: type[QueryParameters] | None) -> list[Mapping[str, Any]]:
    """Return the parameters; their types are simple, so there are no references."""
    if query is None:
        return []
    schema = query.model_json_schema()
    return [
        {"name": name, "in": "query", "required": name in schema.get("required", ()), "schema": shape}
        for name, shape in schema["properties"].items()
    ]
