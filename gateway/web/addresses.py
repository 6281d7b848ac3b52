"""Addresses of lists with their filters in them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import request, url_for


def address(endpoint: str, chosen: Mapping[str, Any], **more: Any) -> str:
    """The address of a page with what was chosen in its filters."""
    return url_for(endpoint, **{**chosen, **more})


def chosen_of(longest: Mapping[str, int]) -> dict[str, str]:
    """What the filters in this request's address say, by name, each cut off at its longest; without what is empty."""
    told = {name: request.args.get(name, "").strip()[:most] for name, most in longest.items()}
    return {name: value for name, value in told.items() if value}
