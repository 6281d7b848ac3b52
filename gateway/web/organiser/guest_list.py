"""The organiser's list of guests: searched, filtered in the address, page by page; and the papers made of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.events.registration import REGISTRATION_STATUSES
from gateway.access.current import for_those_who_may, principal
from gateway.access.looks import saw
from gateway.api.asking import ask
from gateway.api.events.guest_papers import MOST_ON_CARDS
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import Problem
from gateway.web.guest_words import NEEDS
from gateway.web.languages import N_
from gateway.web.organiser.activities import activity_for, in_reading_order, quota_choices

GUESTS_ON_A_PAGE = 50

LONGEST_SEARCH, SHORTEST_PURPOSE, LONGEST_PURPOSE = 120, 5, 200
"""As the contract has them."""

ASSISTED, NO_EMAIL = "assisted", "without_email"
OF_NEED = (
    ("", N_("Mọi khách")), *NEEDS, (ASSISTED, N_("Cán bộ đăng ký hộ")), (NO_EMAIL, N_("Không có thư điện tử")),
)
OF_CONSENT = (
    ("", N_("Không lọc")), ("publishable", N_("Cho nêu tên trong tin, bài")),
    ("photographable", N_("Cho chụp ảnh, quay phim")),
)
FILTERS = ("tim", "khoi", "tinh_trang", "can", "dong_y", "muc_dich")


@pages.get("/hoat-dong/<code>/khach")
@for_those_who_may("guest.list")
def guest_list(code: str) -> ResponseReturnValue:
    """A page of the guests that were asked for."""
    activity = activity_for("guest.list", code)
    may_reveal = principal().may("guest.reveal", activity["unit"])
    asked = chosen(activity, may_reveal)
    after = request.args.get("after", "")
    page = {"after": int(after) if after.isdecimal() and len(after) < 10 else 0, "limit": GUESTS_ON_A_PAGE}
    found = ask("events", "list_registrations", {"activity": code, **query(asked), **page})
    saw(one["registration_id"] for one in found["registrations"])
    in_address: dict[str, Any] = {name: value for name, value in asked.items() if value}
    return render_template(
        "guest_list.html",
        activity=activity, guests=found["registrations"], asked=asked, problems=purpose_problems(asked["muc_dich"]),
        quotas=in_reading_order(activity["quotas"]),
        quota_choices=[("", gettext("Mọi khối")), *quota_choices(activity)],
        quota_names={quota["code"]: quota["name"] for quota in activity["quotas"]},
        statuses=[("", N_("Mọi tình trạng")), *((one, one) for one in REGISTRATION_STATUSES)],
        of_need=OF_NEED, of_consent=OF_CONSENT, need_names=dict(NEEDS), may_reveal=may_reveal,
        may_register=principal().may("guest.register", activity["unit"]),
        is_filtered=bool(set(in_address) - {"muc_dich"}),
        first_page=url_for("web.guest_list", code=code, **in_address) if page["after"] else "",
        next_page=found["next_after"]
        and url_for("web.guest_list", code=code, **in_address, after=found["next_after"]),
        export=query(asked),
    )


@pages.get("/hoat-dong/<code>/khach/in")
@for_those_who_may("guest.reveal")
def guest_papers(code: str) -> ResponseReturnValue:
    """Badges, seat cards, the sheet to be signed, whom to call: what for, and then the papers in parts."""
    activity = activity_for("guest.reveal", code)
    asked = chosen(activity, may_reveal=True)
    problems = purpose_problems(asked["muc_dich"])
    wanted = {"quota": asked["khoi"] or None, "purpose": asked["muc_dich"]}
    parts = list(_parts(code, wanted)) if asked["muc_dich"] and not problems else None
    if "muc_dich" in request.args and not asked["muc_dich"]:
        problems = [Problem("muc_dich", gettext("Ghi rõ in để làm gì; lần in được lưu lại."))]
    return render_template(
        "guest_papers.html", activity=activity, asked=asked, problems=problems, parts=parts,
        quota_choices=[("", gettext("Mọi khối")), *quota_choices(activity)],
        query={name: value for name, value in wanted.items() if value},
    )


def chosen(activity: Row, may_reveal: bool) -> dict[str, str]:
    """What the address asks for; what makes no sense counts as not asked."""
    told = {name: request.args.get(name, "").strip() for name in FILTERS}
    among = {
        "khoi": [quota["code"] for quota in activity["quotas"]], "tinh_trang": REGISTRATION_STATUSES,
        "can": [code for code, _ in OF_NEED], "dong_y": [code for code, _ in OF_CONSENT],
    }
    told |= {name: told[name] if told[name] in known else "" for name, known in among.items()}
    told["tim"] = told["tim"][:LONGEST_SEARCH]
    told["muc_dich"] = told["muc_dich"][:LONGEST_PURPOSE] if may_reveal else ""
    return told


def query(asked: dict[str, str]) -> dict[str, Any]:
    """The same as the service and the API's downloads are asked."""
    found: dict[str, Any] = {"text": asked["tim"], "quota": asked["khoi"], "status": asked["tinh_trang"]}
    if asked["can"] in (ASSISTED, NO_EMAIL):
        found[asked["can"]] = "true"
    else:
        found["need"] = asked["can"]
    if asked["dong_y"]:
        found[asked["dong_y"]] = "true"
    if not purpose_problems(asked["muc_dich"]):
        found["purpose"] = asked["muc_dich"]
    return {name: value for name, value in found.items() if value}


def purpose_problems(purpose: str) -> list[Problem]:
    """Why names are to be shown must be said, or left empty."""
    if purpose and len(purpose) < SHORTEST_PURPOSE:
        return [Problem("muc_dich", gettext("Ghi rõ mục đích, ít nhất %(least)s ký tự.", least=SHORTEST_PURPOSE))]
    return []


def _parts(code: str, wanted: dict[str, Any]) -> Iterator[dict[str, int]]:
    """Where the parts of a paper begin that holds so many cards at the most: numbers of the first and last guest."""
    after: int | None = 0
    while after is not None:
        page = {**wanted, "activity": code, "status": "confirmed", "after": after, "limit": MOST_ON_CARDS}
        found = ask("events", "list_registrations", {**page, "what": "chọn phần để in"})
        guests = found["registrations"]
        saw(one["registration_id"] for one in guests)
        if guests:
            yield {"after": after, "first": guests[0]["number"], "last": guests[-1]["number"], "count": len(guests)}
        after = found["next_after"]
