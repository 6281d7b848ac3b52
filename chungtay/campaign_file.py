"""A campaign file: one YAML file that says what a campaign is, for people to write and to keep under version control.

``load(path)`` answers the body of ``PUT /api/v1/campaigns/{code}``.  Everything wrong in the file is reported at once,
each with its line, its place and what would be right; a file with anything wrong is never sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from marshmallow import ValidationError, fields, validate

from contracts.commands.campaign_files import MOST_ACTIVITIES, MOST_UNITS, DescribedUnit
from contracts.commands.donations.campaigns import SaveCampaign
from contracts.commands.events.activities import SaveActivity
from contracts.fields import Vnd
from contracts.refusals import Refusal
from messaging.answering import flatten
from services.events.activities.rules import Quota, check_description, plan_places

LARGEST_BYTES = 1_000_000
"""No campaign file of a province comes near this; a wrong file does."""


class UnitInFile(DescribedUnit):
    """A unit of the campaign: what the gateway's tree of units needs, and its share of the target."""

    target_vnd = Vnd(minimum=0, load_default=0)


class CampaignFile(SaveCampaign):
    """The file as a whole: a campaign whose units are described and whose activities stand beside it."""

    units = fields.List(fields.Nested(UnitInFile), required=True, validate=validate.Length(1, MOST_UNITS))
    activities = fields.List(
        fields.Nested(SaveActivity(exclude=("campaign",))), load_default=list,
        validate=validate.Length(max=MOST_ACTIVITIES),
    )


@dataclass(frozen=True)
class Problem:
    """Something wrong in the file.  ``path``: as in ``activities.0.quotas.2.places``; ``line`` counts from 1."""

    path: str
    message: str
    remedy: str
    line: int | None = None

    def __str__(self) -> str:
        where = ", ".join(part for part in (f"dòng {self.line}" if self.line else "", self.path) if part)
        return f"{where}: {self.message} {self.remedy}".removeprefix(": ").strip()


class CampaignFileError(Exception):
    """The file can't be used.  ``problems`` lists all that is wrong with it."""

    def __init__(self, path: Path, problems: Sequence[Problem]) -> None:
        self.path = path
        self.problems = list(problems)
        super().__init__("\n".join([f"{path}:", *(f"  {problem}" for problem in self.problems)]))


def load(path: Path) -> dict[str, Any]:
    """Read and check a campaign file.

    Answers JSON values: ``{"campaign": SaveCampaign, "units": [...], "activities": [SaveActivity, ...]}``.
    Raises :class:`CampaignFileError`.
    """
    tree, raw = _read(path)
    try:
        loaded = CampaignFile().load(raw)
        problems = list(_check(loaded))
    except ValidationError as error:
        problems = [_of_shape(found["field"], found["message"]) for found in flatten(error.normalized_messages())]
    if problems:
        lined = [Problem(p.path, p.message, p.remedy, _line(tree, p.path)) for p in problems]
        raise CampaignFileError(path, sorted(lined, key=lambda problem: problem.line or 0))
    return _body(loaded)


class _Loader(yaml.SafeLoader):
    """YAML of plain values only: days stay text, a key stands once, nothing refers to another place."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.AliasEvent):
            raise yaml.MarkedYAMLError(problem="dấu & và * không dùng được", problem_mark=self.peek_event().start_mark)
        return super().compose_node(parent, index)

    def compose_mapping_node(self, anchor: Any) -> Any:
        node = super().compose_mapping_node(anchor)
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise yaml.MarkedYAMLError(problem="tên trường phải là chữ", problem_mark=key.start_mark)
            if key.value in seen:
                raise yaml.MarkedYAMLError(problem=f"“{key.value}” viết hai lần", problem_mark=key.start_mark)
            seen.add(key.value)
        return node


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _read(path: Path) -> tuple[yaml.Node | None, Any]:
    """The file as nodes (these know their lines) and as plain values; an empty file is an empty mapping."""
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise CampaignFileError(path, [Problem("", "Tệp quá lớn.", "Tệp đợt vận động chỉ vài chục KB.")])
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_Loader)
        return (node, _construct(node)) if node is not None else (None, {})
    except OSError as error:
        problem = Problem("", "Không mở được tệp.", f"Xem lại đường dẫn ({error.strerror}).")
    except UnicodeDecodeError:
        problem = Problem("", "Tệp không phải UTF-8.", "Lưu lại tệp với bảng mã UTF-8.")
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        remedy = "Xem lại dòng này và cách thụt đầu dòng."
        problem = Problem("", f"Không đọc được YAML ({error.problem}).", remedy, line)
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        problem = Problem("", f"Không đọc được YAML ({error}).", "Bỏ ký tự hoặc giá trị lạ trong tệp.")
    raise CampaignFileError(path, [problem])


def _construct(node: yaml.Node) -> Any:
    loader = _Loader("")
    try:
        return loader.construct_document(node)
    finally:
        loader.dispose()


def _of_shape(path: str, message: str) -> Problem:
    if message == "Thiếu trường này.":
        return Problem(path, message, "Thêm trường này vào tệp.")
    if message == "Không có trường này.":
        return Problem(path, message, "Xem lại chính tả, hoặc bỏ trường này.")
    return Problem(path, message, "Sửa giá trị này.")


def _check(loaded: dict[str, Any]) -> Iterator[Problem]:
    """What the shape alone doesn't show: things named twice, names of things that aren't there, days out of order."""
    units = [unit["code"] for unit in loaded["units"]]
    yield from _twice("units", "code", units)
    yield from _twice("accounts", "number", [account["number"] for account in loaded["accounts"]])
    yield from _twice("activities", "code", [activity["code"] for activity in loaded["activities"]])
    if loaded["ends_on"] < loaded["starts_on"]:
        yield Problem("ends_on", "Ngày kết thúc trước ngày bắt đầu.", "Sửa lại một trong hai ngày.")
    named = [("lead_unit", loaded["lead_unit"])]
    named += [(f"units.{i}.parent", unit["parent"]) for i, unit in enumerate(loaded["units"]) if unit["parent"]]
    named += [(f"accounts.{i}.unit", account["unit"]) for i, account in enumerate(loaded["accounts"])]
    named += [(f"activities.{i}.unit", activity["unit"]) for i, activity in enumerate(loaded["activities"])]
    for path, unit in named:
        if unit not in units:
            known = ", ".join(units[:20])
            yield Problem(path, f"Không có đơn vị {unit} trong tệp.", f"Thêm vào units, hoặc dùng: {known}.")
    for i, activity in enumerate(loaded["activities"]):
        try:
            plan_places(activity["places"], [Quota(**quota) for quota in activity["quotas"]])
            check_description(
                activity["starts_on"], activity["ends_on"], [step["order"] for step in activity["programme"]]
            )
        except Refusal as refusal:
            yield Problem(f"activities.{i}.{refusal.field}", refusal.message, refusal.remedy)


def _twice(part: str, key: str, values: Sequence[str]) -> Iterator[Problem]:
    for i, value in enumerate(values):
        if value in values[:i]:
            yield Problem(f"{part}.{i}.{key}", f"“{value}” đã có ở trên.", "Bỏ một trong hai, hoặc đổi mã.")


def _line(node: yaml.Node | None, path: str) -> int | None:
    """Line of the value at ``path``, or of the nearest thing around it that is there."""
    line = None
    for step in path.split(".") if path else []:
        if isinstance(node, yaml.MappingNode):
            found = [(key, value) for key, value in node.value if key.value == step]
            if not found:
                return line
            node, line = found[0][1], found[0][0].start_mark.line + 1
        elif isinstance(node, yaml.SequenceNode) and step.isdigit() and int(step) < len(node.value):
            node = node.value[int(step)]
            line = node.start_mark.line + 1
        else:
            return line
    return line


def _body(loaded: dict[str, Any]) -> dict[str, Any]:
    units = UnitInFile(many=True, exclude=("target_vnd",)).dump(loaded["units"])
    shares = [{"unit": unit["code"], "target_vnd": unit["target_vnd"]} for unit in loaded["units"]]
    activities = [{**activity, "campaign": loaded["code"]} for activity in loaded["activities"]]
    return {
        "campaign": SaveCampaign().dump({**loaded, "units": shares}),
        "units": units,
        "activities": SaveActivity(many=True).dump(activities),
    }
