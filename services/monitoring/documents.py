"""Every collection of the monitoring service."""

from services.monitoring.findings.documents import AuditEntry, Finding

DOCUMENTS = [Finding, AuditEntry]
