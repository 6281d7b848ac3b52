"""Answers as the field form shows them and as somebody types them, without JavaScript."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from contracts.refusals import Refusal
from gateway.web.forms import Problem, money_typed, problem_of
from gateway.web.languages import N_
from gateway.web.sending import send

Row = dict[str, Any]

CHOSEN = "chon"
"""The button that settles a question: ``<subject>:<question>:<which>``, which being one of these or a conflict's id."""
STANDING, TYPED = "may-chu", "trong-o"

CHOICES = {
    "yes": N_("Có, đạt"), "partly": N_("Đạt một phần"), "no": N_("Không đạt"), "not_applicable": N_("Không áp dụng"),
}


@dataclass
class Sent:
    """What became of a form: how many answers were saved, how many met another one, what is to be mended, and what was
    typed there, which the page shows again."""

    saved: int
    conflicts: int
    problems: list[Problem]
    typed: dict[str, Row]


def key_of(subject: str, question: str) -> str:
    """The id of a question on the page."""
    return f"{subject}.{question}"


def content(said: Mapping[str, Any] | None) -> Row:
    """What an answer says, without who and when."""
    return {
        "choice": said["choice"] if said else None, "number": said["number"] if said else None,
        "text": said["text"] if said else "", "note": said["note"] if said else "",
    }


def mark(said: Mapping[str, Any]) -> str:
    """A sign that changes with what an answer says: so that a field that nobody touched is told from one that says what
    it said before."""
    return hashlib.sha256(orjson.dumps(content(said), option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


def save_form(visit_id: str, checklists: list[Row], form: Mapping[str, str], form_key: str) -> Sent:
    """Save every answer that was touched, each on its own: one that is refused keeps no other from being saved."""
    sent = Sent(0, 0, [], {})
    chosen = form.get(CHOSEN, "")
    for checklist in checklists:
        for question in checklist["questions"]:
            key = key_of(checklist["subject"], question["code"])
            if f"{key}.lan" not in form:
                continue
            typed = _typed(form, key)
            settled, which = _settled(question, form, key, chosen)
            said = typed if which in ("", TYPED) else settled
            if which == "" and mark(said) == form.get(f"{key}.thay"):
                continue
            try:
                told = _save(visit_id, checklist["subject"], question, said, form, key, form_key, which)
            except Refusal as refusal:
                sent.problems += [Problem(key, one.message, one.remedy) for one in problem_of(refusal)[:1]]
                sent.typed[key] = {**typed, "version": form[f"{key}.lan"], "mark": form.get(f"{key}.thay", "")}
                continue
            sent.conflicts += told["outcome"] == "conflict"
            sent.saved += told["outcome"] != "conflict"
    return sent


def _typed(form: Mapping[str, str], key: str) -> Row:
    # A browser sends a new line as two signs; a text is kept with one.
    told = {name: form.get(f"{key}.{name}", "").replace("\r\n", "\n").strip()[:6000] for name in ("text", "note")}
    number = form.get(f"{key}.number", "").strip()[:20]
    return {"choice": form.get(f"{key}.choice") or None, "number": money_typed(number) or None, **told}


def _settled(question: Row, form: Mapping[str, str], key: str, chosen: str) -> tuple[Row, str]:
    """What somebody chose among several versions of this answer, and by which button; empty when none was pressed."""
    asked, _, which = chosen.rpartition(":")
    answer = question["answer"]
    if asked != key or answer is None:
        return {}, ""
    others = {one["conflict_id"]: one for one in answer["conflicts"]}
    return content(others.get(which, answer)), which


def _save(
    visit_id: str, subject: str, question: Row, said: Row, form: Mapping[str, str], key: str, form_key: str, which: str
) -> Row:
    version = form[f"{key}.lan"]
    payload = {
        **said, "visit_id": visit_id, "subject": subject, "question": question["code"],
        "base_version": int(version) if version.isdecimal() and len(version) < 8 else 0,
        "settles": form.get(f"{key}.ban", "").split()[:20] if which else [],
    }
    # The same form sent twice is one edit; another content under its key is another form.
    told = hashlib.sha256(f"{form_key} {key} {which} {mark(said)}".encode()).hexdigest()[:40]
    return send("monitoring", "save_answer", payload, told)
