"""What all bodies of the API have in common, and the problem for an invalid one.

Bodies are pydantic models: they check what comes in, and the OpenAPI description is made from them, so that
the two cannot differ. Pure.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Annotated, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic_core import ErrorDetails

from mien.web.api.problem_details import ProblemError

Count = Annotated[int, Field(ge=0)]
"""A number of things."""

_MOST_MISTAKES = 10
_LONGEST_NAME = 40


class RequestBody(BaseModel):
    """The body of a request. Strict: a string is not a number, and unknown fields are refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid", use_attribute_docstrings=True)


class QueryParameters(BaseModel):
    """The query of a request, where everything is text: "10" becomes a number."""

    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class ResponseBody(BaseModel):
    """The body of a response."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


Body = TypeVar("Body", bound=RequestBody)
Query = TypeVar("Query", bound=QueryParameters)


def parse_body(kind: type[Body], raw: bytes) -> Body:
    """Return the body of a request.

    Raises:
        ProblemError: 400, it isn't JSON; 422, it is invalid.
    """
    try:
        return kind.model_validate_json(raw)
    except ValidationError as wrong:
        raise _problem(wrong) from None


def parse_query(kind: type[Query], given: Mapping[str, str]) -> Query:
    """Return the parameters of a request.

    Raises:
        ProblemError: 422, they are invalid.
    """
    try:
        return kind.model_validate(dict(given))
    except ValidationError as wrong:
        raise _problem(wrong) from None


def _problem(wrong: ValidationError) -> ProblemError:
    """Return the problem: the first mistake as its detail, and a list of all."""
    found = wrong.errors(include_url=False, include_context=False, include_input=False)
    if found[0]["type"] == "json_invalid":
        return ProblemError(400, "The body isn't valid JSON.")
    mistakes = [
        {"pointer": _pointer(mistake["loc"]), "detail": _sentence(mistake)}
        for mistake in found[:_MOST_MISTAKES]
    ]
    return ProblemError(422, mistakes[0]["detail"], errors=mistakes)


def _pointer(place: Sequence[int | str]) -> str:
    """Return a JSON pointer, as the example in RFC 9457 has it."""
    return "#" + "".join(f"/{str(step)[:_LONGEST_NAME]}" for step in place)


def _sentence(mistake: ErrorDetails) -> str:
    """Return what is wrong, with the field's name instead of pydantic's "Input"."""
    if not mistake["loc"]:
        about_all = mistake["type"] not in ("model_type", "model_attributes_type")
        return f"{mistake['msg']}." if about_all else "The body must be a JSON object."
    name = str(mistake["loc"][0])[:_LONGEST_NAME]
    if mistake["type"] == "missing":
        return f"{name} is missing."
    if mistake["type"] == "extra_forbidden":
        return f"Unknown field {name!r}."
    return re.sub(r"^(Input|String|Value)", lambda _: name, mistake["msg"]) + "."
