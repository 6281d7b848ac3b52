from services.events.activities.rules import TOTAL, Quota, plan_places
from services.events.registration.rules import first_who_fit, homonym_key, quotas_to_serve, refuse_full

PLAN = plan_places(10, [Quota("a", "Khối A", 4), Quota("b", "Khối B", 8), Quota("g", "Hộ nghèo", 2, guaranteed=True)])


def test_the_refusal_names_the_quota_that_is_full_and_its_places():
    refusal = refuse_full(PLAN, "a", {"a": 2, "b": 3, "g": 2, TOTAL: 0}, waiting_list=True)
    assert (refusal.code, refusal.kind, refusal.field) == ("quota_full", "conflict", "quota")
    assert refusal.facts == {"quota": "a", "full": TOTAL, "places": 8}
    assert "chọn chờ chỗ" in refusal.remedy


def test_without_a_waiting_list_the_refusal_does_not_advise_to_wait():
    refusal = refuse_full(PLAN, "a", {"a": 0, "b": 3, "g": 2, TOTAL: 3}, waiting_list=False)
    assert refusal.facts["full"] == "a"
    assert "chọn chờ chỗ" not in refusal.remedy


def test_only_a_quota_with_room_and_someone_waiting_is_to_be_served():
    left = {"a": 0, "b": 1, "g": 2, TOTAL: 1}
    assert quotas_to_serve(PLAN, left, {"a": 3, "b": 0, "g": 0}) == []
    assert quotas_to_serve(PLAN, left, {"a": 3, "b": 1, "g": 0}) == ["b"]


def test_the_waiting_list_is_served_in_strict_order_among_those_who_fit():
    left = {"a": 0, "b": 2, "g": 0, TOTAL: 2}
    assert first_who_fit(PLAN, left, ["a", "b", "g", "b", "b"], most=10) == [1, 3]


def test_each_guest_moved_up_takes_places_before_the_next_is_looked_at():
    assert first_who_fit(PLAN, {"a": 4, "b": 8, "g": 2, TOTAL: 1}, ["b", "a", "g"], most=10) == [0, 2]


def test_no_more_are_moved_up_than_told():
    assert first_who_fit(PLAN, {"a": 4, "b": 8, "g": 2, TOTAL: 8}, ["a", "a", "a"], most=2) == [0, 1]


def test_homonyms_are_found_without_diacritics_and_case():
    assert homonym_key("Nguyễn Văn Đức", "Phước Dinh", "") == homonym_key("NGUYEN VAN DUC", "phuoc  dinh", "")


def test_a_sign_in_a_name_does_not_move_it_into_the_next_part():
    assert homonym_key("a|b", "", "") != homonym_key("a", "b", "")
