"""A golf tournament to work on."""

from __future__ import annotations

from typing import Any

PARS = [4, 4, 4, 3, 5, 4, 4, 3, 5, 4, 4, 4, 3, 5, 4, 4, 3, 5]


def course() -> dict[str, Any]:
    holes = [{"number": n, "par": par, "stroke_index": (n * 7 - 1) % 18 + 1} for n, par in enumerate(PARS, start=1)]
    return {
        "course_name": "Sân golf Mẫu", "holes": holes,
        "tees": [
            {"code": "trang", "name": "Trắng", "course_rating": "71.3", "slope": 128},
            {"code": "do", "name": "Đỏ", "course_rating": "69.0", "slope": 113},
        ],
    }


class Golf:
    """The tournament ``golf`` of a service."""

    def __init__(self, events: Any, **changes: Any) -> None:
        self.events = events
        events.save("golf", kind="golf", places=None, quotas=[])
        self.told = {"tournament": "golf", **course(), "fee_vnd": 3_000_000, **changes}
        events.ok("save_golf_tournament", self.told)

    def play(self, name: str = "Nguyễn Văn An", **more: Any) -> dict[str, Any]:
        return dict(self.events.ok("register_golf_player", {"tournament": "golf", "player_name": name, **more}))

    def ok(self, command: str, **told: Any) -> dict[str, Any]:
        return dict(self.events.ok(command, {"tournament": "golf", **told}))

    def refused(self, command: str, **told: Any) -> str:
        return str(self.events.refused(command, {"tournament": "golf", **told})["code"])

    def promises(self) -> dict[str, dict[str, Any]]:
        """The newest row of each promise, as a reader of the events knows it, by what was promised."""
        rows: dict[str, dict[str, Any]] = {}
        for event in self.events.said():
            if event.type == "events.golf_promises_changed.v1":
                for row in event.data["entries"]:
                    if rows.get(row["golf_promise_id"], {"version": 0})["version"] < row["version"]:
                        rows[row["golf_promise_id"]] = row
        return {row["reference"]: row for row in rows.values()}
