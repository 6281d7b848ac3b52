"""Gives a nameko service its store: connected and prepared when the service starts, before it takes any work."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import mongoengine
from nameko.extensions import DependencyProvider

from messaging.metrics import watch_outbox
from messaging.migrations import Migration, migrate
from messaging.unit_of_work import Store
from runtime import settings


class StoreProvider(DependencyProvider):  # type: ignore[misc]  # nameko has no types
    """``store = StoreProvider("monitoring", DOCUMENTS)`` in the service class; ``self.store`` is the Store.

    ``migrations``: what data of an earlier version still needs, done at boot once collections and indexes are there."""

    def __init__(
        self, service: str, documents: Sequence[type[mongoengine.Document]] = (),
        migrations: Sequence[Migration[Store]] = (),
    ) -> None:
        self._service = service
        self._documents = documents
        self._migrations = migrations
        self._store: Store | None = None

    def setup(self) -> None:
        """Connect, and make collections and indexes.  What fails here stops the service at boot."""
        self._store = Store(self._service, settings.load())
        self._store.prepare(self._documents)
        migrate(self._store.db, self._store, self._migrations)
        watch_outbox(self._store.db, self._service)

    def stop(self) -> None:
        """Close the connections."""
        if self._store is not None:
            self._store.close()

    def get_dependency(self, worker_ctx: Any) -> Store:
        """The one store of this process."""
        assert self._store is not None
        return self._store
