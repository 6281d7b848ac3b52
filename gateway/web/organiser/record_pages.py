"""The pages of a kind of record: its list, a form, one of them with its steps.  Added by one line for each kind."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.refusals import NotFound, Refusal
from gateway import units
from gateway.access import allow_table
from gateway.access.current import for_those_who_may, principal, require, require_somewhere
from gateway.api.asking import ask
from gateway.api.taking_part import check_takes_part
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


def add_pages(of: Records) -> None:
    """Add the pages of a kind; their endpoints are `<name>_records`, `<name>_form`, `make_<name>`, `one_<name>` and
    `step_of_<name>`."""
    made = RecordPages(of)
    reads, makes = for_those_who_may(of.read_action), for_those_who_may(of.make_action)
    pages.get(of.base, endpoint=f"{of.name}_records")(reads(made.show_list))
    pages.get(f"{of.base}/moi", endpoint=f"{of.name}_form")(makes(made.form))
    pages.post(f"{of.base}/moi", endpoint=f"make_{of.name}")(makes(made.make))
    pages.get(f"{of.base}/<id>", endpoint=f"one_{of.name}")(reads(made.one))
    pages.post(f"{of.base}/<id>/<step>", endpoint=f"step_of_{of.name}")(reads(made.step))


def about_here(action: str, code: str) -> About:
    """What a page is about: the activity of its address, or the campaign chosen there.  Raises UnknownActivity."""
    asking = require_somewhere(action)
    activity = ask("events", "get_activity", {"id": code}) if code else None
    campaign = _campaign_of(activity) if activity else chosen_campaign()
    if campaign is None:
        raise NotFound("Chưa có đợt vận động nào.", remedy="Lập đợt vận động trước.")
    return About(campaign, activity, _units(campaign, asking, action))


def _campaign_of(activity: Row) -> Row:
    bare = {"campaign": activity["campaign"], "lead_unit": activity["unit"], "units": []}
    return campaign_of(activity["campaign"]) or bare


def _units(campaign: Row, asking: Any, action: str) -> list[tuple[str, str]]:
    """The campaign's units for which the account may, and its own within them."""
    found = units_of(campaign, asking, action)
    known = {code for code, _ in found}
    within = [campaign["lead_unit"], *(entry["unit"] for entry in campaign["units"])]
    own = [code for code in allow_table.areas(asking, action) or [] if code not in known]
    return [*found, *((code, units.name_of(code)) for code in own if any(units.contains(one, code) for one in within))]


class RecordPages:
    """The views of one kind."""

    def __init__(self, of: Records) -> None:
        self.of = of

    def show_list(self, code: str = "") -> ResponseReturnValue:
        """A page of the records, the newest first, as far as the filters in the address go."""
        of, about = self.of, about_here(self.of.read_action, code)
        areas = allow_table.areas(principal(), of.read_action)
        chosen = chosen_of({one.name: 60 for one in of.filters})
        kept = {one.name: chosen[one.name] for one in of.filters if chosen.get(one.name) in dict(one.options)}
        state = {one.path: kept[one.name] for one in of.filters if one.name in kept}
        question = of_activity.Question(of.name, about.campaign["campaign"], code or None, areas, state)
        page = page_number()
        rows, more = of_activity.newest(question, page)
        place = about.whole_place
        endpoint = f"web.{of.name}_records"
        export = {"campaign": about.campaign["campaign"], **({"activity": code} if code else {}), **state}
        return render_template(
            "organiser/records.html", of=of, about=about, rows=rows, values=kept, heads=_heads(of),
            totals=of_activity.totals(question) if of.totals else [],
            may_make=bool(about.units), may_export=principal().may_somewhere(of.export_action or of.read_action),
            export=export, href=lambda row: url_for(f"web.one_{of.name}", id=of.id_of(row), **about.place),
            here=address(endpoint, place), action=url_for(endpoint, **about.place),
            new=url_for(f"web.{of.name}_form", **place),
            next_page=address(endpoint, place, **kept, trang=page + 1) if more else "",
            first_page=address(endpoint, place, **kept) if page > 1 else "",
        )

    def form(self, code: str = "") -> ResponseReturnValue:
        """An empty form; or one filled in as a record that was withdrawn."""
        about, today = about_here(self.of.make_action, code), local_day(utc_now()).isoformat()
        values = usual(self.of.fields, about, today)
        if again := request.args.get(AGAIN, "")[:60]:
            found = self._found(again, code)
            require(self.of.make_action, found["unit"])
            values = filled_in(self.of.fields, found)
        return self._form(about, values, [], new_key())

    def make(self, code: str = "") -> ResponseReturnValue:
        """Check what was filled in, show it once more where that is wanted, then write it down."""
        of, about = self.of, about_here(self.of.make_action, code)
        values, key = typed([one.name for one in of.fields]), request.form.get(KEY) or new_key()
        if request.form.get(STEP) == TO_MEND:
            return self._form(about, values, [], key)
        payload = {"campaign": about.campaign["campaign"], **({"activity": code} if code else {})}
        payload |= payload_of(of.fields, values)
        problems = problems_of(of.schema(), payload, of.fields, values)
        if problems:
            return self._form(about, values, problems, key), 422
        to_check = of.checked and request.form.get(STEP) != TO_SEND
        try:
            require(of.make_action, payload["unit"])
            check_takes_part(payload["campaign"], payload["unit"])
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

    def one(self, id: str, code: str = "") -> ResponseReturnValue:
        """One record, and what may be done about it."""
        return self._page(self._found(id, code), code, {}, [], "")

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
            return self._page(found, code, values, problems, step), 422
        try:
            send("events", taken.method, payload, values[KEY] or new_key())
        except Refusal as refusal:
            return self._page(found, code, values, refused(refusal, taken.fields, prefix), step), 409
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
        of, place = self.of, about.place or {"campaign": about.campaign["campaign"]}
        return render_template(
            "organiser/record_form.html", of=of, about=about, values=values, problems=problems, key=key,
            action=url_for(f"web.make_{of.name}", **place), here=url_for(f"web.{of.name}_records", **place),
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

    def _page(self, found: Row, code: str, values: Values, problems: list[Problem], opened: str) -> str:
        of, may = self.of, principal().may
        about = about_here(of.read_action, code)
        if not code and found["campaign"] != about.campaign["campaign"]:
            about = About(_campaign_of({"campaign": found["campaign"], "unit": found["unit"]}), None, about.units)
        place = about.whole_place
        steps: dict[str, Step] = {
            name: one for name, one in of.steps.items() if one.open_to(found) and may(one.action, found["unit"])
        }
        today = local_day(utc_now()).isoformat()
        begun = {f"{name}.{key}": value for name, one in steps.items()
                 for key, value in usual(one.fields, about, today).items()}
        gone = found["status"] in ("withdrawn", "called_off")
        return render_template(
            of.page, of=of, about=about, record=found, steps=steps, problems=problems, opened=opened,
            values={**begun, **values}, new_key=new_key, facts=in_words(of.fields, found, about) + of.more(found),
            here=url_for(f"web.{of.name}_records", **place),
            step_href=lambda step: url_for(f"web.step_of_{of.name}", id=of.id_of(found), step=step, **about.place),
            again=url_for(f"web.{of.name}_form", **{**place, AGAIN: of.id_of(found)})
            if gone and of.again and may(of.make_action, found["unit"]) else "",
        )


def _heads(of: Records) -> list[tuple[str, str]]:
    columns = [(said(one.words), one.kind) for one in of.columns]
    return [(gettext("Nội dung"), ""), *columns, (gettext("Tình trạng"), "")]
