"""Every entrypoint of the monitoring service."""

from __future__ import annotations

from typing import Any

from contracts.commands import ById
from contracts.commands import monitoring as asked
from messaging.answering import answers
from messaging.commands import rpc
from messaging.context import CommandContext
from messaging.store_provider import StoreProvider
from services.monitoring.findings import commands as findings
from services.monitoring.findings.documents import DOCUMENTS


class MonitoringService:
    """Supervision: findings and what became of them."""

    name = "monitoring"
    store = StoreProvider("monitoring", DOCUMENTS)

    @rpc
    @answers(asked.RaiseFinding)
    def raise_finding(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.transact(lambda uow: findings.raise_finding(uow, command, context, uow.now), context)

    @rpc
    @answers(asked.RecordReply)
    def record_reply(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.transact(lambda uow: findings.record_reply(uow, command, context, uow.now), context)

    @rpc
    @answers(asked.RecordRemedy)
    def record_remedy(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.transact(lambda uow: findings.record_remedy(uow, command, context, uow.now), context)

    @rpc
    @answers(asked.CloseFinding)
    def close_finding(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.transact(lambda uow: findings.close_finding(uow, command, context, uow.now), context)

    @rpc
    @answers(ById)
    def get_finding(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.transact(lambda uow: findings.get_finding(command["id"], uow.now), context)

    @rpc
    @answers(asked.ListFindings)
    def list_findings(self, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
        return self.store.transact(lambda uow: findings.list_findings(command, uow.now), context)
