"""The pages of a kind of record: its list, a form, one of them with its steps.  Added by one line for each kind."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, note_look, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.taking_part import check_takes_part, units_taking_part
from gateway.reports import of_activity
from gateway.web.addresses import address, chosen_of
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row, campaign_of, chosen_campaign, page_number, units_of
from gateway.web.forms import KEY, STEP, TO_MEND, TO_SEND, Problem, new_key, typed
from gateway.web.languages import said
from gateway.web.organiser.record_forms import filled_in, in_words, payload_of, problems_of, refused, usual
from gateway.web.organiser.record_kinds import About, Records, Step
from gateway.web.sending import send
from runtime.clock import local_day, utc_now

AGAIN = "tu"
"""In the address of a form: the record that is written down anew."""

Values = dict[str, str]


def add_pages(of: Records) -> RecordPages:
    """Add the pages of a kind; their endpoints are `<name>_records`, `<name>_form`, `make_<name>`, `one_<name>` and
    `step_of_<name>`, the same below an activity and below a campaign."""
    made = RecordPages(of)
    reads, makes = for_those_who_may(of.read_action), for_those_who_may(of.make_action)
    views = [
        ("GET", "", f"{of.name}_records", reads(made.show_list)), ("GET", "/moi", f"{of.name}_form", makes(made.form)),
        ("POST", "/moi", f"make_{of.name}", makes(made.make)), ("GET", "/<id>", f"one_{of.name}", reads(made.one)),
        ("POST", "/<id>/<step>", f"step_of_{of.name}", reads(made.step)),
    ]
    for base in of.bases:
        for method, path, endpoint, view in views:
            pages.add_url_rule(base + path, endpoint, view, methods=[method])
    return made


def about_here(action: str, code: str, makes: str = "") -> About:
    """What a page is about: the activity of its address, or the campaign chosen there; with the units for which
    whoever asks may do ``makes``.  Raises UnknownActivity."""
    asking = require_somewhere(action)
    activity = ask("events", "get_activity", {"id": code}) if code else None
    campaign = _campaign_of(activity) if activity else chosen_campaign()
    if campaign is None:
        raise NotFound("Chưa có đợt vận động nào.", remedy="Lập đợt vận động trước.")
    return About(campaign, activity, _units(campaign, asking, makes) if makes else ())


def _campaign_of(activity: Row) -> Row:
    bare = {"campaign": activity["campaign"], "lead_unit": activity["unit"], "units": []}
    return campaign_of(activity["campaign"]) or bare


def _units(campaign: Row, asking: Any, action: str) -> list[tuple[str, str]]:
    """The campaign's units for which the account may, and its own within them."""
    found = units_of(campaign, asking, action)
    known = {code for code, _ in found}
    within = units_taking_part(campaign)
    own = [code for code in allow_table.areas(asking, action) or [] if code not in known]
    return [*found, *((code, units.name_of(code)) for code in own if any(units.contains(one, code) for one in within))]


class RecordPages:
    """The views of one kind."""

    def __init__(self, of: Records) -> None:
        self.of = of

    def _about(self, code: str, action: str = "") -> About:
        return about_here(action or self.of.read_action, code, self.of.make_action)

    def _may_make(self, about: About) -> bool:
        if any(one.look == "unit" for one in self.of.fields):
            return bool(about.units)
        return about.activity is not None and principal().may(self.of.make_action, about.activity["unit"])

    def show_list(self, code: str = "") -> ResponseReturnValue:
        """A page of the records, the newest first, as far as the filters in the address go."""
        of, about = self.of, self._about(code)
        areas = allow_table.areas(principal(), of.read_action)
        chosen = chosen_of({one.name: 60 for one in of.filters})
        kept = {one.name: chosen[one.name] for one in of.filters if chosen.get(one.name) in dict(one.options)}
        state = {one.path: kept[one.name] for one in of.filters if one.name in kept}
        question = of_activity.Question(of.name, about.campaign["campaign"], code or None, areas, state)
        page = page_number()
        rows, more = of.rows(about, page) if of.rows else of_activity.newest(question, page)
        place = about.whole_place
        endpoint = f"web.{of.name}_records"
        export = {"campaign": about.campaign["campaign"], **({"activity": code} if code else {}), **state}
        return render_template(
            "organiser/records.html", of=of, about=about, rows=rows, values=kept, heads=_heads(of),
            above=_above(of, about), totals=of_activity.totals(question) if of.totals else [],
            may_make=self._may_make(about), may_export=principal().may_somewhere(of.export_action or of.read_action),
            export=export, href=lambda row: url_for(f"web.one_{of.name}", id=of.id_of(row), **about.place),
            here=address(endpoint, place), action=url_for(endpoint, **about.place),
            new=url_for(f"web.{of.name}_form", **place),
            next_page=address(endpoint, place, **kept, trang=page + 1) if more else "",
            first_page=address(endpoint, place, **kept) if page > 1 else "",
        )

    def form(self, code: str = "") -> ResponseReturnValue:
        """An empty form; or one filled in as a record that was withdrawn."""
        about, today = self._about(code, self.of.make_action), local_day(utc_now()).isoformat()
        values = usual(self.of.fields, about, today)
        if again := request.args.get(AGAIN, "")[:60]:
            found = self._found(again, code)
            require(self.of.make_action, found["unit"])
            if allow_table.table().shows_people(self.of.read_action):
                note_look(self.of.read_action, [again])
            values = filled_in(self.of.fields, found)
        return self._form(about, values, [], new_key())

    def make(self, code: str = "") -> ResponseReturnValue:
        """Check what was filled in, show it once more where that is wanted, then write it down."""
        of, about = self.of, self._about(code, self.of.make_action)
        values, key = typed([one.name for one in of.fields]), request.form.get(KEY) or new_key()
        if request.form.get(STEP) == TO_MEND:
            return self._form(about, values, [], key)
        payload = self._payload(about, values)
        problems = problems_of(of.schema(), payload, of.fields, values)
        if problems:
            return self._form(about, values, problems, key), 422
        to_check = of.checked and request.form.get(STEP) != TO_SEND
        try:
            self._check_unit(about, payload)
            of.check(of.schema().load(payload))
            if to_check:
                # What would be refused is refused before it is shown as if it could be sent.
                ask("events", of.method, payload, rehearsal=True)
                return self._check(about, payload, values, key)
            made = send("events", of.method, payload, key)
        except Refusal as refusal:
            # The refusal is remembered with the form's key; what is mended is a new form.
            return self._form(about, values, refused(refusal, of.fields), new_key()), 409
        flash(said(of.made), "good")
        return redirect(url_for(f"web.one_{of.name}", id=of.id_of(made), **about.place), code=303)

    def _payload(self, about: About, values: Values) -> Row:
        given = {"campaign": about.campaign["campaign"], "activity": about.place.get("code")}
        known = self.of.schema().fields
        return {
            **{name: value for name, value in given.items() if name in known and value},
            **payload_of(self.of.fields, values),
        }

    def _check_unit(self, about: About, payload: Row) -> None:
        """The account may do it for this unit, which takes part in the campaign."""
        if "unit" in payload:
            require(self.of.make_action, payload["unit"])
            check_takes_part(about.campaign["campaign"], payload["unit"])
        elif about.activity:
            require(self.of.make_action, about.activity["unit"])

    def one(self, id: str, code: str = "") -> ResponseReturnValue:
        """One record, and what may be done about it."""
        return self.page(self._found(id, code), code, {}, [])

    def step(self, id: str, step: str, code: str = "") -> ResponseReturnValue:
        """Take a step of one record."""
        taken, found = self.of.steps.get(step), self._found(id, code)
        if taken is None:
            abort(404)
        require(taken.action, found["unit"])
        prefix = f"{step}."
        values = typed([*(prefix + one.name for one in taken.fields), KEY])
        payload = {f"{self.of.name}_id": id, **payload_of(taken.fields, values, prefix)}
        problems = problems_of(taken.schema(), payload, taken.fields, values, prefix)
        if problems:
            return self.page(found, code, values, problems, step), 422
        try:
            taken.check(payload, found)
            send("events", taken.method, payload, values[KEY] or new_key())
        except Refusal as refusal:
            return self.page(found, code, values, refused(refusal, taken.fields, prefix), step), 409
        flash(said(taken.done), "good")
        place: Row = {"code": code} if code else {}
        return redirect(url_for(f"web.one_{self.of.name}", id=id, **place), code=303)

    def _found(self, id: str, code: str) -> Row:
        found = ask("events", f"get_{self.of.name}", {"id": id})
        require(self.of.read_action, found["unit"])
        if code and found["activity"] != code:
            abort(404)
        return found

    def _form(self, about: About, values: Values, problems: list[Problem], key: str) -> str:
        of, place = self.of, about.whole_place
        here = url_for(f"web.{of.name}_records", **place)
        return render_template(
            "organiser/record_form.html", of=of, about=about, values=values, problems=problems, key=key, here=here,
            action=url_for(f"web.make_{of.name}", **place), above=_above(of, about, here),
        )

    def _check(self, about: About, payload: Row, values: Values, key: str) -> str:
        of, place = self.of, about.place or {"campaign": about.campaign["campaign"]}
        told = about.activity["name"] if about.activity else about.campaign["name"]
        return render_template(
            "check.html", heading=said(of.new), about=told, values={**values, KEY: key},
            facts=[(said(label), words, "") for label, words in in_words(of.fields, payload, about)],
            names=[*(one.name for one in of.fields), KEY], action=url_for(f"web.make_{of.name}", **place),
            button=said(of.new),
        )

    def page(
        self, found: Row, code: str, values: Values, problems: list[Problem], opened: str = "", **more: Any
    ) -> str:
        """One record with its steps; ``more``: what its template shows besides."""
        of, may, about = self.of, principal().may, self._about(code)
        if not code and found["campaign"] != about.campaign["campaign"]:
            about = replace(about, campaign=_campaign_of(found))
        steps = {
            name: one for name, one in of.steps.items() if one.open_to(found) and may(one.action, found["unit"])
        }
        gone = found["status"] in ("withdrawn", "called_off") and of.again and may(of.make_action, found["unit"])
        facts = in_words([one for one in of.fields if not one.shown_apart], found, about) + of.more(found)
        again = url_for(f"web.{of.name}_form", **{**about.whole_place, AGAIN: of.id_of(found)}) if gone else ""
        return render_template(
            of.page, of=of, about=about, record=found, steps=steps, problems=problems, opened=opened, new_key=new_key,
            values={**_begun(steps, found, about), **values}, facts=facts,
            above=_above(of, about, url_for(f"web.{of.name}_records", **about.whole_place)), again=again,
            step_href=lambda step: url_for(f"web.step_of_{of.name}", id=of.id_of(found), step=step, **about.place),
            **more,
        )


def _begun(steps: Mapping[str, Step], found: Row, about: About) -> Values:
    """What the forms of the steps begin with."""
    today = local_day(utc_now()).isoformat()
    return {
        f"{name}.{key}": value for name, one in steps.items()
        for key, value in (filled_in(one.fields, found) if one.filled else usual(one.fields, about, today)).items()
    }


def _above(of: Records, about: About, here: str = "") -> list[tuple[str, str]]:
    """Crumbs below the activity, down to the list where ``here`` is its address."""
    first = [(said(of.above[0]), url_for(of.above[1], **about.place))] if of.above else []
    return [*first, *([(said(of.title), here)] if here else [])]


def _heads(of: Records) -> list[tuple[str, str]]:
    columns = [(said(one.words), one.kind) for one in of.columns]
    return [(gettext("Nội dung"), ""), *columns, (gettext("Tình trạng"), "")]
