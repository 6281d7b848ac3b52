"""Following one request through the log lines of all processes, by its correlation id.

A lone request's id stands on every line about it.  In a micro-batch, many gifts share one transaction and one event,
which travel under the id of one of them: the line `events_committed` names all their ids and the event, and the
relay's and the projector's lines name the event.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Any

Line = Mapping[str, Any]

_COMMIT = "events_committed"
_HIDDEN = frozenset({"correlation_id", "correlation_ids", "event_ids", "logger", "process", "at", "event", "level"})


def follow(folder: Path, correlation_id: str) -> list[Line]:
    """The lines about one request, and those about the events that it led to, in the order of time."""
    events = {
        event_id
        for line in read_logs(folder, {correlation_id})
        if line.get("event") == _COMMIT and correlation_id in line.get("correlation_ids", ())
        for event_id in _events(line)
    }
    return sorted(
        (
            line
            for line in read_logs(folder, {correlation_id, *events})
            if correlation_id in _requests(line) or not events.isdisjoint(_events(line))
        ),
        key=lambda line: str(line["at"]),
    )


def read_logs(folder: Path, naming: Collection[str]) -> Iterator[Line]:
    """Every line of our processes that holds one of these texts, rotated files too, in no order.

    Logs may be hundreds of megabytes: only such lines are parsed.  What is no line of ours is passed over."""
    wanted = re.compile("|".join(re.escape(text) for text in naming))
    for file in sorted(folder.glob("*.log*")):
        with file.open(encoding="utf-8", errors="replace") as lines:
            for line in lines:
                if line.startswith("{") and wanted.search(line):
                    try:
                        read = json.loads(line)
                    except ValueError:
                        continue
                    if "process" in read and "at" in read:
                        yield read


def in_words(line: Line, correlation_id: str) -> str:
    """One line for a person: the lists of ids are shortened to how many others there are."""
    others = len(line.get("correlation_ids", ())) - 1
    facts = [f"{key}={value}" for key, value in line.items() if key not in _HIDDEN]
    if others > 0:
        facts.append(f"together with {others} more")
    if _events(line):
        facts.append(f"event {_events(line)[0]}" if len(_events(line)) == 1 else f"{len(_events(line))} events")
    if line.get("correlation_id") not in (None, correlation_id):
        facts.append(f"under {line['correlation_id']}")
    return f"{line['at']}  {line['process']:<18} {line.get('event', '')}  {'  '.join(facts)}".rstrip()


def _requests(line: Line) -> list[str]:
    return [*line.get("correlation_ids", ()), line.get("correlation_id", "")]


def _events(line: Line) -> list[str]:
    single = [line["message_id"]] if "message_id" in line else []
    return [*line.get("event_ids", ()), *single]
