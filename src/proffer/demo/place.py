"""Where the demo keeps its data: in the checkout it runs from, else among the user's own data."""

from __future__ import annotations

from pathlib import Path

from proffer.config.settings import user_data_folder

CHECKOUT = Path(__file__).parents[3]


def usual_place() -> Path:
    """`var/demo` of a checkout (which its .gitignore names), or `proffer-demo` in the user's data folder."""
    if (CHECKOUT / "dev").is_file() and (CHECKOUT / "src" / "proffer").is_dir():
        return CHECKOUT / "var" / "demo"
    return user_data_folder() / "proffer-demo"
