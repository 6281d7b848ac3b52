"""How an activity stands open to the public, in words and with the colour of their tag."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext

from gateway.web.languages import N_, said

STATES = {
    "never_opened": (N_("Chưa mở đăng ký công khai"), ""),
    "announced": (N_("Đã báo ngày"), ""),
    "open": (N_("Đang nhận đăng ký"), "good"),
    "over": (N_("Đã hết hạn đăng ký"), "wait"),
    "closed": (N_("Đã đóng đăng ký"), "wait"),
    "called_off": (N_("Không tổ chức"), "bad"),
    "past": (N_("Đã diễn ra"), ""),
}


def state_words(state: str) -> tuple[str, str]:
    """A state, for the organiser."""
    words, tag = STATES[state]
    return said(words), tag


def places_words(face: dict[str, Any]) -> tuple[str, str]:
    """The same for whoever wants to come: with the places that are left."""
    least = face["places_left_at_least"]
    if face["state"] != "open":
        return state_words(face["state"])
    if face["is_full"]:
        if face["waiting_list"]:
            return gettext("Hết chỗ, nhận chờ"), "wait"
        return gettext("Hết chỗ"), "bad"
    if least is None:
        return state_words("open")
    if least == 1:
        return gettext("Còn vài chỗ"), "wait"
    return gettext("Còn ít nhất %(places)s chỗ", places=least), "good"
