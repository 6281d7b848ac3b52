"""The treasurer's and the approvers' pages: bank lines matched, support paid out, receipts, gifts put right."""

from gateway.web.treasurer import (
    batches,
    debits,
    gift_search,
    gifts,
    import_mapping,
    import_steps,
    matching_desk,
    matching_line,
    payments,
    programmes,
    proposing,
    receipts,
    statements,
    today,
)

MODULES = (
    batches, debits, gift_search, gifts, import_mapping, import_steps, matching_desk, matching_line, payments,
    programmes, proposing, receipts, statements, today,
)
