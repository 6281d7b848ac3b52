from concurrent.futures import ThreadPoolExecutor

import pytest

from runtime.clock import local_day, utc_now
from tests.integration.events.test_guests import at

pytestmark = pytest.mark.integration

TODAY = local_day(utc_now()).isoformat()


def invited(events, quota="khoi-1", **more):
    return events.ok("invite", {
        "activity": "dien-dan", "quota": quota, "office": "Sở Y tế", "guest_name": "Đặng Văn Giám",
        "title": "Giám đốc", "email": "gd@vi-du.vn", "phone": "0911111111", "reply_by_on": TODAY, **more,
    })


def answered(events, invitation, answer, **more):
    return events.ok("answer_invitation", {
        "invitation_id": invitation["invitation_id"], "answer": answer, "manner": "link", **more,
    })


def guests(events, **query):
    found = events.ok("list_registrations", {"activity": "dien-dan", **query})["registrations"]
    return [(one["guest_name"], one["status"]) for one in found]


def test_yes_takes_a_place_and_no_frees_it_at_once(events):
    events.save()
    invitation = invited(events, "doanh-nghiep")
    assert guests(events) == []  # an invitation holds no place
    yes = answered(events, invitation, "yes", needs=["diet"])
    assert (yes["status"], yes["comes_name"], yes["comes_title"]) == ("yes", "Đặng Văn Giám", "Giám đốc")
    events.register("doanh-nghiep", "Khách Hai")
    events.register("doanh-nghiep", "Khách Ba")
    assert guests(events)[2] == ("Khách Ba", "waiting")
    assert answered(events, invitation, "no")["registration_id"] is None
    assert guests(events) == [
        ("Đặng Văn Giám", "cancelled"), ("Khách Hai", "confirmed"), ("Khách Ba", "confirmed"),
    ]
    answered(events, invitation, "yes")  # too late: the place is gone, so they wait
    assert guests(events, status="waiting") == [("Đặng Văn Giám", "waiting")]
    assert events.ok("get_invitation", {"id": invitation["invitation_id"]})["waiting_number"] == 2
    events.assert_counters_agree()


def test_who_was_invited_and_waited_takes_the_place_that_is_kept_by_saying_again_that_they_come(events):
    places = [{"code": "a", "name": "Khối A", "places": 1}]
    events.save(places=None, offer_minutes=60, quotas=places)
    holder = events.register("a", "Khách Một")
    invitation = invited(events, "a")
    answered(events, invitation, "yes")
    events.ok("cancel_registration", {"registration_id": holder["registration_id"]})
    kept = events.ok("get_invitation", {"id": invitation["invitation_id"]})
    assert kept["registration_status"] == "offered" and kept["offered_until"] > kept["answered_at"]
    answered(events, invitation, "yes")
    taken = events.ok("get_invitation", {"id": invitation["invitation_id"]})
    assert (taken["registration_status"], taken["offered_until"]) == ("confirmed", None)
    events.assert_counters_agree()


def test_a_substitute_takes_over_the_place_and_code_but_neither_needs_nor_consent_nor_phone(events):
    events.save()
    invitation = invited(events)
    answered(events, invitation, "yes", photo_consent=True, publication_consent=True, needs=["diet"])
    before = events.ok("list_registrations", {"activity": "dien-dan"})["registrations"][0]
    instead = answered(events, invitation, "substitute", guest_name="Võ Thị Thay", title="Phó Giám đốc")
    after = events.ok("list_registrations", {"activity": "dien-dan"})["registrations"][0]
    assert (instead["comes_name"], instead["comes_title"]) == ("Võ Thị Thay", "Phó Giám đốc")
    assert (after["registration_id"], after["code"]) == (before["registration_id"], before["code"])
    assert (after["guest_name"], after["organisation"]) == ("Võ Thị Thay", "Sở Y tế")
    assert (after["phone"], after["email"], after["needs"]) == ("", "", [])
    assert (after["photo_consent"], after["publication_consent"]) == (None, None)
    back = answered(events, invitation, "yes", guest_name="Võ Thị Thay", title="Phó")  # the form still holds
    assert (back["comes_name"], len(guests(events))) == ("Đặng Văn Giám", 1)
    events.assert_counters_agree()


def test_the_same_answer_twice_takes_one_place(events):
    events.save()
    invitation = invited(events)
    first = answered(events, invitation, "yes")
    assert answered(events, invitation, "yes")["registration_id"] == first["registration_id"]
    assert events.ok("get_activity", {"id": "dien-dan"})["taken"] == 1


def test_where_there_is_no_place_and_no_waiting_list_yes_is_refused_and_nothing_is_written(events):
    events.save(waiting_list=False)
    events.register("doanh-nghiep", "Một")
    events.register("doanh-nghiep", "Hai")
    invitation = invited(events, "doanh-nghiep")
    refused = events.refused("answer_invitation", {"invitation_id": invitation["invitation_id"], "answer": "yes"})
    assert refused["code"] == "quota_full"
    assert events.ok("get_invitation", {"id": invitation["invitation_id"]})["status"] == "sent"


def test_the_link_ends_with_its_day_and_a_withdrawn_invitation_gives_its_place_back(events):
    events.save()
    late = invited(events, reply_by_on="2024-10-12")
    refused = events.refused("answer_invitation", {
        "invitation_id": late["invitation_id"], "answer": "no", "manner": "link",
    })
    assert (refused["code"], refused["kind"]) == ("reply_day_passed", "conflict")
    answered(events, late, "yes", manner="phone")
    gone = events.ok("withdraw_invitation", {"invitation_id": late["invitation_id"], "reason": "Mời nhầm"})
    assert (gone["status"], guests(events)) == ("withdrawn", [("Đặng Văn Giám", "cancelled")])
    again = {"invitation_id": late["invitation_id"], "reason": "Mời nhầm"}
    assert events.ok("withdraw_invitation", again)["version"] == gone["version"]
    code = events.refused("answer_invitation", {"invitation_id": late["invitation_id"], "answer": "yes"})["code"]
    assert code == "invitation_withdrawn"
    assert events.refused("answer_invitation", {"invitation_id": "khong-co", "answer": "yes"})["kind"] == "not_found"


def test_who_has_answered_is_not_reminded_and_lists_find_offices_without_accents(events):
    events.save()
    first = invited(events)
    second = invited(events, office="Hội Chữ thập đỏ", guest_name="", email="")
    answered(events, first, "no")
    ids = [first["invitation_id"], second["invitation_id"]]
    asked = {"activity": "dien-dan", "invitation_ids": ids, "manner": "phone"}
    assert events.ok("remind_invitees", asked, key="r")["reminded"] == 1
    assert events.ok("remind_invitees", asked, key="r")["reminded"] == 1  # the same key reminds nobody twice
    listed = events.ok("list_invitations", {"activity": "dien-dan", "status": "sent", "without_email": True})
    [one] = listed["invitations"]
    assert (one["office"], len(one["reminders"]), one["reminders"][0]["manner"]) == ("Hội Chữ thập đỏ", 1, "phone")
    found = events.ok("list_invitations", {"activity": "dien-dan", "text": "chu thap do"})["invitations"]
    assert [one["number"] for one in found] == [2]
    looks = events.ok("list_guest_looks", {"activity": "dien-dan"})["looks"]
    assert [(look["what"], look["guests"]) for look in looks] == [("thư mời", 1), ("thư mời", 1)]


def test_events_name_nobody_and_people_are_forgotten_but_the_office_stays(events):
    events.save()
    invitation = invited(events)
    answered(events, invitation, "substitute", guest_name="Võ Thị Thay", phone="0922222222", title="Chuyên viên")
    bodies = " ".join(event.to_bytes().decode() for event in events.said())
    for private in ("Giám đốc", "Đặng Văn", "Võ Thị", "0911111111", "0922222222", "vi-du.vn", "Y tế"):
        assert private not in bodies, private
    assert at(events, 91) == {"forgotten": 2, "more": False}
    everything = str([list(events.store.db[name].find()) for name in events.store.db.list_collection_names()])
    for private in ("Đặng Văn", "Võ Thị", "0911111111", "0922222222", "vi-du", "Chuyên viên"):
        assert private not in everything, private
    kept = events.ok("get_invitation", {"id": invitation["invitation_id"]})
    assert (kept["office"], kept["status"], kept["guest_name"]) == ("Sở Y tế", "substitute", "")
    late = {"invitation_id": invitation["invitation_id"], "answer": "yes", "guest_name": "Võ Thị Thay"}
    assert events.refused("answer_invitation", late)["code"] == "guest_forgotten"


def test_invitations_made_at_once_are_numbered_without_a_gap_and_none_is_lost(events):
    events.save()

    def ask(number):
        return events.ok("invite", {
            "activity": "dien-dan", "quota": "khoi-1", "office": f"Sở {number}", "reply_by_on": TODAY,
        })["number"]

    with ThreadPoolExecutor(8) as many:
        assert sorted(many.map(ask, range(16))) == list(range(1, 17))
