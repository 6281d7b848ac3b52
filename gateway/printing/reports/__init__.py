"""A version of a report as the paper that goes out: one description of it, from which PDF and DOCX are both made."""

from gateway.printing.reports.disclosure import disclosure_paper
from gateway.printing.reports.document import as_docx, as_pdf
from gateway.printing.reports.report import report_paper

__all__ = ["as_docx", "as_pdf", "disclosure_paper", "report_paper"]
