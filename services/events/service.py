"""Every entrypoint of the events service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.commands import ById
from contracts.commands import events as asked
from messaging.answering import answers
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.store_provider import StoreProvider
from messaging.unit_of_work import UnitOfWork
from runtime.clock import utc_now
from services.events.activities import commands as activities
from services.events.activities.documents import Activity
from services.events.registration import commands as registration
from services.events.registration.documents import Registration
from services.events.registration.turns import Turns

DOCUMENTS = [Activity, Registration]

turns = Turns()


class EventsService:
    """Activities and the guests registered for them."""

    name = "events"
    store = StoreProvider("events", DOCUMENTS)

    @rpc
    @answers(asked.SaveActivity)
    def save_activity(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        def save(uow: UnitOfWork) -> dict[str, Any]:
            work = lambda: activities.save_activity(uow, command)  # noqa: E731
            return once(uow, "save_activity", context, command, work)

        answer = self._in_turn(command["code"], context, save)
        if answer["waiting"]:
            self._serve_the_rest(command["code"], context)
        return answer

    @rpc
    @answers(asked.SaveActivity)
    def check_activity(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.rehearse(lambda uow: activities.save_activity(uow, command), context)

    @rpc
    @answers(asked.RegisterGuest)
    def register_guest(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        def register(uow: UnitOfWork) -> dict[str, Any]:
            work = lambda: registration.register_guest(uow, command, context.actor)  # noqa: E731
            return once(uow, "register_guest", context, command, work)

        return self._in_turn(command["activity"], context, register)

    @rpc
    @answers(asked.CancelRegistration)
    def cancel_registration(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        def cancel(uow: UnitOfWork) -> dict[str, Any]:
            work = lambda: registration.cancel_registration(uow, command)  # noqa: E731
            return once(uow, "cancel_registration", context, command, work)

        activity = self._read(context, lambda: registration.activity_of(command["registration_id"]))
        return self._in_turn(activity, context, cancel)

    @rpc
    @answers(ById)
    def get_activity(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self._read(context, lambda: activities.get_activity(command["id"]))

    @rpc
    @answers(ById)
    def get_registration(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self._read(context, lambda: registration.get_registration(command["id"]))

    @rpc
    @answers(asked.ListRegistrations)
    def list_registrations(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self._read(context, lambda: registration.list_registrations(command))

    def _in_turn(
        self, activity: str, context: CommandContext, work: Callable[[UnitOfWork], dict[str, Any]]
    ) -> dict[str, Any]:
        with turns.of(activity, utc_now(), context.deadline_at):
            return self.store.transact(work, context)

    def _serve_the_rest(self, activity: str, context: CommandContext) -> None:
        """A quota made much larger may let in more of the waiting list than one transaction moves."""
        while self._in_turn(activity, context, lambda uow: registration.move_up_waiting(uow, activity))["moved"]:
            pass

    def _read(self, context: CommandContext, work: Callable[[], Any]) -> Any:
        return self.store.transact(lambda _: work(), context)
