"""A tournament: save it, read it, change it one at a time."""

from __future__ import annotations

from collections import Counter
from typing import Any

from messaging.context import CommandContext
from messaging.idempotency import once
from messaging.unit_of_work import UnitOfWork
from services.events.activities.commands import find_activity
from services.events.activities.documents import Activity
from services.events.golf import rules
from services.events.golf.documents import GolfPlayer, GolfSponsor, GolfTournament

Json = dict[str, Any]

PLAN = (
    "course_name", "holes", "tees", "fee_vnd", "most_players", "flight_size", "mulligan_vnd", "most_mulligans",
    "hole_sponsor_vnd", "packages", "contests", "teams", "most_per_team",
)
"""What a save command states, by the names of the command and the document alike."""


@once
def save_golf_tournament(uow: UnitOfWork, command: Json, context: CommandContext) -> Json:
    """Make the tournament of an activity, or bring it to this state; saving the same again changes nothing.

    Raises UnknownActivity, ActivityNotGolf, TournamentFull and what ``rules.check_tournament``,
    ``check_still_there`` and ``check_course_unlocked`` raise."""
    rules.check_tournament(command)
    activity = find_activity(command["tournament"], field="tournament")
    if activity.kind != "golf":
        raise rules.ActivityNotGolf(
            f"“{activity.name}” không phải giải golf.", field="tournament", remedy="Chọn một hoạt động loại golf."
        )
    plan = _plan(command)
    found = GolfTournament.objects(id=activity.code).modify(new=True, inc__touched=1)
    if found is None:
        found = GolfTournament(id=activity.code, version=0)
    else:
        before = plan_of(found)
        if before == plan:
            return resource(found, activity)
        rules.check_course_unlocked(found.draw_locked, before, plan)
        _check_nothing_used_goes(found, plan)
    for name, value in plan.items():
        setattr(found, name, value)
    if not found.last_player_number:
        found.campaign, found.unit = activity.campaign, activity.unit
    found.saved_by = context.actor
    found.version += 1
    found.save(force_insert=found.version == 1)
    _say(uow, found, activity)
    return resource(found, activity)


def get_golf_tournament(tournament: str) -> Json:
    """The full resource.  Raises GolfTournamentNotFound."""
    found = find(tournament, field="id")
    return resource(found, find_activity(found.id))


def find(tournament: str, field: str = "tournament") -> GolfTournament:
    """The tournament of an activity.  Raises GolfTournamentNotFound."""
    found: GolfTournament | None = GolfTournament.objects(id=tournament).first()
    if found is None:
        raise _not_found(field)
    return found


def take(tournament: str) -> GolfTournament:
    """The tournament, for a change of it or of anything that belongs to it: whoever takes it at the same time meets a
    write conflict and sees this change when it runs again.  Raises GolfTournamentNotFound."""
    found: GolfTournament | None = GolfTournament.objects(id=tournament).modify(new=True, inc__touched=1)
    if found is None:
        raise _not_found("tournament")
    return found


def find_player(player_id: str, field: str = "golf_player_id") -> GolfPlayer:
    """The document of a player.  Raises GolfPlayerNotFound."""
    player: GolfPlayer | None = GolfPlayer.objects(id=player_id).first()
    if player is None:
        raise rules.GolfPlayerNotFound(
            "Không có người chơi nào mang mã này.", field=field, remedy="Chọn lại trong danh sách người chơi."
        )
    return player


def plan_of(found: GolfTournament) -> Json:
    """All that a save command states, as JSON values."""
    return {name: _plain(getattr(found, name)) for name in PLAN}


def resource(found: GolfTournament, activity: Activity) -> Json:
    """The full resource."""
    return {
        "tournament": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
        "name": activity.name, "place": activity.place or "", "played_on": activity.starts_on, **plan_of(found),
        "par": sum(hole["par"] for hole in found.holes), "playing": found.playing,
        "draw_number": found.draw_number, "draw_locked": found.draw_locked,
    }


def _plan(command: Json) -> Json:
    plan = {name: command[name] for name in PLAN}
    plan["holes"] = sorted(plan["holes"], key=lambda hole: hole["number"])
    plan["tees"] = [
        {**tee, "course_rating": f"{rules.decimal_of(tee['course_rating']):.1f}"} for tee in plan["tees"]
    ]
    return plan


def _check_nothing_used_goes(found: GolfTournament, plan: Json) -> None:
    players = list(GolfPlayer.objects(tournament=found.id, status=rules.REGISTERED))
    rules.check_still_there("tees", (tee["code"] for tee in plan["tees"]), {one.tee for one in players})
    members = Counter(one.team for one in players if one.team)
    rules.check_still_there("teams", (team["code"] for team in plan["teams"]), members)
    sponsors = list(GolfSponsor.objects(tournament=found.id, status="active"))
    rules.check_still_there(
        "packages", (one["code"] for one in plan["packages"]), {one.package for one in sponsors if one.package}
    )
    holes = {str(hole) for one in sponsors for hole in one.holes}
    rules.check_still_there("holes", (str(hole["number"]) for hole in plan["holes"]), holes)
    if plan["most_players"] < found.playing:
        rules.check_room(found.playing, plan["most_players"])


def _say(uow: UnitOfWork, found: GolfTournament, activity: Activity) -> None:
    uow.publish(
        "events.golf_tournament_saved.v1", subject=found.id, aggregate_version=found.version,
        data={
            "tournament": found.id, "version": found.version, "campaign": found.campaign, "unit": found.unit,
            "course_name": found.course_name, "holes": len(found.holes),
            "par": sum(hole["par"] for hole in found.holes), "played_on": activity.starts_on,
            "fee_vnd": found.fee_vnd, "most_players": found.most_players,
        },
    )


def _plain(value: Any) -> Any:
    return [dict(one) for one in value] if isinstance(value, list) else value


def _not_found(field: str) -> rules.GolfTournamentNotFound:
    return rules.GolfTournamentNotFound(
        "Hoạt động này chưa có giải golf.", field=field, remedy="Lập giải golf cho hoạt động trước."
    )
