"""The treasurer's and the approvers' pages: bank lines matched, support paid out, receipts, gifts put right."""

from gateway.web.treasurer import batches, matching_desk, matching_line, payments, programmes

MODULES = (batches, matching_desk, matching_line, payments, programmes)
