"""Every entrypoint of the donations service."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contracts.commands import donations as asked
from contracts.subscriptions import PAYMENT_HOLDS_QUEUE
from messaging.answering import answers
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.entrypoint import handles
from messaging.envelope import Envelope
from messaging.store_provider import StoreProvider
from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns import commands as campaigns
from services.donations.documents import DOCUMENTS
from services.donations.intake import commands as intake
from services.donations.ledger.fund_receipts import FreeShards
from services.donations.pledges import commands as pledges
from services.donations.statements import commands as statements
from services.donations.support import commands as support
from services.donations.support import holds
from services.donations.upgrades import bring_up_to_date

Json = dict[str, Any]

free_shards = FreeShards()


class DonationsService:
    """The Fund's money: promised, received, booked and paid out."""

    name = "donations"
    store = StoreProvider("donations", DOCUMENTS, before_work=bring_up_to_date)

    @rpc
    @answers(asked.SaveCampaign)
    def save_campaign(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: campaigns.save_campaign(uow, command))

    @rpc
    @answers(asked.SaveCampaign)
    def check_campaign(self, command: Json, context: CommandContext) -> Json:
        return self.store.rehearse(lambda uow: campaigns.save_campaign(uow, command), context)

    @rpc
    @answers(asked.ById)
    def get_campaign(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda _: campaigns.describe(campaigns.find_campaign(command["id"])))

    @rpc
    @answers(asked.RecordDonations)
    def record_donations(self, command: Json, context: CommandContext) -> Json:
        with free_shards.lent() as shard:
            return self._do(context, lambda uow: {"answers": intake.record_donations(uow, command["entries"], shard)})

    @rpc
    @answers(asked.ById)
    def get_donation(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: intake.get_donation(uow, command["id"]))

    @rpc
    @answers(asked.RegisterPledge)
    def register_pledge(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: pledges.register_pledge(uow, command, context))

    @rpc
    @answers(asked.ById)
    def get_pledge(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda _: pledges.get_pledge(command["id"]))

    @rpc
    @answers(asked.BeginStatementImport)
    def begin_statement_import(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: statements.begin_import(uow, command, context))

    @rpc
    @answers(asked.AppendStatementChunk)
    def append_statement_chunk(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: statements.append_chunk(uow, command))

    @rpc
    @answers(asked.FinishStatementUpload)
    def finish_statement_upload(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: statements.finish_upload(uow, command))

    @rpc
    @answers(asked.ById)
    def get_statement_import(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda _: statements.get_import(command["id"]))

    @rpc
    @answers(asked.ById)
    def cancel_statement_import(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: statements.cancel_import(uow, command["id"]))

    @rpc
    @answers(asked.ProposeSupport)
    def propose_support(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: support.propose_support(uow, command, context, uow.now))

    @rpc
    @answers(asked.PaymentStep)
    def verify_support(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: support.verify_support(uow, command, context, uow.now))

    @rpc
    @answers(asked.PaymentStep)
    def approve_support(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: support.approve_support(uow, command, context, uow.now))

    @rpc
    @answers(asked.PaymentStep)
    def pay_support(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: support.pay_support(uow, command, context, uow.now))

    @rpc
    @answers(asked.WithdrawSupport)
    def withdraw_support(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda uow: support.withdraw_support(uow, command, context, uow.now))

    @rpc
    @answers(asked.ById)
    def get_payment(self, command: Json, context: CommandContext) -> Json:
        return self._do(context, lambda _: support.get_payment(command["id"]))

    @handles(PAYMENT_HOLDS_QUEUE)
    def follow_finding(self, event: Envelope) -> None:
        finding = event.loaded()
        self.store.handle(event, PAYMENT_HOLDS_QUEUE, lambda uow: holds.follow_finding(uow, finding))

    def _do(self, context: CommandContext, work: Callable[[UnitOfWork], Json]) -> Json:
        return self.store.transact(work, context)
