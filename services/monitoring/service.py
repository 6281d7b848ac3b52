"""Every entrypoint of the monitoring service."""

from __future__ import annotations

from contracts.commands import ById
from contracts.commands.monitoring import findings as of_findings
from messaging.doing import does
from messaging.store_provider import StoreProvider
from services.monitoring.documents import DOCUMENTS
from services.monitoring.findings import commands as findings


class MonitoringService:
    """Supervision: findings and what became of them."""

    name = "monitoring"
    store = StoreProvider("monitoring", DOCUMENTS)

    raise_finding = does(of_findings.RaiseFinding, findings.raise_finding)
    record_reply = does(of_findings.RecordReply, findings.record_reply)
    record_remedy = does(of_findings.RecordRemedy, findings.record_remedy)
    close_finding = does(of_findings.CloseFinding, findings.close_finding)
    get_finding = does(ById, findings.get_finding)
    list_findings = does(of_findings.ListFindings, findings.list_findings)
