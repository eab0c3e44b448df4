"""The JSON API: what it says is as described, what it is asked is done."""

import asyncio
import csv
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import httpx
import jsonschema_rs
import pytest

from mien.mood.emotion import Emotion
from mien.mood.events import (
    Ask,
    AskCloseEye,
    AskMood,
    AskPause,
    AskPolicy,
    AskPrevious,
    AskSkip,
    AskUndo,
    AskVolume,
)
from mien.mood.mood import Policy
from mien.web.live.cleared_timeline import ClearedTimeline
from mien.web.live.timeline import EMPTY, Timeline, TimelinePoint
from mien.web.server import OPERATIONS
from web.local_server import LocalServer

ASKED: tuple[tuple[str, str, Mapping[str, Any] | None, Ask], ...] = (
    ("POST", "skip", None, AskSkip()),
    ("POST", "previous", None, AskPrevious()),
    ("POST", "undo", None, AskUndo()),
    ("PUT", "paused", {"paused": True}, AskPause(paused=True)),
    ("PUT", "paused", {"paused": False}, AskPause(paused=False)),
    ("PUT", "volume", {"percent": 25}, AskVolume(25)),
    ("PUT", "mood", {"mood": "sad"}, AskMood(Emotion.SAD)),
    ("PUT", "mood", {"mood": None}, AskMood(None)),
    ("PUT", "policy", {"policy": "lift"}, AskPolicy(Policy.LIFT)),
    ("POST", "eye/close", None, AskCloseEye()),
)

EXAMPLES = {"/api/v1/search": {"q": "quiet"}, "/api/v1/library/songs": {"path": "Jazz"}}


@pytest.mark.parametrize("asked", ASKED, ids=lambda asked: asked[1])
def test_what_the_page_asks_is_what_the_speaker_hears(
    server: LocalServer, paired: httpx.Client, asked: tuple[str, str, Mapping[str, Any] | None, Ask]
) -> None:
    method, path, body, ask = asked
    answer = paired.request(method, f"/api/v1/{path}", json=body)

    assert answer.status_code == 204
    assert server.backend.asked == [ask]


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("volume", {"percent": 101}),
        ("volume", {"percent": "loud"}),
        ("volume", {}),
        ("mood", {"mood": "hangry"}),
        ("mood", {"mood": "nobody"}),
        ("policy", {"policy": "match", "more": 1}),
        ("paused", {"paused": 1}),
    ],
)
def test_what_makes_no_sense_is_refused_with_a_sentence(
    server: LocalServer, paired: httpx.Client, path: str, body: Mapping[str, Any]
) -> None:
    answer = paired.put(f"/api/v1/{path}", json=body)

    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")
    assert server.backend.asked == []


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 50_000, b"NaN", b'{"percent": 1e999}'])
def test_what_is_not_json_is_refused(paired: httpx.Client, body: bytes) -> None:
    answer = paired.put("/api/v1/volume", content=body, headers={"Content-Type": "application/json"})

    assert answer.status_code in (400, 422)


def test_a_form_is_not_json(paired: httpx.Client) -> None:
    assert paired.put("/api/v1/volume", data={"percent": "10"}).status_code == 415


@pytest.mark.parametrize("operation", [o for o in OPERATIONS if o.method == "GET" and "{" not in o.path])
def test_every_answer_is_as_described(server: LocalServer, paired: httpx.Client, operation: Any) -> None:
    server.do(lambda: server.backend.see(Emotion.FEARFUL))
    if operation.kind != "application/json":
        return
    answer = paired.get(operation.path, params=EXAMPLES.get(operation.path))

    assert answer.status_code == 200
    jsonschema_rs.validate(operation.result.model_json_schema(mode="serialization"), answer.json())


def test_the_description_names_every_operation_and_is_open_api(paired: httpx.Client) -> None:
    told = paired.get("/api/v1/openapi.json").json()
    named = {(method.upper(), path) for path, item in told["paths"].items() for method in item}

    assert told["openapi"].startswith("3.1")
    assert named == {(operation.method, operation.path) for operation in OPERATIONS}
    ids = [item["operationId"] for path in told["paths"].values() for item in path.values()]
    assert len(ids) == len(set(ids))


def test_the_timeline_is_told_and_cleared(server: LocalServer, paired: httpx.Client) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    told = paired.get("/api/v1/timeline?span=day").json()
    assert told["span"] == 86400
    assert told["songs"]
    paired.put("/api/v1/paused", json={"paused": True})  # or it is recorded again at the next look
    assert paired.delete("/api/v1/timeline").status_code == 204
    server.do(server.broadcaster.look)

    assert paired.get("/api/v1/timeline").json()["songs"] == []
    assert paired.get("/api/v1/timeline?span=week").json()["span"] == 7 * 86400
    assert paired.get("/api/v1/timeline?span=year").status_code == 422


def test_a_timeline_that_was_cleared_by_mistake_is_brought_back_once(
    server: LocalServer, paired: httpx.Client
) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    songs = paired.get("/api/v1/timeline").json()["songs"]
    for _ in range(2):  # two taps
        paired.delete("/api/v1/timeline")
    assert paired.post("/api/v1/timeline/undo").status_code == 204

    assert paired.get("/api/v1/timeline").json()["songs"] == songs
    assert paired.post("/api/v1/timeline/undo").status_code == 409


async def test_what_was_cleared_is_gone_after_some_seconds() -> None:
    cleared = ClearedTimeline(within=0.01)
    cleared.hold(Timeline(hour=(TimelinePoint(0.0, "sad"),)))
    await asyncio.sleep(0.05)

    assert cleared.brought_back(EMPTY) is None


def test_the_history_is_exported_as_a_table_with_local_times(
    server: LocalServer, paired: httpx.Client
) -> None:
    server.do(lambda: server.backend.see(Emotion.HAPPY))
    answer = paired.get("/api/v1/timeline.csv")
    rows = list(csv.DictReader(answer.text.splitlines()))

    assert answer.headers["content-type"].startswith("text/csv")
    assert "attachment" in answer.headers["content-disposition"]
    assert {row["mood"] for row in rows} > {""}
    now = datetime.fromtimestamp(server.wall(), UTC)
    assert abs((now - datetime.fromisoformat(rows[-1]["time"])).total_seconds()) < 10


def test_rules_with_a_mistake_are_not_saved(server: LocalServer, paired: httpx.Client) -> None:
    before = server.backend.rules_text
    answer = paired.put("/api/v1/rules", json={"text": "[happy]\ngenres = [}"})

    assert answer.status_code == 422
    assert answer.json()["mistakes"][0]["line"] == 2
    assert server.backend.rules_text == before


def test_rules_are_previewed_before_they_are_saved(server: LocalServer, paired: httpx.Client) -> None:
    text = '[happy]\ngenres = ["Jazz"]\n'
    told = paired.post("/api/v1/rules/preview", json={"text": text, "policy": "match"}).json()
    assert told["mistakes"] == []
    assert len(told["moods"]["happy"]["songs"]) == 3
    assert server.backend.rules_text != text

    assert paired.put("/api/v1/rules", json={"text": text}).status_code == 204
    assert server.backend.rules_text == text


def test_a_browser_that_saves_rules_after_another_is_told(server: LocalServer, paired: httpx.Client) -> None:
    seen = paired.get("/api/v1/rules").headers["etag"]
    mine, theirs = '[sad]\ngenres = ["Jazz"]\n', '[sad]\ngenres = ["Soul"]\n'
    saved = paired.put("/api/v1/rules", json={"text": theirs}, headers={"If-Match": seen})
    assert saved.headers["etag"] == paired.get("/api/v1/rules").headers["etag"] != seen
    answer = paired.put("/api/v1/rules", json={"text": mine}, headers={"If-Match": seen})

    assert (answer.status_code, answer.json()["detail"]) == (
        412,
        "Somebody else has changed the rules in the meantime.",
    )
    assert server.backend.rules_text == theirs
    anyway = paired.put("/api/v1/rules", json={"text": mine}, headers={"If-Match": saved.headers["etag"]})
    assert anyway.status_code == 204


@pytest.mark.parametrize("tag", ['""', "nonsense", "W/", '"a", "b"', "é"])
def test_a_tag_that_is_none_saves_nothing(server: LocalServer, paired: httpx.Client, tag: str) -> None:
    before = server.backend.rules_text
    headers = [(b"If-Match", tag.encode())]

    assert paired.put("/api/v1/rules", json={"text": "[sad]"}, headers=headers).status_code == 412
    assert server.backend.rules_text == before


def test_a_rule_is_changed_without_toml_and_saved_by_its_owner(
    server: LocalServer, paired: httpx.Client
) -> None:
    told = paired.get("/api/v1/rules").json()
    assert "Jazz" in told["genres"]
    rule = {"mood": "sad", "policy": "match", "genres": ["Jazz", "Soul"], "valence": 0.5, "arousal": -0.5}
    text = paired.post("/api/v1/rules/edit", json={"text": told["text"], **rule}).json()["text"]
    assert server.backend.rules_text == told["text"]

    shown = paired.post("/api/v1/rules/preview", json={"text": text, "policy": "match"}).json()["moods"][
        "sad"
    ]
    assert shown["genres"] == ["Jazz", "Soul"]
    assert paired.post("/api/v1/rules/edit", json={"text": "[", **rule}).status_code == 409
    ramp = {**rule, "policy": "ramp"}
    assert paired.post("/api/v1/rules/edit", json={"text": text, **ramp}).status_code == 422


def test_a_setting_is_set_and_a_wrong_one_is_refused(paired: httpx.Client) -> None:
    assert paired.put("/api/v1/settings/listener", json={"value": "average"}).status_code == 204
    kept = {one["key"]: one["value"] for one in paired.get("/api/v1/settings").json()["settings"]}
    assert kept["listener"] == "average"

    assert paired.put("/api/v1/settings/listener", json={"value": "cat"}).status_code == 409
    assert paired.put("/api/v1/settings/nonsense", json={"value": 1}).status_code == 409


def test_when_mpd_is_away_the_page_says_so(server: LocalServer, paired: httpx.Client) -> None:
    server.do(server.backend.unplug)

    assert paired.get("/api/v1/now").json()["state"]["player_away"] is True
    answer = paired.post("/api/v1/skip")
    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Can't reach the music player. Trying again…",
    )


def test_a_mistake_of_ours_is_a_problem_without_its_insides(
    server: LocalServer, paired: httpx.Client
) -> None:
    def broken() -> None:
        raise ZeroDivisionError

    server.backend.library = broken  # type: ignore[assignment,method-assign]
    answer = paired.get("/api/v1/library")

    assert answer.status_code == 500
    assert "ZeroDivision" not in answer.text
    assert answer.json()["status"] == 500


def test_a_page_that_has_not_changed_is_not_sent_again(paired: httpx.Client) -> None:
    first = paired.get("/app.js", headers={"Accept-Encoding": "gzip"})
    assert first.headers["content-encoding"] == "gzip"

    assert paired.get("/app.js", headers={"If-None-Match": first.headers["etag"]}).status_code == 304
