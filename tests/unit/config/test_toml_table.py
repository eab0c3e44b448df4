"""What every table that an owner writes has in common."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mien.config.toml_table import (
    MOST_MISTAKES,
    TomlError,
    TomlMistake,
    TomlMistakes,
    did_you_mean,
    read_toml,
    refuse,
)


class ShopError(TomlError):
    """The shop's table has mistakes."""


def test_broken_toml_names_its_line_once() -> None:
    with pytest.raises(ShopError) as broken:
        read_toml('[shop]\nname = "x', ShopError)

    assert str(broken.value).count("line") <= 1
    with pytest.raises(ShopError) as broken:
        read_toml("[shop]\nname = = 3\n", ShopError)
    (mistake,) = broken.value.mistakes
    assert mistake.line == 2
    assert str(broken.value) == "line 2: isn't valid TOML: Invalid value"


def test_each_row_of_a_list_has_its_own_lines() -> None:
    table = read_toml("[[cup]]\nsize = 1\n\n[[cup]]\nsize = 2\n")
    first, second = table.rows("cup") or ()

    assert [first.mistake("small", "size").line, second.mistake("large", "size").line] == [2, 5]
    assert second.mistake("no colour", "colour").line == 4, "a key that is missing: where its table begins"


@pytest.mark.parametrize("text", ["cup = 3", "cup = [3]", "cup = {}"])
def test_something_else_than_rows_is_told_apart_from_none(text: str) -> None:
    assert read_toml(text).rows("cup") is None
    assert read_toml("").rows("cup") == ()


def test_unknown_keys_are_named_with_what_may_have_been_meant() -> None:
    table = read_toml("sise = 1\nsize = 1\n")

    assert list(table.unknown_keys(("size",))) == [TomlMistake(1, "unknown key sise; did you mean 'size'?")]


@pytest.mark.parametrize("value", ["true", '"1"', "2", "nan", "{}", "[1]"])
def test_a_number_must_be_one_and_in_its_range(value: str) -> None:
    assert len(list(read_toml(f"size = {value}").number("size", 0, 1))) == 1


def test_of_too_many_mistakes_the_first_are_named_and_the_rest_are_not_even_looked_for() -> None:
    asked = []

    def endless() -> TomlMistakes:
        while True:
            asked.append(1)
            yield TomlMistake(len(asked), "wrong")

    with pytest.raises(ShopError) as refused:
        refuse(endless(), ShopError)

    assert len(asked) == MOST_MISTAKES + 1
    assert refused.value.problems[-1] == f"there are more mistakes than these {MOST_MISTAKES}"


def test_a_word_like_no_other_has_no_suggestion() -> None:
    assert did_you_mean("xyzzy", ("size", "colour")) == ""


@given(st.text())
def test_whatever_is_written_is_a_table_or_an_error_that_can_be_read(text: str) -> None:
    try:
        read_toml(text)
    except TomlError as bad:
        assert bad.mistakes  # noqa: PT017
