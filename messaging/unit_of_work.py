"""One MongoDB transaction for a change and for what it says: both or neither.

mongoengine has no transaction call, but PyMongo binds a session to the context and mongoengine's own saves then join
it.  Two traps, both met: ``w=majority`` must stay out of the URI (the server refuses it inside a transaction, and it
is the default anyway), and ``bind(end_session=False)`` must sit inside the session, or the commit is silently lost.
"""

from __future__ import annotations

import datetime as dt
import random
import time
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, TypeVar

import mongoengine
import pymongo
import structlog
from pymongo import MongoClient
from pymongo.client_session import ClientSession
from pymongo.database import Database
from pymongo.errors import ConnectionFailure, OperationFailure, PyMongoError

from messaging import inbox, outbox
from messaging.context import CommandContext
from messaging.crash_points import reach
from messaging.envelope import Envelope, PoisonMessage, new_event_id
from messaging.metrics import TRANSACTION_RETRIES, TRANSACTION_SECONDS
from runtime.clock import utc_now
from runtime.settings import Settings

T = TypeVar("T")

log = structlog.get_logger()

DEFAULT_SECONDS = 5.0
"""How long a transaction is tried again after conflicts when the caller has no deadline of its own."""

LONGEST_ATTEMPT_SECONDS = 60.0
"""MongoDB's own limit for a transaction where nobody has set a shorter one; a caller's deadline may be far off."""

COLLECTIONS = (outbox.COLLECTION, inbox.COLLECTION, "idempotency_keys", "leases")


class StoreAway(Exception):
    """The database can't be reached, or kept on refusing because of conflicts until the deadline.

    Nothing was written, unless the connection broke in the middle of a commit: then nobody can know.  So whoever tries
    again does it with the same idempotency key, or through the inbox."""


class OutboxFull(StoreAway):
    """So many events wait for the relay that no new work is taken until it has caught up.  Nothing was written."""


class UnitOfWork:
    """One transaction under way.  ``db`` is the service's database; ``now`` is one instant for all it writes.
    Without ``has_room`` it may read, but not say anything."""

    def __init__(
        self, db: Database[dict[str, Any]], now: dt.datetime, correlation_id: str, causation_id: str,
        has_room: bool = True,
    ) -> None:
        self.db = db
        self._has_room = has_room
        self.now = now
        self.correlation_id = correlation_id
        self.causation_id = causation_id
        self.correlation_ids: Sequence[str] = (correlation_id,)
        """All requests that this transaction serves, for the log line of its commit: more than one in a micro-batch,
        whose events travel under one of them."""
        self._said: list[Envelope] = []

    def publish(self, type: str, subject: str, data: dict[str, Any], aggregate_version: int = 0) -> str:
        """Say that something happened; it goes out if and only if the transaction commits.  Returns the event id.

        ``data`` holds JSON values.  A body that breaks its contract is a programming error, raised here rather than
        found later in a dead-letter queue (:class:`PoisonMessage`).  Raises :class:`OutboxFull`."""
        if not self._has_room:
            raise OutboxFull(f"{type}: too many events wait in the outbox already")
        envelope = Envelope(
            id=new_event_id(), type=type, subject=subject, time=self.now, data=data,
            aggregate_version=aggregate_version,
            correlation_id=self.correlation_id, causation_id=self.causation_id,
        )
        envelope.check()
        self._said.append(envelope)
        return envelope.id

    @property
    def said(self) -> Sequence[Envelope]:
        """What goes out if the transaction commits."""
        return self._said

    def flush(self) -> None:
        """Write what was said to the outbox."""
        if self._said:
            outbox.append(self.db, self._said, self.now)

    def log_commit(self) -> None:
        """The one line that leads from a request to its events; call it after the commit."""
        if self._said:
            log.info(
                "events_committed", types=sorted({e.type for e in self._said}), event_ids=[e.id for e in self._said],
                correlation_ids=list(self.correlation_ids),
            )


class Store:
    """A service's own database.  Make it after forking and after eventlet's monkey-patching."""

    def __init__(self, service: str, settings: Settings) -> None:
        self.service = service
        mongoengine.disconnect(alias=service)
        self.client: MongoClient[dict[str, Any]] = mongoengine.connect(
            db=f"{settings.db_prefix}_{service}", alias=service, host=settings.mongo_url,
            tz_aware=True, uuidRepresentation="standard", serverSelectionTimeoutMS=4000,
            # mongoengine shares one client between aliases with equal settings; the name keeps each store's apart.
            appname=f"chungtay-{service}",
        )
        self.db: Database[dict[str, Any]] = self.client[f"{settings.db_prefix}_{service}"]
        self.room = outbox.Room(self.db, settings.most_in_outbox)

    def prepare(self, documents: Sequence[type[mongoengine.Document]] = ()) -> None:
        """Make collections and indexes; a collection can't be made inside a transaction in time."""
        there = set(self.db.list_collection_names())
        wanted = [*COLLECTIONS, *(str(d._get_collection_name()) for d in documents)]
        for name in dict.fromkeys(wanted):
            if name not in there:
                try:
                    self.db.create_collection(name, check_exists=False)
                except OperationFailure as error:
                    if error.code != 48:  # NamespaceExists: another process of this service was quicker
                        raise
        outbox.ensure_indexes(self.db)
        for document in documents:
            document.ensure_indexes()

    def close(self) -> None:
        """Close the connections and forget the alias."""
        mongoengine.disconnect(alias=self.service)

    def transact(self, work: Callable[[UnitOfWork], T], context: CommandContext | None = None) -> T:
        """Run ``work`` in one transaction and return its answer; of a rehearsal nothing stays written or said.

        ``work`` may run more than once (write conflicts), so it must change nothing but the database.  What it raises
        aborts the transaction and reaches the caller.  Raises :class:`StoreAway` when the database stays away, or
        conflicts go on, until the deadline of the context (:data:`DEFAULT_SECONDS` without one); its subclass
        :class:`OutboxFull` when ``work`` has something to say and the outbox is full."""
        now = utc_now()
        seconds = (context.deadline_at - now).total_seconds() if context else DEFAULT_SECONDS
        correlation_id = context.correlation_id if context else new_event_id()
        run = partial(
            self._transact, now=now, patience_seconds=seconds, correlation_id=correlation_id,
            causation_id=correlation_id, has_room=self.room.left(),
        )
        return _rehearsed(run, work) if context and context.rehearsal else run(work)

    def handle(self, event: Envelope, consumer: str, work: Callable[[UnitOfWork], None]) -> bool:
        """Handle an event once: inbox entry and work in one transaction.  Returns False for a repeat, which does
        nothing.  ``consumer`` is part of the key, so that each of several consumers of an event does its work.

        A full outbox does not stop it: what has happened elsewhere must take effect here, a hold above all, and the
        outbox it came from is bounded."""

        def once(uow: UnitOfWork) -> bool:
            if not inbox.remember(self.db, consumer, event.id, uow.now):
                return False
            work(uow)
            return True

        with structlog.contextvars.bound_contextvars(correlation_id=event.correlation_id, causation_id=event.id):
            return self._transact(once, utc_now(), DEFAULT_SECONDS, event.correlation_id, causation_id=event.id)

    def _transact(
        self, work: Callable[[UnitOfWork], T], now: dt.datetime, patience_seconds: float,
        correlation_id: str, causation_id: str, has_room: bool = True,
    ) -> T:
        attempt, begun = 0, time.perf_counter()
        # Not by the clock on the wall: set back by an hour, it would have us try for an hour.
        give_up_at = time.monotonic() + patience_seconds
        while True:
            attempt += 1
            seconds = min(max(give_up_at - time.monotonic(), 0.001), LONGEST_ATTEMPT_SECONDS)
            try:
                answer = self._attempt(work, UnitOfWork(self.db, now, correlation_id, causation_id, has_room), seconds)
                TRANSACTION_SECONDS.labels(self.service).observe(time.perf_counter() - begun)
                return answer
            except (PyMongoError, mongoengine.errors.OperationError) as error:
                if not _is_transient(error):
                    raise
                if time.monotonic() >= give_up_at:
                    raise StoreAway(f"{self.service}: {error}") from error
                TRANSACTION_RETRIES.labels(self.service).inc()
                # Jitter, so that racers for one document do not meet again at the same instant.
                time.sleep(random.uniform(0, min(0.002 * 2**attempt, 0.1)))

    def _attempt(self, work: Callable[[UnitOfWork], T], uow: UnitOfWork, seconds: float) -> T:
        client = self.client
        with (
            client.start_session() as session, session.bind(end_session=False), session.start_transaction(),
            # Innermost: the abort of a transaction that ran out of time must still get through, or the server keeps
            # its locks.
            pymongo.timeout(seconds),
        ):
            answer = work(uow)
            uow.flush()
            reach(f"{self.service}.before_commit")
            self._commit(session)
        reach(f"{self.service}.after_commit")
        uow.log_commit()
        return answer

    def _commit(self, session: ClientSession) -> None:
        for _ in range(10):
            try:
                session.commit_transaction()
                return
            except PyMongoError as error:
                # The server may or may not have committed: asking again is safe and gives the same outcome.
                if not error.has_error_label("UnknownTransactionCommitResult"):
                    raise
        raise StoreAway(f"{self.service}: the outcome of a commit stayed unknown")


class _Rehearsed(Exception):
    def __init__(self, answer: Any) -> None:
        super().__init__()
        self.answer = answer


def _rehearsed(run: Callable[[Callable[[UnitOfWork], T]], T], work: Callable[[UnitOfWork], T]) -> T:
    """What ``work`` would answer, its refusals included; its transaction is undone."""

    def undone(uow: UnitOfWork) -> T:
        raise _Rehearsed(work(uow))

    try:
        return run(undone)
    except _Rehearsed as rehearsed:
        answer: T = rehearsed.answer
        return answer


def _is_transient(error: BaseException) -> bool:
    # mongoengine wraps what the driver raised in an error of its own, without the driver's labels.
    if isinstance(error, mongoengine.errors.OperationError):
        error = error.__cause__ or error.__context__ or error
    if not isinstance(error, PyMongoError):
        return False
    labelled = error.has_error_label("TransientTransactionError")
    return labelled or error.timeout or isinstance(error, ConnectionFailure)


__all__ = ["DEFAULT_SECONDS", "OutboxFull", "PoisonMessage", "Store", "StoreAway", "UnitOfWork"]
