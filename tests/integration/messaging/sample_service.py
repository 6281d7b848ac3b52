"""A service that does as its messages say, run by ``messaging.service_runner`` in a process of its own."""

import os
import signal

import eventlet
from marshmallow import fields

from contracts.commands import Command
from contracts.refusals import Refusal
from contracts.subscriptions import SUBSCRIPTIONS
from messaging.answering import answers
from messaging.commands import rpc
from messaging.entrypoint import handles
from messaging.envelope import PoisonMessage
from messaging.store_provider import StoreProvider
from messaging.unit_of_work import StoreAway

QUEUE = os.environ["SAMPLE_QUEUE"]
SUBSCRIPTIONS[QUEUE] = ()


class NotToday(Refusal):
    """Refused, as asked."""


class Note(Command):
    """Write something down."""

    text = fields.String(required=True)


class Sample:
    name = os.environ["SAMPLE_SERVICE"]
    store = StoreProvider("monitoring")

    @handles(QUEUE)
    def handle(self, event):
        """Tries are counted outside the transaction, what is done inside."""
        earlier = self.store.db["tries"].count_documents({"event": event.id})
        self.store.db["tries"].insert_one({"event": event.id})
        if event.subject == "dies" or (event.subject == "dies once" and not earlier):
            os.kill(os.getpid(), signal.SIGKILL)
        if event.subject == "takes long":
            eventlet.sleep(2.5)  # longer than nameko keeps a connection that it is told to end
        self.store.handle(event, QUEUE, lambda uow: uow.db["seen"].insert_one({"event": event.id}))
        if event.subject == "dies after commit once" and not earlier:
            os.kill(os.getpid(), signal.SIGKILL)
        if event.subject == "fails" or (event.subject == "fails once" and not earlier):
            raise ValueError("as asked")
        if event.subject == "times out once" and not earlier:
            raise eventlet.Timeout(None, "as asked")
        if event.subject == "is poison":
            raise PoisonMessage("as asked")
        if event.subject == "store away":
            raise StoreAway("as asked")

    @rpc
    def echo(self, text):
        return text

    @rpc
    def echo_slowly(self, text, seconds):
        eventlet.sleep(seconds)
        return text

    @rpc
    def fail(self):
        raise LookupError("as asked")

    @rpc
    def time_out(self):
        raise eventlet.Timeout(None, "as asked")

    @rpc
    def answer_with_what_is_not_json(self):
        return object()

    @rpc
    def die(self):
        os.kill(os.getpid(), signal.SIGKILL)

    @rpc
    @answers(Note)
    def note(self, command, context):
        if command["text"] == "refuse":
            raise NotToday("Hôm nay không được.", field="text", remedy="Mai quay lại.")
        if command["text"] == "store away":
            raise StoreAway("as asked")
        self.store.db["notes"].insert_one({"text": command["text"]})
        return {"noted": command["text"]}
