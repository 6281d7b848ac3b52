"""A statement in a layout that nobody knows yet: its first rows, and which column is what, told once for an account."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from contracts.commands.donations.statements import DAY_FORMATS, SaveStatementMapping
from contracts.refusals import NotFound, Refusal
from gateway.access.current import for_those_who_may, note_look, require
from gateway.api.asking import ask
from gateway.web.blueprint import pages
from gateway.web.campaigns import Row
from gateway.web.forms import KEY, Problem, new_key, problem_of, problems_in, typed
from gateway.web.languages import N_
from gateway.web.sending import send

ROLES = (
    ("day", N_("Ngày giao dịch")),
    ("day_and_time", N_("Ngày và giờ trong một cột")),
    ("credit", N_("Ghi có (tiền vào)")),
    ("debit", N_("Ghi nợ (tiền ra)")),
    ("amount", N_("Số tiền có dấu cộng, trừ (thay cho có và nợ)")),
    ("memo", N_("Nội dung")),
    ("reference", N_("Số chứng từ")),
    ("balance", N_("Số dư")),
    ("counter_account", N_("Bên chuyển")),
    ("time", N_("Giờ")),
)
GROUPINGS = (("dot", "1.000.000"), ("comma", "1,000,000"), ("none", "1000000"))
SEPARATORS = (("comma", N_("Dấu phẩy")), ("semicolon", N_("Dấu chấm phẩy")), ("tab", N_("Dấu tab")))
FIELDS = (*(role for role, _ in ROLES), "number_grouping", "day_format", "delimiter")

LIKELY = {
    "day": ("ngày", "date"), "credit": ("có", "credit", "phát sinh có"), "debit": ("nợ", "debit"),
    "memo": ("nội dung", "diễn giải", "mô tả", "details", "description"), "balance": ("số dư", "balance"),
    "reference": ("số ct", "chứng từ", "số gd", "reference", "docno"),
}
"""Words in a heading that are likely to mean a role; a person looks at it before anything is read."""


@pages.get("/sao-ke/<import_id>/khai-cot")
@for_those_who_may("statement.import")
def import_mapping_form(import_id: str) -> ResponseReturnValue:
    """The first rows of the file, and what each column may be."""
    found, account = _found(import_id)
    seen = _preview(found)
    return _page(found, seen, {**_guessed(seen), **_kept(found, account)}, [])


@pages.post("/sao-ke/<import_id>/khai-cot")
@for_those_who_may("statement.import")
def map_import(import_id: str) -> ResponseReturnValue:
    """Keep which column is what, tried on this file, and begin to read it."""
    found, account = _found(import_id)
    values = typed([*FIELDS, KEY], longest=100)
    columns: Row = {role: values[role] or None for role, _ in ROLES}
    columns["reference"] = [values["reference"]] if values["reference"] else []
    payload = {
        "campaign": found["campaign"], "account_number": account, "import_id": import_id, "columns": columns,
        **{name: values[name] for name in ("number_grouping", "day_format", "delimiter")},
    }
    in_the_form = {f"columns.{role}": role for role, _ in ROLES}
    when_empty = {"memo": gettext("Chọn cột nội dung."), "number_grouping": gettext("Chọn cách viết số tiền.")}
    problems = problems_in(SaveStatementMapping(), payload, values, when_empty, in_the_form)
    if not problems:
        try:
            ask("donations", "save_statement_mapping", payload)
            send("donations", "start_statement_import", {"id": import_id}, values[KEY] or new_key())
        except Refusal as refusal:
            problems = problem_of(refusal, in_the_form)
        else:
            return redirect(url_for("web.import_page", import_id=import_id), code=303)
    return _page(found, _preview(found), values, problems), 422


def _found(import_id: str) -> tuple[Row, str]:
    """The import, and the number of its account, which an import itself shows masked."""
    found = ask("donations", "get_statement_import", {"id": import_id})
    require("statement.import", found["unit"])
    shown = found["account_number_masked"]
    accounts = ask("donations", "get_campaign", {"id": found["campaign"]})["accounts"]
    numbers = [one["number"] for one in accounts if _is_same(one["number"], shown) and one["unit"] == found["unit"]]
    if found["status"] != "receiving" or not numbers:
        raise NotFound(
            gettext("Tệp này không chờ khai cột."), field="import_id", remedy=gettext("Xem lại lần nhập sao kê.")
        )
    chosen = request.form.get("tai_khoan", "")
    return found, chosen if chosen in numbers else numbers[0]


def _is_same(number: str, masked: str) -> bool:
    return len(number) == len(masked) and number[-4:] == masked[-4:]


def _preview(found: Row) -> Row:
    seen = ask("donations", "preview_statement_import", {"id": found["import_id"]})
    note_look("statement.preview", [])
    return seen


def _kept(found: Row, account: str) -> dict[str, str]:
    """What was told for the account before, as far as this file has these columns."""
    try:
        kept = ask("donations", "get_statement_mapping", {"campaign": found["campaign"], "account_number": account})
    except Refusal as refusal:
        if refusal.kind != "not_found":
            raise
        return {}
    columns = {**kept["columns"], "reference": (kept["columns"]["reference"] or [""])[0]}
    told = {role: columns[role] or "" for role, _ in ROLES}
    return {**told, **{name: kept[name] for name in ("number_grouping", "day_format", "delimiter")}}


def _guessed(seen: Row) -> dict[str, str]:
    values = {"number_grouping": "", "day_format": "dd/mm/yyyy", "delimiter": seen["delimiter"]}
    for role, likely in LIKELY.items():
        fits = [name for name in seen["header"] if name and any(word in name.lower() for word in likely)]
        values[role] = fits[0] if len(fits) == 1 else ""
    return values


def _page(found: Row, seen: Row, values: dict[str, str], problems: list[Problem]) -> str:
    none = [("", gettext("– không có –"))]
    return render_template(
        "treasurer/import_mapping.html", found=found, seen=seen, values=values, problems=problems, key=new_key(),
        roles=ROLES, columns=[*none, *((name, name) for name in dict.fromkeys(filter(None, seen["header"])))],
        groupings=[("", gettext("– chọn –")), *GROUPINGS], separators=SEPARATORS,
        day_formats=[(one, one) for one in DAY_FORMATS], columns_of_file=[(name, "") for name in seen["header"]],
    )


