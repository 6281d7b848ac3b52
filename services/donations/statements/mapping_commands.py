"""The mapping of an account: look at a file that was held, say which column is what, start the import."""

from typing import Any

from contracts.refusals import NotFound, Refusal
from messaging.context import CommandContext
from messaging.unit_of_work import UnitOfWork
from runtime.clock import wire_instant
from services.donations.statements import deciding, storage
from services.donations.statements.documents import LOOKS, StatementImport, StatementMapping
from services.donations.statements.reading import mappings, reader, xlsx
from services.donations.statements.reading.cells import Cell
from services.donations.statements.reading.files import MOST_UNPACKED_LOOKED_INTO_AT_ONCE
from services.donations.statements.reading.kinds import TABLES
from services.donations.statements.reading.layouts import MOST_ROWS_BEFORE_HEADER, likely_header, sample_of, shown
from services.donations.statements.steering import find_import

_PARTS = ("columns", "number_grouping", "day_format", "delimiter")


class StatementMappingNotFound(NotFound):
    """Nobody has made a mapping for this account."""


class StatementMappingNeedsTable(Refusal):
    """Only CSV and XLSX have columns; the other kinds say themselves what is what."""


def save_statement_mapping(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """Keep the mapping of an account (`SaveStatementMapping`); the same again changes nothing.

    Imports under way go on with the mapping they began with. Raises CampaignNotFound, AccountNotInCampaign,
    StatementMappingWrong, and with `import_id` also StatementImportNotFound, StatementMappingNeedsTable and what is
    wrong with that file.
    """
    number = _account_number(command)
    mapping = {name: command[name] for name in _PARTS}
    mappings.check(mapping)
    if command["import_id"]:
        held = _table(find_import(command["import_id"]))
        mappings.try_on(mapping, _first_rows(uow, held, mappings.DELIMITERS[mapping["delimiter"]]))
    kept = StatementMapping.objects(id=number).first()
    if kept is None or dict(kept.mapping) != mapping:
        kept = kept or StatementMapping(id=number, version=0)
        kept.version += 1
        kept.mapping = mapping
        kept.saved_by, kept.saved_at = context.actor, uow.now
        kept.save()
    return _state(command["campaign"], kept)


def get_statement_mapping(_uow: UnitOfWork, command: dict[str, Any]) -> dict[str, Any]:
    """The mapping of an account (`GetStatementMapping`). Raises CampaignNotFound, AccountNotInCampaign,
    StatementMappingNotFound."""
    kept = StatementMapping.objects(id=_account_number(command)).first()
    if kept is None:
        raise StatementMappingNotFound(
            "Tài khoản này chưa có bảng khai cột.", field="account_number",
            remedy="Sao kê theo mẫu đã biết thì không cần khai; mẫu khác thì khai các cột một lần.",
        )  # fmt: skip
    return _state(command["campaign"], kept)


def preview_statement_import(uow: UnitOfWork, command: dict[str, Any], context: CommandContext) -> dict[str, Any]:
    """The header and the first rows of a file (`ById`), for whoever says which column is what; the look is recorded,
    for rows name people.

    Raises StatementImportNotFound, StatementMappingNeedsTable, SpreadsheetTooLarge, StatementFileUnreadable.
    """
    found = _table(find_import(command["id"]))
    delimiter = ","
    if found.file_kind == "csv":
        delimiter = reader.delimiter_of(deciding.first_piece(uow, found))
    rows = _first_rows(uow, found, delimiter)
    texts = [tuple(shown(cell).strip() for cell in row) for row in rows]
    header = likely_header(texts)
    below = texts[texts.index(next(row for row in texts if row[: len(header)] == header)) + 1 :] if header else texts
    uow.db[LOOKS].insert_one({"actor": context.actor, "at": uow.now, "import_id": found.id})
    by_sign = {sign: name for name, sign in mappings.DELIMITERS.items()}
    return {
        "import_id": found.id,
        "file_kind": found.file_kind,
        "delimiter": by_sign[delimiter],
        "header": [name[:100] for name in header[:100]],
        "rows": sample_of(below),
    }


def _account_number(command: dict[str, Any]) -> str:
    number: str = command["account_number"]
    deciding.fund_account(command["campaign"], number)
    return number


def _table(found: StatementImport) -> StatementImport:
    if found.file_kind not in TABLES:
        raise StatementMappingNeedsTable(
            "Tệp camt.053 và MT940 không có cột để khai.", field="import_id",
            remedy="Nhập thẳng tệp này; chỉ tệp CSV và Excel mới cần khai cột.",
        )  # fmt: skip
    return found


def _first_rows(uow: UnitOfWork, found: StatementImport, delimiter: str) -> list[list[Cell]]:
    if found.file_kind == "csv":
        return [list(row) for row in reader.first_rows(deciding.first_piece(uow, found), delimiter)]
    raw = storage.open_file(uow.db, found.id, found.chunks)
    return xlsx.first_rows(raw, MOST_UNPACKED_LOOKED_INTO_AT_ONCE)[:MOST_ROWS_BEFORE_HEADER]


def _state(campaign: str, kept: StatementMapping) -> dict[str, Any]:
    return {
        "campaign": campaign,
        "account_number": kept.id,
        "version": kept.version,
        **dict(kept.mapping),
        "saved_by": kept.saved_by,
        "saved_at": wire_instant(kept.saved_at),
    }
