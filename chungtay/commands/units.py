"""`chungtay units`: the administrative units before and since 2025-07-01, and what became of what."""

import datetime as dt
import getpass

import click
from mongoengine.connection import ConnectionFailure
from pymongo.errors import PyMongoError

from chungtay.console import out
from chungtay.stack import StackError
from contracts.refusals import Refusal
from gateway.database import connect
from gateway.units import Unit, Units, UnitTree, official, shares, tree
from runtime import settings
from runtime.clock import local_day, utc_now
from runtime.text import fold

MOST_SHOWN = 60


class _Told(click.Group):
    """A group whose commands tell refusals and an absent database in words."""

    def invoke(self, context: click.Context) -> object:
        try:
            return super().invoke(context)
        except Refusal as refusal:
            raise StackError(refusal.message, refusal.remedy) from refusal
        except official.UnexpectedUnits as error:
            raise StackError(str(error), "Nothing was changed; install the locked edition with bin/setup.") from error
        except (PyMongoError, ConnectionFailure) as error:
            raise StackError(f"MongoDB did not answer: {error}", "Run `chungtay doctor`, then this again.") from error


@click.group(cls=_Told)
def units() -> None:
    """Administrative units, with their days and what became of them."""
    connect(settings.load())
    tree.prepare()


@units.command()
@click.option("--check", is_flag=True, help="Change nothing; say what differs, and end with 1 when anything does.")
def load(check: bool) -> None:
    """Load the 63 provinces with districts and communes, and the 34 with communes. A second run changes nothing."""
    out.print("Reading the official units …", markup=False)
    read = official.read_official()
    counted = ", ".join(f"{number} {what.replace('_', ' ')} 2025-07-01" for what, number in official.EXPECTED.items())
    out.print(f"{read.source}: {counted}; {read.split} old communes were split.", markup=False)
    added, changed = tree.merge(read.units, reorder=True, dry_run=check)
    if check:
        out.print(f"{added} are missing here, {changed} differ, of {len(read.units)}.", markup=False)
        if added or changed:
            raise click.exceptions.Exit(1)
        return
    out.print(f"Added {added}, changed {changed}, of {len(read.units)}.", markup=False)


@units.command()
@click.argument("code")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="On this day; today without it.")
def show(code: str, day: dt.datetime | None) -> None:
    """One unit: its name, its days, where it lies, what lies in it. CODE may be a part of its name instead."""
    known, on = tree.read_units(), (day.date() if day else local_day(utc_now())).isoformat()
    there = UnitTree(known, on)
    if not code.isdecimal():
        _find(known, code)
        return
    unit = _known(known, code, on)
    out.print(_line(unit), markup=False)
    for above in there.ancestors(code)[1:]:
        out.print(f"  in {_line(there.get(above))}", markup=False)
    below = [one for one in there.children(code) if one.stands_on(on)]
    for one in below[:MOST_SHOWN]:
        out.print(f"    {_line(one)}", markup=False)
    if len(below) > MOST_SHOWN:
        out.print(f"    … and {len(below) - MOST_SHOWN} more", markup=False)
    others = [one for one in known.versions(code) if one != unit]
    for one in others:
        out.print(f"The code also stands for: {_line(one)}", markup=False)


@units.command()
@click.argument("code")
@click.option("--on", "day", type=click.DateTime(["%Y-%m-%d"]), help="The unit of this day; the oldest without it.")
def became(code: str, day: dt.datetime | None) -> None:
    """What a unit became, step by step, with the shares that are stated; and what became it."""
    known = tree.read_units()
    unit = _known(known, code, day.date().isoformat() if day else "")
    _became(known, unit, "")
    for before in known.predecessors(unit):
        out.print(f"It was made of, or took a part of: {_line(before)}", markup=False)


@units.command(name="state-shares")
@click.argument("code")
@click.argument("parts", nargs=-1, required=True)
@click.option("--whole", type=int, required=True, help="What the parts must add up to, e.g. 10000.")
@click.option("--reason", required=True, help="Where they come from: the decision, or the count of households.")
@click.option("--ended-on", type=click.DateTime(["%Y-%m-%d"]), help="The last day of the unit that was split.")
def state_shares(code: str, parts: tuple[str, ...], whole: int, reason: str, ended_on: dt.datetime | None) -> None:
    """State how a unit that was split is divided: `22759 22759=6200 22780=3800 --whole 10000 --reason "…"`."""
    told = dict(_part(part) for part in parts)
    split = shares.split_unit(tree.read_units(), code, ended_on.date().isoformat() if ended_on else None)
    if shares.write_shares(split, told, whole, reason, f"chungtay:{getpass.getuser()}"):
        tree.changed()
        out.print(f"Stated for {_line(split)}.", markup=False)
    else:
        out.print("It is stated like this already.", markup=False)


def _part(part: str) -> tuple[str, int]:
    code, _, number = part.partition("=")
    if not code.isdecimal() or not number.isdecimal():
        raise click.UsageError(f"{part}: write CODE=NUMBER")
    return code, int(number)


def _became(known: Units, unit: Unit, indent: str) -> None:
    out.print(f"{indent}{_line(unit)}", markup=False)
    following, stated = known.successors(unit), known.shares(unit)
    if following is None:
        out.print(f"{indent}  became {', '.join(unit.successors)}, not all of them loaded", markup=False)
    for one in following or []:
        part = f" ({stated.get(one.code, 0)} of it)" if stated else ""
        out.print(f"{indent}  became{' a part of' if _took_more(known, one) else ''}{part}:", markup=False)
        _became(known, one, f"{indent}    ")
    if len(following or []) > 1 and stated is None:
        out.print(f"{indent}  Nobody has stated its shares: its figures stand apart in today's units.", markup=False)


def _took_more(known: Units, unit: Unit) -> bool:
    return len(known.origins(unit)) > 1


def _known(known: Units, code: str, on: str) -> Unit:
    unit = known.of(code, on)
    if unit is None:
        raise StackError(f"There is no unit {code}.", "Load them with `chungtay units load`, or look at the code.")
    return unit


def _find(known: Units, words: str) -> None:
    wanted = fold(words)
    found = [unit for unit in known if wanted in fold(unit.name)]
    for unit in sorted(found, key=lambda unit: (unit.code, unit.valid_from or ""))[:MOST_SHOWN]:
        out.print(_line(unit), markup=False)
    if len(found) > MOST_SHOWN:
        out.print(f"… and {len(found) - MOST_SHOWN} more", markup=False)
    if not found:
        raise StackError(f"No unit is called {words}.", "Load them with `chungtay units load`, or try another word.")


def _line(unit: Unit | None) -> str:
    if unit is None:
        return ""
    since = f" since {unit.valid_from}" if unit.valid_from else ""
    until = f" until {unit.valid_to}" if unit.valid_to else ""
    return f"{unit.code} {unit.name} ({unit.level}{since}{until})"
