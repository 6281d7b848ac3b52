"""Events as the services publish them, for tests of the read models."""

from __future__ import annotations

import datetime as dt
from typing import Any

from contracts.commands.monitoring.damage import LOSSES
from messaging.envelope import Envelope

CAMPAIGN = "ninh-thuan-2024"
AT = dt.datetime(2024, 10, 20, 3, 0, tzinfo=dt.UTC)


def envelope(event_id: str, type: str, data: dict[str, Any], at: dt.datetime = AT) -> Envelope:
    return Envelope(
        id=event_id, type=type, subject="s", time=at, data=data, aggregate_version=0,
        correlation_id="c", causation_id="c",
    )


def listed(event_id: str, type: str, *entries: dict[str, Any]) -> Envelope:
    return envelope(event_id, type, {"entries": list(entries)})


def campaign(event_id: str = "e-campaign", **changes: Any) -> Envelope:
    data = {
        "campaign": CAMPAIGN, "version": 1, "name": "Tháng cao điểm Vì người nghèo 2024",
        "starts_on": "2024-10-17", "ends_on": "2024-11-18", "target_vnd": 1_000_000_000, "lead_unit": "58",
        "units": [{"unit": "582", "target_vnd": 400_000_000}, {"unit": "584", "target_vnd": 0}],
    }
    return envelope(event_id, "donations.campaign_saved.v1", {**data, **changes})


def gift(id: str, amount_vnd: int = 50_000, **changes: Any) -> dict[str, Any]:
    row = {
        "donation_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "amount_vnd": amount_vnd,
        "channel": "cash", "received_on": "2024-10-20", "recorded_at": "2024-10-20T03:00:00Z",
        "donor_name": "Ng*** A", "pledge_id": None, "statement_line_id": None, "import_id": None,
        "journal_entry_id": f"j-{id}",
    }
    return {**row, **changes}


def refund(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "refund_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "donation_id": "d", "channel": "cash",
        "way": "cash", "amount_vnd": 20_000, "refunded_on": "2024-10-22", "journal_entry_id": f"j-{id}",
        "bank_debit_entry_id": None,
    }
    return {**row, **changes}


def outreach(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "outreach_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "status": "published", "form": "article",
        "title": "Tin", "outlet": "Báo", "published_on": "2024-10-20", "address": "", "good_example": False,
    }
    return {**row, **changes}


def opinion(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "opinion_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "activity": None, "status": "recorded",
        "category": "water", "voice": "self", "summary": "Nước sạch", "voiced_on": "2024-10-17", "owner": "UBND huyện",
        "answer_due_on": "2024-11-01", "answered_on": None, "answers": 0, "resolved_on": None, "judged_on": None,
        "satisfied": None,
    }
    return {**row, **changes}


def run_sheet(event_id: str, *steps: dict[str, Any], **changes: Any) -> Envelope:
    data = {
        "activity": "forum", "version": 1, "campaign": CAMPAIGN, "unit": "58", "status": "running",
        "show_on": "2024-10-17", "steps": list(steps),
    }
    return envelope(event_id, "events.run_sheet_changed.v1", {**data, **changes})


def run_step(code: str, *cues: dict[str, Any], **changes: Any) -> dict[str, Any]:
    row = {
        "code": code, "title": "Bước", "status": "pending", "planned_at": "2024-10-17T02:00:00.000Z",
        "duration_minutes": 10, "started_at": None, "finished_at": None, "delay_minutes": None, "is_late": False,
        "cues": list(cues),
    }
    return {**row, **changes}


def cue(code: str, **changes: Any) -> dict[str, Any]:
    row = {
        "code": code, "kind": "cheque", "record_kind": "pledge", "record_id": "p", "status": "open",
        "reason": "record_pending",
    }
    return {**row, **changes}


def delegation(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "delegation_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "activity": "visit", "status": "formed",
        "purpose": "study_visit", "head_office": "Mặt trận tỉnh", "invited": 3, "coming": 2, "visits_unit": None,
        "place": "Đồng Nai", "goes_on": "2024-11-05", "went_on": None, "house_ids": [],
    }
    return {**row, **changes}


def outcome(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "outcome_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "activity": "visit", "delegation_id": None,
        "activity_kind": "study_visit", "status": "recorded", "held_on": "2024-11-05", "summary": "Xong", "people": 40,
        "households": 5, "gifts": 5, "donation_ids": [], "payment_ids": [], "house_ids": ["h"], "hand_out_ids": [],
    }
    return {**row, **changes}


def cost(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "cost_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "activity": "visit", "stage": "actual",
        "status": "recorded", "item": "Xe", "amount_vnd": 300, "source": "state_budget", "payment_id": None,
        "document": "", "counted_on": "2024-11-05",
    }
    return {**row, **changes}


def indicator(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "indicator_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "indicator": "poverty_rate",
        "year": 2024, "value": 500, "change": None, "target_value": None, "target_change": None, "aim": None,
        "judged": "none", "source": "Quyết định", "on": "2024-12-31",
    }
    return {**row, **changes}


def damage(id: str, **changes: Any) -> dict[str, Any]:
    counted = dict.fromkeys(LOSSES, 0)
    row = {
        "damage_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "status": "preliminary",
        "disaster_code": "lu", "disaster": "flood", "happened_on": "2024-11-12", "known_at": "2024-11-12T09:00:00Z",
        "reported_at": "2024-11-12T09:00:00Z", "loss_vnd": 0, "needs": "", **counted,
    }
    return {**row, **changes}


def goods(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "goods_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "status": "received", "category": "food",
        "what": "Gạo", "quantity": 10, "handed_out": 4, "in_store": 6, "measure": "kg", "condition": "new",
        "stated_vnd": 100, "handed_out_vnd": 40, "received_on": "2024-10-20", "donor_name": "", "donor_kind": None,
    }
    return {**row, **changes}


def hand_out(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "hand_out_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "status": "handed_out", "goods_id": "g",
        "category": "food", "what": "Gạo", "quantity": 4, "measure": "kg", "value_vnd": 40, "handed_on": "2024-10-21",
        "to": "to_place", "place": "Trường mẫu",
    }
    return {**row, **changes}


def labour(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "labour_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "status": "given", "what": "Đào móng",
        "people": 3, "days": 2, "labour_days": 6, "stated_vnd": 50, "worked_on": "2024-10-21", "donor_name": "",
        "donor_kind": None,
    }
    return {**row, **changes}


def contributor(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "contributor_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "donation_id": "d", "status": "listed",
        "name": "N. V. A.", "amount_vnd": 20_000, "received_on": "2024-10-20",
    }
    return {**row, **changes}


def gifts(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.donations_recorded.v1", *entries)


def bank_debit(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "statement_line_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "amount_vnd": 11_000,
        "posted_on": "2024-10-20", "import_id": "i1", "journal_entry_id": f"j-{id}",
    }
    return {**row, **changes}


def pledge(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "pledge_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "activity": "golf",
        "amount_vnd": 1_000_000, "fulfilled_vnd": 0, "status": "open", "pledged_on": "2024-10-21",
        "pledger_name": "Công ty ***", "memo_code": "CT1234",
    }
    return {**row, **changes}


def pledges(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.pledges_changed.v1", *entries)


def payment(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "payment_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "kind": "house_new",
        "amount_vnd": 60_000_000, "status": "proposed", "proposed_on": "2024-10-22", "paid_on": None,
        "open_finding_ids": [], "journal_entry_id": None,
    }
    return {**row, **changes}


def payments(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.payments_changed.v1", *entries)


def debit_explanation(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "bank_debit_entry_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "amount_vnd": 11_000,
        "posted_on": "2024-10-20", "status": "explained", "payments": 1, "journal_entry_id": f"j-{id}",
    }
    return {**row, **changes}


def household(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "household_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "household_class": "poor",
        "class_from_on": "2024-10-20", "house_state": "temporary", "needs": ["house_new"], "status": "active",
    }
    return {**row, **changes}


def house(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "house_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "kind": "new", "status": "planned",
        "planned_vnd": 60_000_000, "cost_vnd": None, "registered_on": "2024-10-22", "surveyed_on": None,
        "accepted_on": None, "handed_over_on": None, "payment_ids": [], "photos": 0, "open_finding_ids": [],
    }
    return {**row, **changes}


def houses(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.houses_changed.v1", *entries)


def commitment(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "commitment_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "kind": "sponsorship",
        "status": "active", "partner_name": "C. T.", "partner_unit": None, "signed_on": "2024-10-20", "until_on": None,
        "ended_on": None, "monthly_vnd": 500_000, "given_vnd": 1_000_000, "reports": 1,
        "last_reported_on": "2024-11-01", "household_class": "poor",
    }
    return {**row, **changes}


def commitments(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.commitments_changed.v1", *entries)


def relief_distribution(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "distribution_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "status": "recorded",
        "distributed_on": "2024-10-20", "late": False, "for_whom": "Hộ mất nhà", "place": "Thôn mẫu", "households": 12,
        "items": [{"name": "Gạo", "quantity": "120", "measure": "kg", "value_vnd": 2_400_000}],
        "value_vnd": 2_400_000, "need_refs": [],
    }
    return {**row, **changes}


def relief_distributions(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.relief_distributions_changed.v1", *entries)


def honour(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "honour_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "kind": "donor", "form": "golden_heart",
        "level": "province", "rule": "tam-long-vang", "year": 2024, "span_years": 1, "name": "C. T.",
        "total_vnd": 100_000_000, "gifts": 3, "years_in_row": 1, "status": "proposed", "proposed_on": "2024-11-20",
        "decided_on": None,
    }
    return {**row, **changes}


def honours(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.honours_changed.v1", *entries)


def appeal_letter(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "letter_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "appeal": "thu-ngo", "number": 1,
        "status": "sent", "listed_on": "2024-10-20", "sent_on": "2024-10-21", "answered_on": None, "pledge_id": None,
        "pledged_vnd": 0,
    }
    return {**row, **changes}


def appeal_letters(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.appeal_letters_changed.v1", *entries)


def receipt(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "receipt_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584", "series": f"{CAMPAIGN}:district:2024",
        "number": 1, "level": "district", "year": 2024, "number_text": "0000001/2024-H", "donation_id": "d",
        "journal_entry_id": "donation-d", "amount_vnd": 50_000, "channel": "cash", "received_on": "2024-10-20",
        "issued_on": "2024-10-21", "status": "issued", "replaces": None, "replaced_by": None, "donor_name": "N. V. A.",
    }
    return {**row, **changes}


def receipts(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "donations.receipts_changed.v1", *entries)


def golf_card(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "golf_card_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "588", "activity": "golf",
        "golf_round_id": "r1", "play_on": "2024-11-16", "status": "signed", "players": 1, "holes_done": 18,
        "corrections": 0,
    }
    return {**row, **changes}


def golf_round(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "golf_round_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "588", "activity": "golf", "number": 1,
        "name": "Vòng 1", "play_on": "2024-11-16", "status": "open", "rule_set": "peoria", "rule_set_version": 1,
        "commitment": None, "hidden_holes": None, "salt": None,
    }
    return {**row, **changes}


def registration(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "registration_id": id, "version": 1, "activity": "forum", "campaign": CAMPAIGN, "unit": "58",
        "quota": "honour", "status": "confirmed", "waiting_number": None,
        "registered_at": "2024-10-10T03:00:00Z", "registered_on": "2024-10-10",
    }
    return {**row, **changes}


def arrival(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "registration_id": id, "version": 1, "activity": "forum", "campaign": CAMPAIGN, "unit": "58",
        "quota": "honour", "status": "arrived", "arrived_at": "2024-10-17T00:41:55Z", "arrived_on": "2024-10-17",
        "gate": "Cổng A", "scans": 1, "admitted": 1,
    }
    return {**row, **changes}


def arrivals(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "events.arrivals_changed.v1", *entries)


def registrations(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "events.registrations_changed.v1", *entries)


def invitation(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "invitation_id": id, "version": 1, "activity": "forum", "campaign": CAMPAIGN, "unit": "58", "quota": "honour",
        "status": "sent", "invited_on": "2024-10-03", "reply_by_on": "2024-10-12", "answered_on": None,
        "registration_id": None,
    }
    return {**row, **changes}


def allotment(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "allotment_id": id, "version": 1, "activity": "forum", "campaign": CAMPAIGN, "unit": "584", "office": "Huyện",
        "quota": "honour", "also": [], "places": 5, "left": 3, "named": 2, "returned": 0, "status": "open",
        "reclaim_on": "2024-10-14", "allotted_on": "2024-10-01",
    }
    return {**row, **changes}


def allotments(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "events.allotments_changed.v1", *entries)


def finding(event_id: str, id: str = "f1", step: str = "raised", **changes: Any) -> Envelope:
    data = {
        "finding_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "584",
        "about": {"kind": "payment", "id": "p1"}, "severity": "serious", "summary": "Thiếu biên bản",
        "status": "open", "found_on": "2024-10-25", "raised_at": "2024-10-25T03:00:00Z",
        "reply_due_on": "2024-11-14", "replied_on": None, "remedied_on": None, "verified_on": None,
    }
    return envelope(event_id, f"monitoring.finding_{step}.v1", {**data, **changes})


def plan(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "plan_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "level": "province",
        "body": "fatherland_front", "year": 2024, "title": "Kế hoạch", "status": "sent", "made_on": "2024-10-20",
        "approved_on": "2024-10-21", "sent_on": "2024-10-22", "items": 1, "occurrences": 2,
    }
    return {**row, **changes}


def deadline(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "deadline_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "clock": "plan_item",
        "clock_version": None, "citation": "", "about_kind": "plan", "about_id": "p", "title": "Kiểm tra Quỹ",
        "from_on": None, "due_on": "2024-10-30", "met_on": None, "status": "open", "visit_id": None,
    }
    return {**row, **changes}


def recommendation(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "recommendation_id": id, "version": 1, "finding_id": "f1", "visit_id": None, "campaign": CAMPAIGN,
        "unit": "582", "body": "UBND phường", "status": "open", "sent_on": "2024-10-25", "reply_due_on": "2024-11-14",
        "remedy_by": None, "replied_on": None, "remedied_on": None, "verified_on": None, "escalated_on": None,
    }
    return {**row, **changes}


def escalation(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "escalation_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "by_unit": "58",
        "about_kind": "recommendation", "about_id": "r", "status": "drafted", "due_on": "2024-10-24",
        "drafted_on": "2024-10-25", "sent_on": None, "replied_on": None,
    }
    return {**row, **changes}


def review(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "review_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58", "origin": "request", "plan_id": None,
        "document_kind": "plan", "title": "Dự thảo kế hoạch", "drafting_body": "Sở", "body_unit": "58",
        "status": "concluded", "form": "conference", "received_on": "2024-10-21", "wanted_by": None,
        "held_on": "2024-10-25", "concluded_on": "2024-10-28", "answer_due_on": "2024-11-17", "answered_on": None,
        "opinions": 5, "points": 4, "accepted": 1, "partly": 1, "refused": 0,
    }
    return {**row, **changes}


def complaint(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "complaint_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "place": "582",
        "category": "fund_use", "about_kind": None, "about_id": None, "status": "filed", "filed_on": "2024-10-25",
        "body": "", "body_unit": None, "answer_due_on": None, "answered_on": None, "closed_on": None,
        "reopened_on": None, "reopenings": 0, "messages": 1, "awaits_office": True, "receipt_sha256": "0" * 64,
    }
    return {**row, **changes}


def survey(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "survey_id": id, "version": 3, "campaign": CAMPAIGN, "unit": "58", "topic": "new_rural", "title": "Khảo sát",
        "status": "closed", "opens_on": "2024-10-20", "closes_on": "2024-10-30", "closed_on": "2024-10-31",
        "uses_tickets": True, "questionnaire": 1, "questions": 5, "areas": 2, "sample": 100, "answers": 90,
        "satisfied": 70, "unplaced_answers": 0, "unplaced_judged": 50, "unplaced_satisfied": 40,
    }
    return {**row, **changes}


def survey_area(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "survey_area_id": f"s:{id}", "version": 1, "survey_id": "s", "campaign": CAMPAIGN, "unit": id,
        "topic": "new_rural", "opens_on": "2024-10-20", "closed_on": "2024-10-31", "sample": 50, "answers": 40,
        "satisfied": 30,
    }
    return {**row, **changes}


def visit(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "visit_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "by_unit": "58", "kind": "inspection",
        "subjects": ["fund_use"], "title": "Kiểm tra Quỹ", "status": "planned", "starts_on": "2024-10-25",
        "ends_on": "2024-10-26", "plan_id": None, "item": None, "due_on": None, "decision_sent_on": None,
        "started_on": None, "ended_on": None, "reported_on": None, "closed_on": None, "team_size": 3, "findings": 0,
        "questions": 8, "answered": 0, "unmet": 0,
    }
    return {**row, **changes}


def statement(event_id: str, id: str = "i1", **changes: Any) -> Envelope:
    data = {
        "import_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "58",
        "account_number_masked": "****6789", "layout": "vietcombank", "file_name": "vietcombank.csv",
        "file_sha256": "0" * 64, "status": "done", "received_at": "2024-10-31T18:30:00Z", "finished_at": None,
        "failure": None,
        "certificate": {"rows_read": 10, "rows_posted": 7, "rows_already_known": 2, "rows_refused": 1},
    }
    return envelope(event_id, "donations.statement_import_changed.v1", {**data, **changes})


def activity(event_id: str = "e-forum", **changes: Any) -> Envelope:
    data = {
        "activity": "forum", "version": 1, "campaign": CAMPAIGN, "unit": "58", "kind": "forum",
        "name": "Diễn đàn Lắng nghe tiếng nói của người nghèo", "place": "Đài PT-TH tỉnh",
        "starts_on": "2024-10-14", "ends_on": "2024-10-17", "places": 400, "quotas": [], "programme": [],
    }
    return envelope(event_id, "events.activity_saved.v1", {**data, **changes})


def golf_player(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "golf_player_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "activity": "golf", "number": 1,
        "player_name": "N. V. A.", "tee": "trang", "team": None, "mulligans": 0, "status": "registered",
        "registered_on": "2024-10-20",
    }
    return {**row, **changes}


def golf_promise(id: str, **changes: Any) -> dict[str, Any]:
    row = {
        "golf_promise_id": id, "version": 1, "campaign": CAMPAIGN, "unit": "582", "activity": "golf", "source": "fee",
        "reference": "Lệ phí người chơi số 1", "amount_vnd": 500, "payer_name": "N. V. A.", "name_display": "masked",
        "donor_kind": "individual", "status": "promised", "promised_on": "2024-10-20", "withdrawn_on": None,
        "memo_code": None, "pledge_status": None, "paid_vnd": 0, "owed_vnd": 500,
    }
    return {**row, **changes}


def golf_promises(event_id: str, *entries: dict[str, Any]) -> Envelope:
    return listed(event_id, "events.golf_promises_changed.v1", *entries)
