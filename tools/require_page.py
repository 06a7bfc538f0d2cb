"""A hook of the package's build: nobody publishes a wheel or an archive without the page, unless it is wanted so."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

WITHOUT = "PROFFER_WITHOUT_PAGE"


class RequirePage(BuildHookInterface[Any]):
    """Looks for the built page; an editable install may do without, for the checkout can build it later."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called before each build. Raises RuntimeError."""
        index = Path(self.root) / "src" / "proffer" / "workspace" / "dist" / "index.html"
        if version != "editable" and not index.exists() and not os.environ.get(WITHOUT):
            raise RuntimeError(f"the page is not built: run ./dev page first, or set {WITHOUT}=1 to do without it")
