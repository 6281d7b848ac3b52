"""What people without an account come to by a link or a code: complaints, receipts, surveys, invitations, cards."""

from gateway.web.by_link import (
    complaint_pages,
    golf_card_page,
    invitation_page,
    receipt_check,
    registration_page,
    survey_pages,
)

MODULES = (complaint_pages, golf_card_page, invitation_page, receipt_check, registration_page, survey_pages)
