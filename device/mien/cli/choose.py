"""`mien choose`: what would play for a mood at a moment, and why. Needs no speaker, only songs."""

import argparse
import asyncio
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TextIO, TypeVar

from mien.errors import MienError
from mien.mood.emotion import Emotion
from mien.mood.mood import Policy
from mien.music.dj.library_sync import LibrarySync
from mien.music.library.genres import shipped_genres
from mien.music.library.library import Library, build_library
from mien.music.library.song_file import BadLine, read_songs
from mien.music.player.mpd import MpdPlayer
from mien.music.player.player import PlayerError
from mien.music.selection.context import Circumstances, default_table
from mien.music.selection.criteria import Moment
from mien.music.selection.history import History
from mien.music.selection.rank import Ranking, RankingConfig, rank
from mien.music.selection.rules import Rules, default_rules
from mien.music.selection.selector import Selector
from mien.music.song import Pick, Song, Uri

_Word = TypeVar("_Word", bound=StrEnum)


class ChooseError(MienError):
    """The question or the songs can't be used; one sentence says why."""


@dataclass(frozen=True, slots=True)
class Question:
    """The songs to choose."""

    emotion: Emotion
    """The mood."""
    policy: Policy = Policy.MATCH
    """How the music responds to it."""
    at: datetime | None = None
    """The time, of which hour and weekday count; None if the time doesn't matter."""
    company: int | None = None
    """How many people are in the room; None if that doesn't matter."""
    light: float | None = None
    """How bright the room is, 0 to 1; None if that doesn't matter."""
    heard: tuple[Uri, ...] = ()
    """What played lately, the newest last."""
    top: int = 10
    """How many songs."""
    ranking: RankingConfig = field(default_factory=RankingConfig)
    """How songs are compared."""
    rules: Rules = field(default_factory=default_rules)
    """Which music suits which mood."""
    seed: int = 0
    """Decides between songs that are equally good."""


def choose_command(asked: argparse.Namespace, out: TextIO, err: TextIO) -> int:
    """Do what `mien choose` was asked for; return the exit status.

    `asked` has `songs` (a path) or `mpd` (an address), `emotion`, `policy`, `at`, `company`, `light`,
    `recent` (a path), `top` and `json`; all but one of the first two and `emotion` may be None. A line of
    `songs` that isn't a song is reported on `err` and makes the status 1; the others are used all the same.
    """
    try:
        question = question_of(asked)
        library, bad = _library_of(asked, err)
    except (ChooseError, PlayerError) as no:
        err.write(f"mien choose: {no}.\n")
        return 1
    status = choose(question, library, as_json=bool(asked.json), out=out, err=err)
    return status or int(bad > 0)


def _library_of(asked: argparse.Namespace, err: TextIO) -> tuple[Library, int]:
    if asked.songs is not None:
        return library_of_file(Path(asked.songs), err)
    if asked.mpd is not None:
        return library_of_mpd(asked.mpd, None), 0
    raise ChooseError("say where the songs are: --songs FILE or --mpd WHERE")


def question_of(asked: argparse.Namespace) -> Question:
    """Return the question as a value.

    Raises:
        ChooseError: the mood, the policy, the time or a number isn't valid.
    """
    heard = () if asked.recent is None else heard_of_file(Path(asked.recent))
    top = 10 if asked.top is None else int(asked.top)
    if top < 1:
        raise ChooseError(f"--top must be 1 or more, not {top}")
    return Question(
        emotion=_one_of(Emotion, asked.emotion, "--emotion"),
        policy=_one_of(Policy, asked.policy or Policy.MATCH, "--policy"),
        at=None if asked.at is None else moment_of(asked.at),
        company=None if asked.company is None else int(asked.company),
        light=None if asked.light is None else float(asked.light),
        heard=heard,
        top=top,
    )


def choose(question: Question, library: Library, *, as_json: bool, out: TextIO, err: TextIO) -> int:
    """Write the best songs, one per line; return the exit status: 1 if there is none.

    With `as_json` each line is {"uri", "score", "reasons": [{"criterion", "weight", "value", "phrase"}]}.
    """
    ranking = chosen(question, library)
    if not ranking.picks:
        err.write("mien choose: there is no song to choose from.\n")
        return 1
    given_up = (f"mien choose: ignored, to find enough songs: {what}.\n" for what in ranking.given_up)
    err.writelines(given_up)
    for place, pick in enumerate(ranking.picks, 1):
        line = json.dumps(_shape(pick)) + "\n" if as_json else _lines(place, pick)
        out.write(line)
    return 0


def chosen(question: Question, library: Library) -> Ranking:
    """Return the songs: for Policy.RAMP in the order in which they play, else the best first."""
    hour = None if question.at is None else question.at.hour + question.at.minute / 60
    day = None if question.at is None else question.at.weekday()
    preference = default_table().leaning(Circumstances(hour, day, question.company, question.light))
    if question.policy is Policy.RAMP:
        history = History(heard=question.heard)
        selector = Selector(
            question.rules,
            question.ranking,
            library,
            history=history,
            preference=preference,
            seed=question.seed,
        )
        return Ranking(selector.following(question.emotion, question.policy).choose(question.top).picks)
    target = question.rules.wanted(question.emotion, question.policy)
    moment = Moment(target, question.heard, preference=preference, seed=question.seed)
    return rank(library, moment, question.ranking, question.top)


def library_of_file(path: Path, err: TextIO) -> tuple[Library, int]:
    """Return the songs of a file of JSON Lines, and how many lines aren't songs (each reported on `err`).

    Raises:
        ChooseError: the file cannot be read.
    """
    bad: list[BadLine] = []

    def good() -> Iterator[Song]:
        with path.open(encoding="utf-8", errors="replace") as lines:
            for read in read_songs(lines):
                if isinstance(read, Song):
                    yield read
                else:
                    bad.append(read)

    try:
        library = build_library(good(), shipped_genres())
    except OSError as low:
        raise ChooseError(f"{path} cannot be read: {low.strerror}") from low
    err.writelines(f"mien choose: {path}, line {line.number}: {line.why}.\n" for line in bad)
    return library, len(bad)


def library_of_mpd(address: str, password: str | None) -> Library:
    """Return the songs of an MPD.

    Raises:
        PlayerGoneError, PlayerRefusedError: it doesn't answer, or refuses.
    """

    async def read() -> Library:
        player = await MpdPlayer.connected(address, password)
        try:
            sync = LibrarySync(player, shipped_genres())  # as the speaker has them: with what they sound like
            await sync.read(is_changed=True)
            return sync.library
        finally:
            await player.close()

    return asyncio.run(read())


def heard_of_file(path: Path) -> tuple[Uri, ...]:
    """Return what played lately from a file: on each line a uri, or a JSON object with one; the newest last.

    Raises:
        ChooseError: the file cannot be read.
    """
    try:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as low:
        raise ChooseError(f"{path} cannot be read: {low.strerror}") from low
    return tuple(_uri(line) for line in lines if line.strip())


def moment_of(text: str) -> datetime:
    """Read an ISO 8601 time, such as 2026-11-22T21:30; an offset from UTC is ignored.

    Raises:
        ChooseError: it isn't one.
    """
    try:
        return datetime.fromisoformat(text)
    except ValueError as low:
        raise ChooseError(f"{text!r} isn't a time like 2026-11-22T21:30") from low


def _one_of(words: type[_Word], said: str, option: str) -> _Word:
    try:
        return words(said)
    except ValueError as low:
        known = ", ".join(words)
        raise ChooseError(f"{option} must be one of {known}, not {said!r}") from low


def _uri(line: str) -> Uri:
    try:
        said = json.loads(line)
    except ValueError:
        return line.strip()
    uri = said.get("uri") if isinstance(said, dict) else None
    return uri if isinstance(uri, str) else line.strip()


def _shape(pick: Pick) -> dict[str, object]:
    reasons = [
        {
            "criterion": reason.criterion,
            "weight": round(reason.weight, 4),
            "value": round(reason.value, 4),
            "phrase": reason.phrase,
        }
        for reason in pick.reasons
    ]
    return {"uri": pick.song.uri, "score": round(pick.score, 6), "reasons": reasons}


def _lines(place: int, pick: Pick) -> str:
    song = pick.song
    name = " - ".join(part for part in (song.artist, song.title) if part) or song.uri
    return f"{place:3}. {name}  ({pick.score:.3f})\n     {pick.why()}\n"
