"""MPD's protocol without a socket: whatever way the bytes are cut, and whatever a playlist has forged."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.music.player.mpd_framing import LONGEST_LINE, MpdProtocolError
from mien.music.player.mpd_protocol import (
    LARGEST_PIECE,
    MpdCommand,
    MpdProtocol,
    Reply,
    command,
    encoded,
)
from mien.music.player.player import VanishedError

GREETING = b"OK MPD 0.23.12\n"
FORGED = ("OK", "list_OK", "ACK [50@0] {status} no", "ACK [5@1] {} what", "OK MPD 0.23.12", "binary: 3")
texts = st.text(st.characters(exclude_categories=("Cc", "Cs")))
lines = st.one_of(st.sampled_from(FORGED), st.builds("title: {}".format, texts))
answers = st.lists(st.lists(lines, max_size=4), min_size=1, max_size=4)
cuts = st.lists(st.integers(0, 400), max_size=8)


def greeted() -> MpdProtocol:
    protocol = MpdProtocol()
    assert protocol.receive(GREETING) == Reply()
    return protocol


def pieces(data: bytes, places: list[int]) -> list[bytes]:
    """Return the data, cut at these places."""
    ends = sorted({0, len(data), *(place for place in places if place < len(data))})
    return [data[begin:end] for begin, end in pairwise(ends)]


def heard(protocol: MpdProtocol, chunks: list[bytes]) -> tuple[Reply | None, bool]:
    """Return the reply, and whether the connection can't be used after it."""
    reply = None
    try:
        for chunk in chunks:
            reply = protocol.receive(chunk) or reply
        protocol.ask((command("ping"),))
    except MpdProtocolError:
        return reply, True
    return reply, False


def list_reply(said: list[list[str]]) -> bytes:
    """Return what MPD sends when it answers these lines to a list of commands."""
    return "".join(f"{line}\n" for each in said for line in (*each, "list_OK")).encode() + b"OK\n"


def pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(": ")
    return key.lower(), value


@given(answers, cuts, st.integers(1, 4), st.binary(max_size=20))
def test_however_the_bytes_are_cut_the_reply_is_the_same(
    said: list[list[str]], places: list[int], commands: int, more: bytes
) -> None:
    data = list_reply(said) + more
    whole, cut = greeted(), greeted()
    whole.ask((command("status"),) * commands)
    cut.ask((command("status"),) * commands)

    assert heard(cut, pieces(data, places)) == heard(whole, [data])


@given(answers)
def test_what_a_playlist_forges_is_read_as_text_or_ends_the_connection(said: list[list[str]]) -> None:
    protocol = greeted()
    protocol.ask((command("status"),) * len(said))
    reply, broken = heard(protocol, [list_reply(said)])

    honest = Reply(tuple(tuple(pair(line) for line in each) for each in said))
    assert broken or reply == honest


@given(st.lists(st.lists(st.builds("title: {}".format, texts), max_size=4), min_size=1, max_size=4), cuts)
def test_an_honest_reply_is_read_and_the_conversation_goes_on(
    said: list[list[str]], places: list[int]
) -> None:
    protocol = greeted()
    protocol.ask((command("status"),) * len(said))

    honest = Reply(tuple(tuple(pair(line) for line in each) for each in said))
    assert heard(protocol, pieces(list_reply(said), places)) == (honest, False)


@given(st.binary(max_size=200), cuts)
def test_a_piece_of_a_picture_arrives_unchanged_whatever_is_in_it(picture: bytes, places: list[int]) -> None:
    data = b"size: 999\nbinary: %d\n%s\nOK\n" % (len(picture), picture)
    protocol = greeted()
    protocol.ask_one(command("readpicture", "a.mp3", 0), binary=True)

    said = (("size", "999"), ("binary", str(len(picture))))
    assert heard(protocol, pieces(data, places)) == (Reply((said,), piece=picture), False)


@pytest.mark.parametrize(
    "data",
    [
        b"binary: -3\nabc\nOK\n",
        b"binary: x\nabc\nOK\n",
        b"binary: %d\n" % (LARGEST_PIECE + 1),
        b"binary: 3\nabcd\nOK\n",
        b"binary: 3\nabcdOK\n",
        b"binary: 3\nabc\nsize: 3\nOK\n",
        b"ACK [50@1] {readpicture} of another\n",
    ],
)
def test_a_picture_that_is_sent_wrong_ends_the_connection(data: bytes) -> None:
    protocol = greeted()
    protocol.ask_one(command("readpicture", "a.mp3", 0), binary=True)

    with pytest.raises(MpdProtocolError):
        protocol.receive(data)


def test_an_ok_before_all_commands_are_answered_is_text() -> None:
    protocol = greeted()
    protocol.ask((command("status"), command("stats")))

    reply = Reply(((("ok", ""), ("state", "stop")), (("songs", "3"),)))
    assert heard(protocol, [b"OK\nstate: stop\nlist_OK\nsongs: 3\nlist_OK\nOK\n"]) == (reply, False)


@pytest.mark.parametrize(
    "data", [b"list_OK\nlist_OK\nOK\n", b"list_OK\nstate: stop\nOK\n", b"ACK [50@1] {status} no\n"]
)
def test_a_reply_that_does_not_fit_the_commands_is_refused(data: bytes) -> None:
    protocol = greeted()
    protocol.ask((command("status"),))

    with pytest.raises(MpdProtocolError, match="does not fit"):
        protocol.receive(data)


def test_binary_means_a_picture_only_where_one_was_asked_for() -> None:
    protocol = greeted()
    protocol.ask_one(command("idle"))

    assert heard(protocol, [b"binary: 3\nOK\n"]) == (Reply(((("binary", "3"),),)), False)


@pytest.mark.parametrize("chunk", [1 << 16, LONGEST_LINE * 2])
def test_a_line_may_be_long_but_not_too_long(chunk: int) -> None:
    long, longer = "title: ".ljust(LONGEST_LINE, "x"), "title: ".ljust(LONGEST_LINE + 1, "x")
    replies = []
    for line in (long, longer):
        protocol = greeted()
        protocol.ask((command("status"),))
        data = list_reply([[line]])
        replies.append(heard(protocol, pieces(data, list(range(0, len(data), chunk)))))

    assert replies == [(Reply(((pair(long),),)), False), (None, True)]


def test_a_line_that_never_ends_is_given_up() -> None:
    protocol = greeted()
    protocol.ask((command("status"),))

    assert heard(protocol, [b"x" * 1000] * (LONGEST_LINE // 1000 + 2)) == (None, True)


def test_nothing_is_asked_before_the_greeting_or_before_the_last_reply() -> None:
    protocol = MpdProtocol()
    with pytest.raises(MpdProtocolError, match="not answered"):
        protocol.ask((command("ping"),))
    protocol.receive(GREETING)
    protocol.ask_one(command("idle"))
    with pytest.raises(MpdProtocolError, match="not answered"):
        protocol.ask_one(command("ping"))


def tokens(line: str) -> list[str]:
    """Return what MPD's own tokenizer makes of a line: words, and strings in quotes with backslashes."""
    words, rest = [], line
    while rest:
        if not rest.startswith('"'):
            word, _, rest = rest.partition(" ")
            words.append(word)
            continue
        word, place = "", 1
        while rest[place] != '"':
            place += rest[place] == "\\"
            word += rest[place]
            place += 1
        words.append(word)
        assert rest[place + 1 : place + 2] in {"", " "}
        rest = rest[place + 2 :]
    return words


@given(st.lists(texts, max_size=4))
def test_what_is_quoted_is_read_back_as_it_was(args: list[str]) -> None:
    line = encoded(command("add", *args)).decode()

    assert line.count("\n") == 1
    assert tokens(line.removesuffix("\n")) == ["add", *args]


@given(texts, st.sampled_from([*map(chr, range(32)), "\x7f", "\ud800", "\udfff"]), texts)
def test_what_cannot_be_sent_safely_is_refused(before: str, control: str, after: str) -> None:
    with pytest.raises(VanishedError, match="control character"):
        command("add", before + control + after)


def test_commands_go_out_as_one_list_with_an_answer_for_each() -> None:
    asked = greeted().ask((command("addid", 'a "b".mp3', 3), MpdCommand("status")))

    assert asked == b'command_list_ok_begin\naddid "a \\"b\\".mp3" "3"\nstatus\ncommand_list_end\n'


def test_a_password_that_cannot_be_sent_is_not_written_into_the_log() -> None:
    with pytest.raises(VanishedError, match="the password has a control character") as refused:
        command("password", "secret\n")

    assert "secret" not in str(refused.value)
