"""What nobody thought of: schemathesis asks the API what its description allows, and what it forbids."""

import contextlib
import json
from collections.abc import Generator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.errors import Unsatisfiable
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from mien.web.api.openapi import description
from mien.web.server import OPERATIONS
from web.local_server import LocalServer, opened

ENDLESS = ("/api/v1/events", "/api/v1/live")
LAST = ("/api/v1/session", "/api/v1/pairing")
"""They change who may ask."""
NOT_HTTP = "Invalid HTTP request received."
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[LocalServer]:
    """Return one server for all requests."""
    with opened(LocalServer(tmp_path_factory.mktemp("server"))) as on:
        yield on


@pytest.fixture(scope="module")
def asking(server: LocalServer) -> Generator[httpx.Client]:
    """Return a client that is paired."""
    with server.paired() as client:
        yield client


API = schemathesis.openapi.from_dict(json.loads(json.dumps(description(OPERATIONS, "0"))))
ASKED = [found.ok() for found in API.get_all_operations() if isinstance(found, Ok)]


@pytest.mark.parametrize(
    "operation",
    [operation for operation in ASKED if operation.path not in (*ENDLESS, *LAST)],
    ids=lambda operation: operation.label,
)
@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_the_api_answers_anything_as_it_says_it_would(
    operation: Any, mode: GenerationMode, server: LocalServer, asking: httpx.Client
) -> None:
    headers = {"Origin": server.url, "X-Mien-Token": asking.headers["X-Mien-Token"]}
    cookies = {"mien": asking.cookies["mien"]}

    @settings(max_examples=10, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        answer = case.call(base_url=server.url, headers=headers, cookies=cookies)
        if answer.status_code == 400 and answer.text == NOT_HTTP:
            return  # a header with a zero byte doesn't get as far as the API
        case.validate_response(answer, checks=CHECKS)

    with contextlib.suppress(Unsatisfiable):  # what takes nothing cannot be asked wrongly
        ask()
