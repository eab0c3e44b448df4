"""What the music knows, as the page shows it."""

import pytest

from mien.app.page.page_models import mistakes
from mien.music.library.genres import shipped_genres
from mien.music.selection.rules import RulesError, default_rules, read_rules
from mien.web.backend import RulesMistake


@pytest.mark.parametrize(
    ("text", "mistake"),
    [
        ("\n[hapy.match]\n", RulesMistake(2, "[hapy] isn't a mood; did you mean 'happy'?")),
        ("\nsad = = 3\n", RulesMistake(2, "isn't valid TOML: Invalid value")),
    ],
)
def test_a_mistake_names_its_line_once(text: str, mistake: RulesMistake) -> None:
    with pytest.raises(RulesError) as wrong:
        read_rules(text, shipped_genres(), default_rules())

    assert mistakes(wrong.value) == (mistake,)
