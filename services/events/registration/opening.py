"""Opening an activity for work: first what is due, then who waits and fits, only then what is asked."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from messaging.unit_of_work import UnitOfWork
from services.events.activities.documents import Activity
from services.events.activities.finding import find_activity
from services.events.registration import due, waiting_list
from services.events.registration.desk import Desk


def settled(uow: UnitOfWork, activity: Activity) -> Activity:
    """The activity with what is due in it settled; costs nothing while nothing is."""
    if activity.due_at is None or activity.due_at > uow.now:
        return activity
    with at_desk(uow, activity.code) as desk:
        pass
    return desk.activity


@contextmanager
def at_desk(uow: UnitOfWork, code: str) -> Iterator[Desk]:
    """The activity at work; what changed is written when the block ends well.  Raises UnknownActivity."""
    desk = Desk(uow, find_activity(code))
    due.settle(desk)
    waiting_list.move_up(desk)
    yield desk
    desk.close()
