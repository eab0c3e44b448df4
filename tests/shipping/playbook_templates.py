"""The playbook's templates, as Ansible would write them."""

import json
import os
from pathlib import Path
from typing import Any

import pytest

jinja2 = pytest.importorskip("jinja2")
yaml = pytest.importorskip("yaml")

ANSIBLE = Path(__file__).parents[2] / "ansible"


def laid_over(base: dict[str, Any], more: dict[str, Any], *, recursive: bool = False) -> dict[str, Any]:
    """Do what Ansible's `combine` does."""
    both = {**base, **more}
    for key in base.keys() & more.keys():
        if recursive and isinstance(base[key], dict):
            both[key] = laid_over(base[key], more[key], recursive=True)
    return both


def defaults(role: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((ANSIBLE / f"roles/{role}/defaults/main.yml").read_text())
    return found


def rendered(role: str, template: str, **variables: Any) -> str:
    """Return the template as Ansible would write it."""
    house = jinja2.Environment(
        loader=jinja2.FileSystemLoader(ANSIBLE / f"roles/{role}/templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    house.filters |= {"to_json": json.dumps, "combine": laid_over, "dirname": os.path.dirname}
    text: str = house.get_template(template).render(
        ansible_managed="by a test", **(defaults(role) | variables)
    )
    return text
