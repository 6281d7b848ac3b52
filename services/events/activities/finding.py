"""Finding an activity by its code."""

from __future__ import annotations

from services.events.activities.documents import Activity
from services.events.registration.rules import UnknownActivity

KNOWN_NAMED = 20
"""Codes listed at the most in a refusal that says what is known."""


def find_activity(code: str, field: str = "activity") -> Activity:
    """The document of an activity; inside a transaction, as that transaction sees it.  Raises
    :class:`UnknownActivity`, which lists codes that are known."""
    activity = Activity.objects(code=code).first()
    if activity is None:
        known = [str(known) for known in Activity.objects.order_by("code").limit(KNOWN_NAMED).scalar("code")]
        raise UnknownActivity(
            f"Không có hoạt động nào mã “{code}”.", field=field,
            remedy=f"Các hoạt động đang có: {', '.join(known)}." if known else "Lập hoạt động trước.",
            known=known,
        )
    return activity
