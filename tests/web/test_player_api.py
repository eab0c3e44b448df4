"""The player's part of the API: library, queue, opinions, timers. What is asked happens at the backend."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

import httpx
import pytest

from mien.mood.emotion import Emotion
from web.local_server import LocalServer

RADIO = "https://radio.example/piano.mp3"


def queued(client: httpx.Client) -> list[tuple[int, str, bool]]:
    """Return what comes after the current song: entry, uri, whether it is ours."""
    told = client.get("/api/v1/queue").json()
    return [(each["entry"], each["song"]["uri"], each["ours"]) for each in told["entries"][1:]]


def enqueue(client: httpx.Client, place: str, **source: Any) -> int:
    """Queue songs; return how many."""
    answer = client.post("/api/v1/queue", json={"place": place, **source})
    assert answer.status_code == 200
    added: int = answer.json()["added"]
    return added


def test_a_search_has_every_word_and_comes_in_windows(paired: httpx.Client) -> None:
    whole = paired.get("/api/v1/search", params={"q": "Mara jazz"}).json()
    songs = whole["songs"]["songs"]
    assert songs
    assert {(song["artist"], song["genres"][0]) for song in songs} == {("Mara Holm", "Jazz")}

    part = paired.get("/api/v1/search", params={"q": "mara", "begin": 1, "count": 2}).json()
    assert [artist["name"] for artist in part["artists"]] == ["Mara Holm"]
    assert (len(part["songs"]["songs"]), part["songs"]["begin"]) == (2, 1)
    assert part["songs"]["total"] > 3


@pytest.mark.parametrize("kind", ["artists", "albums", "genres", "folders"])
def test_a_list_comes_in_windows_that_join(paired: httpx.Client, kind: str) -> None:
    def window(begin: int, count: int) -> Mapping[str, Any]:
        asked = {"begin": begin, "count": count}
        told: Mapping[str, Any] = paired.get(f"/api/v1/library/{kind}", params=asked).json()
        return told

    whole = window(0, 200)
    first, rest = window(0, 2), window(2, 200)

    assert whole["total"] == len(whole[kind]) == len(first[kind]) + len(rest[kind])
    assert whole[kind] == first[kind] + rest[kind]
    assert window(100_000, 5)[kind] == []


@pytest.mark.parametrize(
    "source",
    [
        {"artist": "Mara Holm"},
        {"album": "Jazz for Rivers", "folder": "Jazz"},
        {"genre": "jazz"},
        {"path": "Jazz"},
        {"recent": "1"},
    ],
)
def test_what_a_list_names_can_be_listed_and_queued(
    paired: httpx.Client, source: Mapping[str, Any], server: LocalServer
) -> None:
    album = next(a for a in server.backend.collection.albums if a.folder == "Jazz")
    given = {**source, **({"album": album.title} if "album" in source else {})}
    listed = paired.get("/api/v1/library/songs", params=given).json()
    assert listed["total"] > 0

    body = {**given, **({"recent": True} if "recent" in given else {})}
    assert enqueue(paired, "next", **body) == listed["total"]
    assert [uri for _, uri, ours in queued(paired) if not ours] == [song["uri"] for song in listed["songs"]]


@pytest.mark.parametrize(
    "source", [{}, {"artist": "a", "genre": "b"}, {"recent": False}, {"uris": []}, {"album_artist": "x"}]
)
def test_songs_must_be_named_in_exactly_one_way(paired: httpx.Client, source: Mapping[str, Any]) -> None:
    answer = paired.post("/api/v1/queue", json={"place": "next", **source})

    assert answer.status_code == 422
    assert answer.json()["detail"].endswith(".")


def test_a_song_is_queued_next_at_the_end_or_played_now(paired: httpx.Client) -> None:
    enqueue(paired, "next", uris=["Rock/0.flac"])
    enqueue(paired, "end", uris=["Rock/1.flac"])
    enqueue(paired, "next", uris=["Rock/2.flac"])

    owners = [uri for _, uri, ours in queued(paired) if not ours]
    assert owners == ["Rock/2.flac", "Rock/0.flac", "Rock/1.flac"]
    assert [ours for *_, ours in queued(paired)] == [False] * 3 + [True] * 3
    enqueue(paired, "now", uris=["Metal/0.flac"])
    playing = paired.get("/api/v1/now").json()["music"]["playing"]
    assert (playing["uri"], playing["ours"]) == ("Metal/0.flac", False)


def test_the_owners_entries_outlive_a_change_of_mood(server: LocalServer, paired: httpx.Client) -> None:
    enqueue(paired, "end", genre="Rock")
    before = [entry for entry, _, ours in queued(paired) if not ours]
    server.do(lambda: server.backend.see(Emotion.HAPPY))

    assert [entry for entry, _, ours in queued(paired) if not ours] == before


def test_an_entry_is_moved_played_and_removed(paired: httpx.Client) -> None:
    enqueue(paired, "next", uris=["Rock/0.flac", "Rock/1.flac", "Rock/2.flac"])
    first, second, third = (entry for entry, _, ours in queued(paired) if not ours)
    assert paired.put(f"/api/v1/queue/{third}/place", json={"before": first}).status_code == 204
    assert [entry for entry, *_ in queued(paired)][:3] == [third, first, second]

    assert paired.delete(f"/api/v1/queue/{first}").status_code == 204
    assert paired.post(f"/api/v1/queue/{second}/play").status_code == 204
    assert paired.get("/api/v1/now").json()["music"]["playing"]["entry"] == second
    assert paired.delete(f"/api/v1/queue/{first}").status_code == 404


def test_a_song_of_ours_that_is_moved_is_the_owners(paired: httpx.Client) -> None:
    first, *_, last = (entry for entry, _, ours in queued(paired) if ours)
    paired.put(f"/api/v1/queue/{last}/place", json={"before": first})

    assert queued(paired)[0][::2] == (last, False)


def test_the_queue_is_cleared_but_the_music_goes_on(paired: httpx.Client) -> None:
    enqueue(paired, "next", genre="Rock")
    playing = paired.get("/api/v1/now").json()["music"]["playing"]["entry"]
    assert paired.delete("/api/v1/queue").status_code == 204

    assert all(ours for *_, ours in queued(paired))
    assert paired.get("/api/v1/now").json()["music"]["playing"]["entry"] == playing


def test_the_queue_becomes_a_playlist_that_can_be_played_and_deleted(paired: httpx.Client) -> None:
    enqueue(paired, "next", uris=["Rock/0.flac"])
    path = "/api/v1/playlists/Our%20evening"
    assert paired.put(path, json={}).status_code == 204
    assert paired.put(path, json={}).status_code == 412
    assert paired.put(path, json={"replace": True}).status_code == 204
    assert [each["name"] for each in paired.get("/api/v1/library/playlists").json()["playlists"]] == [
        "Our evening"
    ]

    assert enqueue(paired, "now", playlist="Our evening") == 5
    assert paired.delete(path).status_code == 204
    assert paired.delete(path).status_code == 404


@pytest.mark.parametrize("name", ["👨‍👩‍👧 Sunday", "日曜日", "a'b\"c", "100 %", "x" * 100])
def test_a_playlist_may_have_any_name_that_people_give(
    server: LocalServer, paired: httpx.Client, name: str
) -> None:
    path = f"/api/v1/playlists/{quote(name, safe='')}"

    assert paired.put(path, json={}).status_code == 204
    assert list(server.backend.collection.playlists) == [name]
    assert paired.delete(path).status_code == 204


def test_a_playlist_of_another_client_can_be_deleted(server: LocalServer, paired: httpx.Client) -> None:
    strange = f". {'x' * 200} "
    server.backend.collection.playlists[strange] = ()

    assert paired.delete(f"/api/v1/playlists/{quote(strange)}").status_code == 204


def test_a_skip_is_undone_even_if_the_song_was_taken_out_meanwhile(paired: httpx.Client) -> None:
    skipped = paired.get("/api/v1/queue").json()["entries"][0]
    paired.post("/api/v1/skip")
    assert paired.delete(f"/api/v1/queue/{skipped['entry']}").status_code == 204

    assert paired.post("/api/v1/undo").status_code == 204

    told = paired.get("/api/v1/queue").json()
    current = next(each for each in told["entries"] if each["entry"] == told["current"])
    assert current["song"]["uri"] == skipped["song"]["uri"]


def test_seeking_moves_the_position(paired: httpx.Client) -> None:
    assert paired.put("/api/v1/position", json={"seconds": 60}).status_code == 204
    assert 60 <= paired.get("/api/v1/now").json()["music"]["playing"]["elapsed"] < 90

    assert paired.put("/api/v1/position", json={"seconds": 9999}).status_code == 409


def test_a_like_shows_in_the_song_and_in_the_list_until_it_is_taken_back(paired: httpx.Client) -> None:
    uri = paired.get("/api/v1/now").json()["music"]["playing"]["uri"]
    assert paired.put("/api/v1/opinion", json={"uri": uri, "opinion": "like"}).status_code == 204
    assert paired.get("/api/v1/now").json()["music"]["playing"]["opinion"] == "like"
    told = paired.get("/api/v1/opinions").json()
    assert [(each["song"]["uri"], each["opinion"]) for each in told["opinions"]] == [(uri, "like")]

    paired.put("/api/v1/opinion", json={"uri": uri, "opinion": "none"})
    assert paired.get("/api/v1/opinions").json()["total"] == 0


def test_forgetting_says_how_many_songs_it_was_about(paired: httpx.Client) -> None:
    for number in range(2):
        paired.put("/api/v1/opinion", json={"uri": f"Rock/{number}.flac", "opinion": "dislike"})

    assert paired.delete("/api/v1/opinions").json() == {"songs": 2}
    assert paired.delete("/api/v1/opinions").json() == {"songs": 0}


def test_more_like_a_song_comes_next(paired: httpx.Client) -> None:
    added = paired.post("/api/v1/more-like", json={"uri": "Rock/0.flac"}).json()["added"]

    assert {uri.partition("/")[0] for _, uri, ours in queued(paired) if not ours} == {"Rock"}
    assert added == 3


def test_a_station_plays_without_a_cover(paired: httpx.Client) -> None:
    assert {each["uri"] for each in paired.get("/api/v1/library/stations").json()["stations"]} >= {RADIO}
    assert paired.post("/api/v1/station", json={"uri": RADIO}).status_code == 204
    playing = paired.get("/api/v1/now").json()["music"]["playing"]
    assert (playing["title"], playing["duration"], playing["cover"]) == ("Quiet Piano", 0.0, "")

    assert paired.post("/api/v1/station", json={"uri": "http://192.168.0.1/admin"}).status_code == 404


def test_the_sleep_timer_is_set_shown_and_taken_back(paired: httpx.Client) -> None:
    assert paired.put("/api/v1/sleep", json={"minutes": 30}).status_code == 204
    assert 1790 <= paired.get("/api/v1/now").json()["state"]["sleep_left"] <= 1800
    assert paired.put("/api/v1/sleep", json={"minutes": None}).status_code == 204
    assert paired.get("/api/v1/now").json()["state"]["sleep_left"] is None

    assert paired.put("/api/v1/sleep", json={"minutes": 0}).status_code == 422


def test_a_page_knows_the_limit_of_the_volume_and_nothing_exceeds_it(
    server: LocalServer, paired: httpx.Client
) -> None:
    server.backend.volume_limit = 60
    assert paired.put("/api/v1/volume", json={"percent": 90}).status_code == 204
    state = paired.get("/api/v1/now").json()["state"]

    assert (state["volume"], state["volume_limit"]) == (60, 60)


def test_play_on_an_empty_library_says_what_to_do(server: LocalServer, paired: httpx.Client) -> None:
    server.backend.collection.tracks = ()
    assert paired.get("/api/v1/now").json()["state"]["songs"] == 0
    answer = paired.put("/api/v1/paused", json={"paused": False})

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "There is no music yet: copy some into the music folder.",
    )


def test_alarms_are_kept_as_they_were_set(paired: httpx.Client) -> None:
    alarm = {"at": "06:45", "days": [4, 0, 0], "emotion": "happy", "is_on": True}
    assert paired.put("/api/v1/alarms", json={"alarms": [alarm]}).status_code == 204
    assert paired.get("/api/v1/alarms").json() == {"alarms": [{**alarm, "days": [0, 4]}]}

    for wrong in ({"at": "24:00"}, {"at": "6:45"}, {"days": [7]}, {"emotion": "cosy"}):
        assert paired.put("/api/v1/alarms", json={"alarms": [{**alarm, **wrong}]}).status_code == 422


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "queue", None),
        ("POST", "queue", {"place": "end", "genre": "Rock"}),
        ("DELETE", "queue", None),
        ("PUT", "position", {"seconds": 1}),
        ("POST", "station", {"uri": RADIO}),
        ("PUT", "playlists/x", {}),
    ],
)
def test_without_the_player_the_owner_reads_why_it_cannot_be_done(
    server: LocalServer, paired: httpx.Client, method: str, path: str, body: Mapping[str, Any] | None
) -> None:
    server.do(server.backend.unplug)
    answer = paired.request(method, f"/api/v1/{path}", json=body)

    assert (answer.status_code, answer.json()["detail"]) == (
        409,
        "Can't reach the music player. Trying again…",
    )
