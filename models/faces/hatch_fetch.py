"""Lets the wheel build fetch the face weights before it packs them."""

import runpy
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class FetchFaceWeights(BuildHookInterface[Any]):  # type: ignore[misc]  # hatchling is only there in a build
    """Runs fetch.py beside this file; a wheel without the weights is never built."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Fetch what is missing; hatchling calls this before it collects files."""
        del version, build_data
        runpy.run_path(str(Path(__file__).with_name("fetch.py")))["fetch"]()
