"""Forms about records: what is typed becomes what the contract wants, and what is wrong is said at its field."""

import pytest

from contracts.refusals import Refusal
from gateway.web.organiser import allotments, costs, delegations, groups, opinions, outcomes, outreach, seating
from gateway.web.organiser.record_forms import at_fields, filled_in, payload_of, problems_of, refused, usual
from gateway.web.organiser.record_kinds import About, Records

KINDS = [
    allotments.ALLOTMENTS, costs.COSTS, delegations.DELEGATIONS, groups.GROUPS, opinions.OPINIONS, outcomes.OUTCOMES,
    outreach.OUTREACH,
]

ACTIVITY = {"code": "a", "unit": "58", "starts_on": "2024-10-14", "ends_on": "2024-10-17"}
ABOUT = About({"campaign": "c"}, ACTIVITY, [("582", "Phan Rang"), ("58", "Ninh Thuận")])

COST = {
    "unit": "58", "stage": "actual", "item": "Thuê hội trường", "amount_vnd": "12.500.000", "source": "sponsor",
    "payment_id": "", "document": "", "counted_on": "2024-10-17",
}


@pytest.mark.parametrize("of", KINDS, ids=lambda of: of.name)
def test_every_field_of_a_form_is_one_of_the_contract_and_none_that_is_required_is_missing(of: Records) -> None:
    for schema, fields in [(of.schema, of.fields), *((one.schema, one.fields) for one in of.steps.values())]:
        known = schema().fields
        asked = {path.partition(".")[0] for path in at_fields(fields)}
        assert asked <= set(known)
        given = {"campaign", "activity", f"{of.name}_id"}
        assert {name for name, one in known.items() if one.required} <= asked | given


def test_money_with_dots_is_whole_dong_and_what_was_left_empty_is_nothing() -> None:
    payload = payload_of(costs.COSTS.fields, COST)
    assert payload["amount_vnd"] == 12_500_000
    assert payload["payment_id"] is None
    told = {**payload, "campaign": "c", "activity": "a"}
    assert problems_of(costs.COSTS.schema(), told, costs.COSTS.fields, COST) == []


def test_each_wrong_field_is_said_once_in_words_for_whoever_left_it_empty() -> None:
    typed = {**COST, "item": "", "amount_vnd": "1.5"}
    payload = {**payload_of(costs.COSTS.fields, typed), "campaign": "c", "activity": "a"}
    found = problems_of(costs.COSTS.schema(), payload, costs.COSTS.fields, typed)
    assert [one.field for one in found] == ["item", "amount_vnd"]
    assert found[0].message == "Ghi khoản mục."


def test_a_refusal_of_one_line_stands_at_its_field_and_one_of_the_record_above_the_form() -> None:
    fields = outcomes.OUTCOMES.fields
    assert refused(Refusal("Không có nhà.", field="house_ids.3", remedy="Sửa."), fields)[0].field == "house_ids"
    assert refused(Refusal("Đã rút.", field="outcome_id", remedy="Thôi."), fields)[0].field == ""


def test_what_was_withdrawn_fills_the_form_in_again() -> None:
    row = {"unit": "58", "house_ids": ["n1", "n2"], "people": 0, "delegation_id": None, "summary": "Diễn đàn"}
    again = filled_in(outcomes.OUTCOMES.fields, row)
    assert (again["house_ids"], again["people"], again["delegation_id"]) == ("n1\nn2", "0", "")
    assert payload_of(outcomes.OUTCOMES.fields, again)["house_ids"] == ["n1", "n2"]


def test_a_new_form_begins_with_the_activitys_unit_and_its_last_day_once_that_is_over() -> None:
    fields = outcomes.OUTCOMES.fields
    assert usual(fields, ABOUT, "2024-11-02") == {"unit": "58", "held_on": "2024-10-17"}
    assert usual(fields, ABOUT, "2024-10-15")["held_on"] == "2024-10-15"



def test_people_are_typed_one_on_a_line_and_what_is_wrong_names_the_line() -> None:
    fields = delegations.SPEC
    typed = {
        **dict.fromkeys((one.name for one in fields), ""), "head_name": "Nguyễn Văn A", "head_office": "MTTQ tỉnh",
        "members": "Trần Thị B; Hội Phụ nữ; Tu choi\n\nLê C; Đoàn Thanh niên\nPhạm D", "place": "Lợi Hải",
    }
    payload = payload_of(fields, typed)
    assert payload["head"] == {"name": "Nguyễn Văn A", "office": "MTTQ tỉnh"}
    assert [one["answer"] for one in payload["members"]] == ["declined", "coming", "coming"]
    schema = delegations.DELEGATIONS.steps["sua"].schema
    [wrong] = problems_of(schema(), {**payload, "delegation_id": "d"}, fields, typed)
    assert (wrong.field, wrong.message[:7]) == ("members", "Dòng 3:")
    again = filled_in(fields, {**payload, "head": {**payload["head"], "answer": "coming"}})
    assert payload_of(fields, {**typed, **again}) == payload


def test_rows_of_a_hall_are_typed_with_semicolon_colon_or_blank() -> None:
    assert seating.rows_of("A; 20\nB: 18\nVIP 6\n\nC") == [
        {"name": "A", "seats": 20}, {"name": "B", "seats": 18}, {"name": "VIP", "seats": 6}, {"name": "", "seats": "C"},
    ]
