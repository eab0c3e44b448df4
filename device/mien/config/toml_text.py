"""Writing TOML."""

import json
from collections.abc import Mapping
from typing import Any


def toml_of(table: Mapping[str, Mapping[str, Any]]) -> str:
    """Return sections as TOML; text, numbers, lists, true and false are written as in JSON."""
    sections = (
        f"[{section}]\n"
        + "".join(f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in keys.items())
        for section, keys in table.items()
    )
    return "\n".join(sections).replace("\x7f", "\\u007f")
