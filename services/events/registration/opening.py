"""Opening an activity for work: first what is due, then who waits and fits, only then what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from messaging.unit_of_work import UnitOfWork
from services.events.activities.finding import find_activity
from services.events.registration import due, waiting_list
from services.events.registration.desk import Desk


@contextmanager
def at_desk(uow: UnitOfWork, code: str) -> Iterator[Desk]:
    """The activity at work; what changed is written when the block ends well.  Raises UnknownActivity."""
    desk = Desk(uow, find_activity(code))
    due.settle(desk)
    waiting_list.move_up(desk)
    yield desk
    desk.close()
