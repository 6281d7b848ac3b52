"""What each row counts in which figure."""

from typing import Any

import pytest

from gateway.facts import FIGURES
from gateway.projections.rows import contributions, rows_of
from messaging.envelope import Envelope, PoisonMessage
from tests import events_made as made


def adds(event: Envelope) -> set[tuple[str, str, int, int]]:
    return {
        (one.figure, one.source, one.count, one.amount_vnd)
        for row in rows_of(event)
        for one in contributions(row)
    }


def test_a_gift_counts_as_received_by_its_channel() -> None:
    assert adds(made.gifts("e", made.gift("d1", 70_000, channel="wallet"))) == {("received", "wallet", 1, 70_000)}


def test_what_an_undone_import_had_booked_is_received_no_more() -> None:
    taken_back = {"version": 2, "reversal_entry_id": "reversal-donation-d1"}
    counted = {("taken_back", "cash", 1, 70_000)}
    assert adds(made.listed("e", "donations.donations_reversed.v1", made.gift("d1", 70_000, **taken_back))) == counted
    assert adds(made.listed("e", "donations.donations_recorded.v1", made.gift("d1", 70_000, **taken_back))) == counted
    debit = made.bank_debit("s", **taken_back)
    assert adds(made.listed("e", "donations.bank_debits_reversed.v1", debit)) == set()
    assert adds(made.statement("e", status="undone")) == set()
    assert adds(made.statement("e", status="undoing")) != set()


def test_a_bank_line_moves_from_one_state_of_matching_to_another_and_what_was_received_stays() -> None:
    line = made.gift("d1", 70_000, channel="bank_transfer", statement_line_id="d1")
    received = ("received", "bank_transfer", 1, 70_000)
    assert adds(made.gifts("e", line)) == {received, ("transfers_matched", "unmatched", 1, 70_000)}
    by_code = made.gifts("e", {**line, "pledge_id": "p1"})
    assert adds(by_code) == {received, ("transfers_matched", "matched_by_code", 1, 70_000)}
    for state in ("suggested", "confirmed", "attributed", "unmatched"):
        matched = made.listed("e", "donations.donations_matched.v1", {**line, "version": 2, "match_state": state})
        assert adds(matched) == {received, ("transfers_matched", state, 1, 70_000)}


def test_a_pledge_is_not_money_received() -> None:
    counted = adds(made.pledges("e", made.pledge("p1", amount_vnd=500)))
    assert counted == {("pledged", "golf", 1, 500), ("pledge_outstanding", "golf", 1, 500)}


def test_a_pledge_fulfilled_in_part_owes_the_rest() -> None:
    counted = adds(made.pledges("e", made.pledge("p1", amount_vnd=500, fulfilled_vnd=200)))
    assert ("pledge_fulfilled", "golf", 1, 200) in counted
    assert ("pledge_outstanding", "golf", 1, 300) in counted


def test_a_pledge_paid_beyond_its_amount_owes_nothing_and_lends_nothing_to_another() -> None:
    counted = adds(made.pledges("e", made.pledge("p1", amount_vnd=500, fulfilled_vnd=700, activity=None)))
    assert counted == {("pledged", "none", 1, 500), ("pledge_fulfilled", "none", 1, 700)}


@pytest.mark.parametrize(
    ("status", "figure"),
    [
        ("proposed", "support_pending"), ("verified", "support_pending"), ("approved_once", "support_pending"),
        ("approved", "support_approved"), ("paid", "paid"),
    ],
)
def test_support_counts_once_by_its_step(status: str, figure: str) -> None:
    counted = adds(made.payments("e", made.payment("p", status=status, amount_vnd=9)))
    unconfirmed = {("paid_unconfirmed", "house_new", 1, 9)} if status == "paid" else set()
    assert counted == {(figure, "house_new", 1, 9)} | unconfirmed


def test_withdrawn_support_counts_nowhere_held_or_not() -> None:
    for held in ([], ["f1"]):
        assert adds(made.payments("e", made.payment("p", status="withdrawn", open_finding_ids=held))) == set()


def test_support_that_supervision_holds_is_shown_as_held_until_it_is_paid() -> None:
    held = adds(made.payments("e", made.payment("p", status="approved", open_finding_ids=["f1"], amount_vnd=9)))
    assert ("held", "house_new", 1, 9) in held
    paid = adds(made.payments("e", made.payment("p", status="paid", open_finding_ids=["f1"], amount_vnd=9)))
    assert paid == {("paid", "house_new", 1, 9), ("paid_unconfirmed", "house_new", 1, 9)}


@pytest.mark.parametrize(
    ("was_received", "figures"),
    [(None, {"paid", "paid_unconfirmed"}), (False, {"paid", "paid_denied"}), (True, {"paid"})],
)
def test_paid_support_shows_what_the_recipient_says_of_it(was_received: bool | None, figures: set[str]) -> None:
    counted = adds(made.payments("e", made.payment("p", status="paid", was_received=was_received)))
    assert {figure for figure, *_ in counted} == figures


def test_a_closed_finding_stays_raised_and_is_no_longer_open() -> None:
    assert adds(made.finding("e", step="raised")) == {
        ("findings_raised", "serious", 1, 0),
        ("findings_open", "serious", 1, 0),
        ("findings_open_by_subject", "payment", 1, 0),
    }
    assert adds(made.finding("e", step="answered", status="replied")) == adds(made.finding("e"))
    assert adds(made.finding("e", step="closed", status="closed")) == {("findings_raised", "serious", 1, 0)}


def test_an_import_counts_what_its_certificate_says() -> None:
    assert adds(made.statement("e")) == {
        ("statement_rows_read", "vietcombank", 10, 0), ("statement_rows_posted", "vietcombank", 7, 0),
        ("statement_rows_known", "vietcombank", 2, 0), ("statement_rows_refused", "vietcombank", 1, 0),
    }
    assert adds(made.statement("e", certificate={}, status="queued")) == set()


def test_a_guest_who_came_counts_once_and_not_when_the_scan_was_a_slip() -> None:
    assert adds(made.arrivals("e", made.arrival("r", scans=3, admitted=2))) == {("guests_arrived", "forum", 1, 0)}
    assert adds(made.arrivals("e", made.arrival("r", status="undone", scans=0))) == set()


def test_a_campaign_and_an_activity_count_in_no_sum() -> None:
    assert adds(made.campaign()) == set()
    assert adds(made.activity(starts_on=None, ends_on=None)) == set()


def test_support_counts_on_the_day_of_payment_once_paid() -> None:
    proposed, = rows_of(made.payments("e", made.payment("p")))
    paid, = rows_of(made.payments("e", made.payment("p", status="paid", paid_on="2024-11-01")))
    assert (proposed.on, paid.on) == ("2024-10-22", "2024-11-01")


def test_a_void_receipt_counts_as_void_and_its_money_no_more_as_receipted() -> None:
    assert adds(made.receipts("e", made.receipt("r"))) == {("receipts_valid", "district", 1, 50_000)}
    assert adds(made.receipts("e", made.receipt("r", status="void"))) == {("receipts_void", "district", 1, 0)}


def test_an_import_late_in_the_evening_of_utc_counts_on_the_next_local_day() -> None:
    row, = rows_of(made.statement("e", received_at="2024-10-31T18:30:00Z"))
    assert row.on == "2024-11-01"


def test_fields_that_the_contract_does_not_know_reach_no_row() -> None:
    row, = rows_of(made.gifts("e", made.gift("d1", donor_phone="0912345678")))
    assert "donor_phone" not in row.state


def test_data_that_break_their_contract_are_poison() -> None:
    with pytest.raises(PoisonMessage, match="amount_vnd"):
        rows_of(made.gifts("e", made.gift("d1", amount_vnd="nhiều")))


def test_an_explained_debit_counts_by_what_it_was_until_that_is_taken_back() -> None:
    def told(**changes: str) -> Envelope:
        return made.listed("e", "donations.debits_explained.v1", made.debit_explanation("b", **changes))

    [(figure, source, *_)] = adds(told())
    assert (figure, source) == ("bank_debits_explained", "support"), "also where the purpose is not told"
    [(_, source, *_)] = adds(told(purpose="cash"))
    assert source == "cash"
    assert adds(told(status="taken_back")) == set()


def test_an_opinion_that_is_answered_is_neither_resolved_nor_satisfied_by_that() -> None:
    def told(**changes: Any) -> set[str]:
        said = made.listed("e", "events.opinions_changed.v1", made.opinion("o", **changes))
        return {figure for figure, *_ in adds(said)}

    assert told() == {"opinions"}
    assert told(answered_on="2024-11-01") == {"opinions", "opinions_answered"}
    assert told(answered_on="2024-11-02") == {"opinions", "opinions_answered", "opinions_answered_late"}
    assert told(resolved_on="2024-11-02") == {"opinions", "opinions_resolved"}
    assert told(answered_on="2024-11-01", satisfied=False) == {"opinions", "opinions_answered", "opinions_unsatisfied"}
    assert told(status="withdrawn", answered_on="2024-11-01") == set()


def test_of_a_withdrawn_golf_promise_only_what_was_paid_counts_and_nothing_is_owed() -> None:
    def counted(**changes: Any) -> set[tuple[str, str, int, int]]:
        return adds(made.golf_promises("e", made.golf_promise("g", **changes)))

    assert counted() == {("golf_promised", "golf_fee", 1, 500), ("golf_owed", "golf_fee", 1, 500)}
    assert counted(status="withdrawn", owed_vnd=0) == set()
    paid = {("golf_promised", "golf_fee", 1, 200), ("golf_paid", "golf_fee", 1, 200)}
    assert counted(status="withdrawn", paid_vnd=200, owed_vnd=0) == paid
    assert adds(made.listed("e", "events.golf_players_changed.v1", made.golf_player("g", status="withdrawn"))) == set()


ANSWERED = {
    "checklists": [{"subject": "fund_use", "version": 1, "questions": 8, "answered": 7, "unmet": 2}],
}
MET_LATE = {"status": "met", "met_on": "2024-10-31"}


def test_a_visit_is_planned_until_it_is_reported_and_a_cancelled_one_counts_nowhere() -> None:
    def told(**changes: Any) -> Envelope:
        return made.listed("e", "monitoring.visits_changed.v1", made.visit("v", **changes))

    assert adds(told()) == {("visits_planned", "inspection", 1, 0)}
    assert adds(told(status="under_way")) == adds(told())
    done = {("visits_done", "inspection", 1, 0), ("visits_by_subject", "fund_use", 1, 0)}
    assert adds(told(status="reported")) == adds(told()) | done
    answered = {("questions_answered", "fund_use", 7, 0), ("questions_unmet", "fund_use", 2, 0)}
    assert adds(told(status="reported", **ANSWERED)) == adds(told()) | done | answered
    assert adds(told(status="cancelled")) == set()


def test_a_recommendation_is_open_until_a_verifier_has_seen_it_whatever_the_body_says() -> None:
    def told(status: str) -> set[tuple[str, str, int, int]]:
        said = made.recommendation("r", status=status)
        return adds(made.listed("e", "monitoring.recommendations_changed.v1", said))

    for status in ("open", "replied", "remedied"):
        source = f"recommendation_{status}"
        assert told(status) == {("recommendations", source, 1, 0), ("recommendations_open", source, 1, 0)}
    assert told("verified") == {("recommendations", "recommendation_verified", 1, 0)}
    assert told("withdrawn") == set()


def test_a_letter_to_the_superior_level_counts_until_it_is_dropped() -> None:
    def told(status: str) -> set[tuple[str, str, int, int]]:
        return adds(made.listed("e", "monitoring.escalations_changed.v1", made.escalation("l", status=status)))

    assert told("drafted") == {("escalations", "letter_drafted", 1, 0)}
    assert told("sent") == {("escalations", "letter_sent", 1, 0)}
    assert told("dropped") == set()


def test_the_points_of_a_review_count_by_what_became_of_them_once_its_conclusion_is_sent() -> None:
    def told(**changes: Any) -> set[tuple[str, str, int, int]]:
        return adds(made.listed("e", "monitoring.reviews_changed.v1", made.review("r", **changes)))

    taken = ("reviews", "reviewed_plan", 1, 0)
    assert told() == {
        taken, ("reviews_concluded", "review_conference", 1, 0), ("review_points", "point_accepted", 1, 0),
        ("review_points", "point_partly", 1, 0), ("review_points", "point_unanswered", 2, 0),
    }
    assert told(status="arranged") == {taken}
    assert told(status="withdrawn") == set()


def test_what_a_survey_may_not_say_of_an_area_counts_with_the_unit_that_held_it() -> None:
    def told(*rows: dict[str, Any]) -> dict[str, int]:
        added: dict[str, int] = {}
        areas = [made.listed("e", "monitoring.survey_areas_counted.v1", *rows)]
        for event in [made.listed("e", "monitoring.surveys_changed.v1", made.survey("s")), *areas]:
            for figure, _, count, _ in adds(event):
                added[figure] = added.get(figure, 0) + count
        return added

    shown, withheld = made.survey_area("582"), made.survey_area("584", answers=50, satisfied=None)
    assert told(shown, withheld) == {
        "surveys": 1, "survey_answers": 90, "survey_judged": 90, "survey_satisfied": 70,
    }
    assert adds(made.listed("e", "monitoring.surveys_changed.v1", made.survey("s", status="open"))) == set()
    nothing = dict.fromkeys(("answers", "satisfied", "unplaced_answers", "unplaced_judged", "unplaced_satisfied"))
    few = made.listed("e", "monitoring.surveys_changed.v1", made.survey("s", **nothing))
    assert [figure for figure, *_ in adds(few)] == ["surveys"]


def test_a_complaint_opened_again_is_closed_no_more_and_stays_answered() -> None:
    def told(**changes: Any) -> set[str]:
        said = made.complaint("c", **changes)
        return {figure for figure, *_ in adds(made.listed("e", "monitoring.complaints_changed.v1", said))}

    closed = {"answered_on": "2024-11-01", "status": "closed", "closed_on": "2024-11-02"}
    assert told() == {"complaints"}
    assert told(**closed) == {"complaints", "complaints_answered", "complaints_closed"}
    again = {**closed, "status": "reopened", "reopenings": 1}
    assert told(**again) == {"complaints", "complaints_answered", "complaints_reopened"}


def test_a_deadline_counts_on_its_last_day_as_unmet_met_or_met_late() -> None:
    def told(**changes: str) -> Envelope:
        return made.listed("e", "monitoring.deadlines_changed.v1", made.deadline("d", **changes))

    due = ("deadlines_due", "plan_item", 1, 0)
    assert adds(told()) == {due, ("deadlines_unmet", "plan_item", 1, 0)}
    assert adds(told(status="met", met_on="2024-10-30")) == {due}
    assert adds(told(**MET_LATE)) == {due, ("deadlines_met_late", "plan_item", 1, 0)}
    assert adds(told(status="dropped")) == set()


def test_what_the_fund_bears_of_an_activity_is_never_added_to_what_the_activity_cost() -> None:
    def told(**changes: Any) -> set[tuple[str, str, int, int]]:
        return adds(made.listed("e", "events.costs_changed.v1", made.cost("c", **changes)))

    assert told() == {("activity_cost", "cost_state_budget", 1, 300)}
    assert told(stage="budget") == {("activity_budget", "cost_state_budget", 1, 300)}
    assert told(source="fund", payment_id="p") == {("activity_cost_of_fund", "cost_fund", 1, 300)}
    assert told(status="withdrawn") == set()


def test_a_delegation_counts_as_formed_until_it_went_and_not_before_it_has_a_day() -> None:
    def told(**changes: Any) -> set[tuple[str, str, int, int]]:
        return adds(made.listed("e", "events.delegations_changed.v1", made.delegation("d", **changes)))

    assert told() == {("delegations_formed", "to_study_visit", 1, 0)}
    assert told(goes_on=None) == set()
    assert told(status="went", went_on="2024-11-06") == {("delegations_went", "to_study_visit", 1, 0)}
    assert told(status="called_off") == set()


def test_what_is_handed_over_is_listed_as_open_once_the_show_is_over_and_not_before() -> None:
    step = made.run_step("a", made.cue("c"), made.cue("d", kind="award", status="settled", reason=""), status="done")
    settled = ("cues_settled", "cue_award", 1, 0)
    done = ("run_steps_done", "forum", 1, 0)
    assert adds(made.run_sheet("e", step)) == {settled, done}
    assert adds(made.run_sheet("e", step, status="closed")) == {settled, done, ("cues_open", "cue_cheque", 1, 0)}


def test_a_golf_card_counts_who_went_out_and_a_signed_one_besides() -> None:
    def counted(**changes: Any) -> set[tuple[str, str, int, int]]:
        return adds(made.listed("e", "events.golf_cards_changed.v1", made.golf_card("c", **changes)))

    assert counted() == {("golf_starts", "golf", 1, 0), ("golf_cards_signed", "golf", 1, 0)}
    assert counted(status="open", players=2) == {("golf_starts", "golf", 2, 0)}
    assert counted(status="open", holes_done=0) == counted(status="withdrawn") == set()
    assert adds(made.listed("e", "events.golf_rounds_changed.v1", made.golf_round("r"))) == set()


def test_every_figure_that_rows_add_to_has_a_name_and_a_formula() -> None:
    every_kind = [
        made.gifts("e", made.gift("d", donor_kind="enterprise", donor_country="VN", currency="USD")),
        made.gifts("e", made.gift("d", reversal_entry_id="j")),
        made.listed("e", "donations.refunds_changed.v1", made.refund("r")),
        made.gifts("e", made.gift("d", channel="bank_transfer")),
        made.listed("e", "donations.bank_debits_recorded.v1", made.bank_debit("s")),
        made.listed("e", "donations.contributors_changed.v1", made.contributor("c")),
        made.listed("e", "donations.goods_changed.v1", made.goods("g")),
        made.listed("e", "donations.hand_outs_changed.v1", made.hand_out("h")),
        made.listed("e", "donations.labour_changed.v1", made.labour("l")),
        made.pledges("e", made.pledge("p", status="lapsed", kind="symbolic_cheque")),
        made.pledges("e", made.pledge("p", fulfilled_vnd=1), made.pledge("q", fulfilled_vnd=1, appeal="a")),
        made.relief_distributions("e", *(made.relief_distribution(s, status=s) for s in ("recorded", "withdrawn"))),
        made.honours("e", *(made.honour(s, status=s) for s in ("proposed", "approved", "rejected"))),
        made.appeal_letters("e", *(made.appeal_letter(s, status=s) for s in ("listed", "sent", "declined"))),
        *(
            made.payments("e", made.payment("p", status=status, open_finding_ids=["f"]))
            for status in ("proposed", "approved", "paid")
        ),
        made.listed("e", "donations.debits_explained.v1", made.debit_explanation("b")),
        made.payments("e", made.payment("p", status="paid", was_received=False)),
        made.listed("e", "donations.households_changed.v1", made.household("h")),
        *(made.houses("e", made.house("h", status=status)) for status in ("accepted", "handed_over", "cancelled")),
        *(made.commitments("e", made.commitment("c", status=status)) for status in ("active", "fulfilled", "ended")),
        *(
            made.registrations("e", made.registration("r", status=status))
            for status in ("confirmed", "offered", "waiting", "cancelled")
        ),
        made.arrivals("e", made.arrival("r")),
        made.listed("e", "events.golf_players_changed.v1", made.golf_player("g")),
        made.golf_promises("e", made.golf_promise("g", paid_vnd=200, owed_vnd=300)),
        made.listed("e", "events.golf_cards_changed.v1", made.golf_card("c")),
        made.allotments("e", made.allotment("a")),
        *(
            made.listed("e", "monitoring.indicators_changed.v1", made.indicator(state, judged=state))
            for state in ("met", "missed", "open", "none")
        ),
        made.listed(
            "e", "monitoring.damage_reported.v1", made.damage("d", dead=1, houses_collapsed=1, households_hit=1)
        ),
        made.listed("e", "events.outreach_changed.v1", made.outreach("o", good_example=True)),
        made.listed(
            "e", "events.opinions_changed.v1",
            made.opinion("o", answered_on="2024-11-02", resolved_on="2024-11-03", satisfied=True),
            made.opinion("p", satisfied=False),
        ),
        made.listed("e", "events.delegations_changed.v1", made.delegation("d"), made.delegation("f", status="went")),
        made.listed("e", "events.outcomes_changed.v1", made.outcome("o")),
        made.listed(
            "e", "events.costs_changed.v1", made.cost("c"), made.cost("d", stage="budget"),
            made.cost("f", source="fund", payment_id="p"),
        ),
        made.run_sheet(
            "e", made.run_step("a", made.cue("c"), made.cue("d", status="settled"), status="done", is_late=True),
            made.run_step("b", status="skipped"), status="closed",
        ),
        *(made.receipts("e", made.receipt("r", status=status)) for status in ("issued", "void")),
        made.listed("e", "monitoring.plans_changed.v1", made.plan("p")),
        made.listed("e", "monitoring.visits_changed.v1", made.visit("v", status="closed", **ANSWERED)),
        made.listed("e", "monitoring.deadlines_changed.v1", made.deadline("a"), made.deadline("b", **MET_LATE)),
        *(
            made.listed("e", "events.invitations_changed.v1", made.invitation("i", status=status))
            for status in ("sent", "yes", "no", "substitute", "withdrawn")
        ),
        made.listed("e", "monitoring.recommendations_changed.v1", made.recommendation("r")),
        made.listed("e", "monitoring.escalations_changed.v1", made.escalation("l")),
        made.listed(
            "e", "monitoring.complaints_changed.v1", made.complaint("c", status="closed", answered_on="2024-11-01"),
            made.complaint("d", reopenings=1),
        ),
        made.listed("e", "monitoring.reviews_changed.v1", made.review("r")),
        made.listed("e", "monitoring.surveys_changed.v1", made.survey("s")),
        made.listed("e", "monitoring.survey_areas_counted.v1", made.survey_area("582")),
        made.finding("e"),
        made.statement("e"),
    ]
    assert {figure for event in every_kind for figure, *_ in adds(event)} == set(FIGURES)


