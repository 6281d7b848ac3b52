from services.events.activities.rules import TOTAL, Quota, plan_places
from services.events.registration.rules import QuotaFull, homonym_key, refuse_full
from services.events.registration.waiting_rules import Wish

PLAN = plan_places(10, [Quota("a", "Khối A", 4), Quota("b", "Khối B", 8), Quota("g", "Hộ nghèo", 2, guaranteed=True)])


def test_the_refusal_names_the_quota_that_is_full_and_its_places():
    refusal = refuse_full(PLAN, Wish("a"), {"a": 2, "b": 3, "g": 2, TOTAL: 0}, waiting_list=True)
    assert (refusal.code, refusal.kind, refusal.field) == ("quota_full", "conflict", "quota")
    assert refusal.facts == {"quota": "a", "full": TOTAL, "places": 8, "wanted": 1, "left": 0}
    assert "chọn chờ chỗ" in refusal.remedy


def test_without_a_waiting_list_the_refusal_does_not_advise_to_wait():
    refusal = refuse_full(PLAN, Wish("a"), {"a": 0, "b": 3, "g": 2, TOTAL: 3}, waiting_list=False)
    assert refusal.facts["full"] == "a"
    assert "chọn chờ chỗ" not in refusal.remedy


def test_a_group_is_told_how_many_places_are_left_and_how_many_it_needs():
    refusal = refuse_full(PLAN, Wish("a", 6), {"a": 4, "b": 8, "g": 2, TOTAL: 8}, waiting_list=True)
    assert refusal.message == "“Khối A” chỉ còn 4 chỗ, không đủ cho đoàn 6 người."


def test_who_is_kept_out_for_those_who_wait_already_is_told_so():
    refusal = refuse_full(PLAN, Wish("a"), {"a": 4, "b": 8, "g": 2, TOTAL: 8}, waiting_list=True)
    assert refusal.code == "kept_for_those_who_wait"
    assert isinstance(refusal, QuotaFull)


def test_homonyms_are_found_without_diacritics_and_case():
    assert homonym_key("Nguyễn Văn Đức", "Phước Dinh", "") == homonym_key("NGUYEN VAN DUC", "phuoc  dinh", "")


def test_a_sign_in_a_name_does_not_move_it_into_the_next_part():
    assert homonym_key("a|b", "", "") != homonym_key("a", "b", "")
