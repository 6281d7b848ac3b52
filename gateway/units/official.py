"""The official units before and since 2025-07-01, out of the data files of the package `vietnamadminunits` (MIT).

Only its files are read: its parser, which needs shapely, is never imported. Nothing of it is kept in this repository.
What is checked of it, and what it lacks, is in docs/adr/0026-units-over-time.md.
"""

from __future__ import annotations

import importlib.metadata
import importlib.util
import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from gateway.units.rules import Unit

PACKAGE = "vietnamadminunits"
LAST_DAY_BEFORE = "2025-06-30"
FIRST_DAY_SINCE = "2025-07-01"
"""Resolution 202/2025/QH15 and the law on local government of 2025: no districts, 34 provinces."""

EXPECTED = {
    "provinces_before": 63, "districts_before": 696, "communes_before": 10_035,
    "provinces_since": 34, "communes_since": 3_321,
}


class UnexpectedUnits(Exception):
    """The package is not there, or its files do not hold what they should; nothing was loaded."""


@dataclass(frozen=True)
class Official:
    """All units, each parent before its children, and where they come from."""

    units: list[Unit]
    source: str
    split: int


@dataclass(frozen=True)
class _Old:
    province: str
    province_name: str
    district: str
    district_name: str
    commune: str | None
    commune_name: str | None
    key: str


@dataclass(frozen=True)
class _New:
    province: str
    province_name: str
    commune: str
    commune_name: str
    key: str


def read_official(folder: Path | None = None) -> Official:
    """Read and check the files (of the installed package, or in `folder`). Raises `UnexpectedUnits`."""
    folder = folder or _data_folder()
    try:
        old, new = _tables(folder / "dataset.db")
        became = _became(folder / "converter_2025.json")
    except (sqlite3.Error, OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise UnexpectedUnits(f"{folder} cannot be read as {PACKAGE} keeps its units: {error}") from error
    successors = _successors(old, new, became)
    units = [*_units_before(old, successors, {one.commune: one.province for one in new}), *_units_since(new)]
    _check_counts(units)
    split = sum(len(codes) > 1 for codes in successors.values())
    return Official(units, f"{PACKAGE} {_version()} (MIT)", split)


def _data_folder() -> Path:
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise UnexpectedUnits(f"the package {PACKAGE} is not installed; run bin/setup")
    return Path(found.submodule_search_locations[0]) / "data"


def _version() -> str:
    try:
        return importlib.metadata.version(PACKAGE)
    except importlib.metadata.PackageNotFoundError:
        return "of unknown version"


def _tables(file: Path) -> tuple[list[_Old], list[_New]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro&immutable=1", uri=True)) as db:
        old = [
            _Old(*row)
            for row in db.execute(
                "select provinceCode, province, districtCode, district, wardCode, ward,"
                " provinceKey || '_' || districtKey || '_' || ifnull(wardKey, '') from admin_units_legacy"
                " order by provinceCode, districtCode, wardCode"
            )
        ]
        new = [
            _New(*row)
            for row in db.execute(
                "select provinceCode, province, wardCode, ward, provinceKey || '_' || wardKey from admin_units"
                " order by provinceCode, wardCode"
            )
        ]
    return old, new


def _became(file: Path) -> dict[str, list[str]]:
    """By the key of an old commune the keys of the new ones that it became."""
    told = json.loads(file.read_text(encoding="utf-8"))
    found: dict[str, list[str]] = {}
    for province, communes in told["DICT_PROVINCE_WARD_NO_DIVIDED"].items():
        for commune, olds in communes.items():
            for key in olds:
                found.setdefault(key, []).append(f"{province}_{commune}")
    for province, olds in told["DICT_PROVINCE_WARD_DIVIDED"].items():
        for key, communes in olds.items():
            found.setdefault(key, []).extend(f"{province}_{one['newWardKey']}" for one in communes)
    return found


def _successors(
    old: Iterable[_Old], new: Iterable[_New], became: Mapping[str, list[str]]
) -> dict[str, list[str]]:
    """By the key of an old commune the codes of the new ones that it became."""
    codes = {one.key: one.commune for one in new}
    found: dict[str, list[str]] = {}
    for one in old:
        keys = became.get(one.key)
        if not keys or any(key not in codes for key in keys):
            raise UnexpectedUnits(f"{one.commune_name or one.district_name} ({one.key}) became nothing that is known")
        found[one.key] = sorted({codes[key] for key in keys})
    if lost := set(codes.values()) - {code for some in found.values() for code in some}:
        raise UnexpectedUnits(f"nothing became {', '.join(sorted(lost)[:5])}")
    return found


def _units_before(
    old: list[_Old], successors: Mapping[str, list[str]], province_of: Mapping[str, str]
) -> Iterable[Unit]:
    """Provinces, districts and communes until the last day. A province became what its communes now lie in; a district
    became all that its communes did."""
    names: dict[str, str] = {}
    provinces: dict[str, set[str]] = {}
    districts: dict[str, tuple[str, str, set[str]]] = {}
    for one in old:
        names[one.province] = one.province_name
        _, _, codes = districts.setdefault(one.district, (one.district_name, one.province, set()))
        codes.update(successors[one.key])
        provinces.setdefault(one.province, set()).update(province_of[code] for code in successors[one.key])
    order = iter(range(len(old) + len(names) + len(districts)))
    for code, name in sorted(names.items()):
        took_over = tuple(sorted(provinces[code]))
        yield Unit(code, name, "province", None, None, LAST_DAY_BEFORE, took_over, next(order))
    for code, (name, province, codes) in sorted(districts.items()):
        yield Unit(code, name, "district", province, None, LAST_DAY_BEFORE, tuple(sorted(codes)), next(order))
    for one in old:
        if one.commune and one.commune_name:
            yield Unit(
                one.commune, one.commune_name, "commune", one.district, None, LAST_DAY_BEFORE,
                tuple(successors[one.key]), next(order),
            )


def _units_since(new: list[_New]) -> Iterable[Unit]:
    order = iter(range(2 * len(new)))
    for code, name in sorted({one.province: one.province_name for one in new}.items()):
        yield Unit(code, name, "province", None, FIRST_DAY_SINCE, None, (), next(order))
    for one in new:
        yield Unit(one.commune, one.commune_name, "commune", one.province, FIRST_DAY_SINCE, None, (), next(order))


def _check_counts(units: Iterable[Unit]) -> None:
    counted = Counter(f"{unit.level}s_{'before' if unit.valid_to else 'since'}" for unit in units)
    if dict(counted) != EXPECTED:
        raise UnexpectedUnits(f"expected {EXPECTED}, found {dict(counted)}; is this another edition of {PACKAGE}?")
