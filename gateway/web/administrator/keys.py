"""Everybody's API keys, for whoever manages them: what each may, when it was last used, and its end."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from gateway.access import keys
from gateway.access.current import require
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from runtime.clock import utc_now

PAGE = "/quan-tri/khoa-api"
ON_A_PAGE = 50


@pages.get(PAGE)
def key_list() -> ResponseReturnValue:
    """Keys by id, of everybody or of one owner."""
    require("key.manage")
    chosen, after = chosen_of({"owner": 40}), request.args.get("sau", "")[:40]
    found = keys.all_keys(chosen.get("owner"), after, ON_A_PAGE + 1)
    more = len(found) > ON_A_PAGE
    return render_template(
        "administrator/key_list.html", keys=found[:ON_A_PAGE], values=chosen, now=utc_now(),
        next_page=address("web.key_list", chosen, sau=found[ON_A_PAGE - 1].key_id) if more else None,
        first=address("web.key_list", chosen) if after else "",
    )


@pages.get(f"{PAGE}/<key_id>/thu-hoi")
def revoke_key_page(key_id: str) -> ResponseReturnValue:
    """Is this key to end?"""
    require("key.manage")
    return render_template("administrator/key_revoke.html", key=keys.one(key_id))


@pages.post(f"{PAGE}/<key_id>/thu-hoi")
def revoke_key(key_id: str) -> ResponseReturnValue:
    """End it; a program that still uses it is turned away from its next request on."""
    by = require("key.manage").username
    ended = keys.revoke(key_id, by, utc_now())
    flash(gettext("Đã thu hồi khóa %(key)s của %(owner)s.", key=ended.key_id, owner=ended.owner), "good")
    return redirect(url_for("web.key_list", owner=ended.owner), code=303)
