"""Commands of a service as one line each: ``register_pledge = does(RegisterPledge, pledges.register_pledge)``.

The service's class then reads as the table of what it can be asked for.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

from contracts.commands import ById, Command
from messaging.answering import answers
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.expecting import check_unmoved
from messaging.unit_of_work import UnitOfWork

Json = dict[str, Any]


def does(schema: type[Command], work: Callable[..., Json]) -> Callable[..., Any]:
    """The entrypoint of a command: ``work(uow, command, context)`` in one transaction of the service's ``store``.

    ``work`` may leave ``context`` out.  It bears the command's name."""
    wants_context = len(inspect.signature(work).parameters) > 2

    def method(self: Any, command: Json, context: CommandContext) -> Json:
        more = (context,) if wants_context else ()

        def decide(uow: UnitOfWork) -> Json:
            answer: Json = work(uow, command, *more)
            check_unmoved(uow.said, context.expects)
            return answer

        answer: Json = self.store.transact(decide, context)
        return answer

    method.__name__ = work.__name__
    return rpc(answers(schema)(method))


def reads(work: Callable[[str], Json]) -> Callable[..., Any]:
    """The entrypoint of a question for one resource: ``work(id)`` gives it, or raises a NotFound."""

    def read(_uow: Any, command: Json) -> Json:
        return work(command["id"])

    read.__name__ = work.__name__
    return does(ById, read)
