"""Gives a nameko service something that is made once, before it takes any work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from nameko.extensions import DependencyProvider


class Provided(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """``storages = Provided(storages_by_settings)`` in the service class; ``self.storages`` is what was made."""

    def __init__(self, make: Callable[[], Any]) -> None:
        self._make = make
        self._made: Any = None

    def setup(self) -> None:
        """Make it.  What fails here stops the service at boot."""
        self._made = self._make()

    def get_dependency(self, worker_ctx: Any) -> Any:
        """The one of this process."""
        return self._made
