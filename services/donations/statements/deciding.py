"""What an uploaded file is, decided once and kept with the import, so that every run over it reads the same rows."""

from typing import Any

from contracts.refusals import Refusal
from messaging.unit_of_work import Store, UnitOfWork
from services.donations.campaigns.commands import find_campaign
from services.donations.campaigns.documents import FundAccount
from services.donations.statements import leases, storage
from services.donations.statements.documents import StatementImport, StatementMapping
from services.donations.statements.leases import Lease
from services.donations.statements.reading.files import (
    MOST_BYTES_LOOKED_INTO_AT_ONCE,
    Account,
    Form,
    form_by_first_piece,
    form_of_spreadsheet,
)
from services.donations.statements.reading.spreadsheet_limits import SpreadsheetTooLarge


def account_of(account: FundAccount) -> Account:
    """The account as the readers need it, with its mapping."""
    kept = StatementMapping.objects(id=account.number).first()
    return Account(account.number, account.bank, dict(kept.mapping) if kept else None)


class AccountNotInCampaign(Refusal):
    """The campaign does not collect on this bank account."""


def fund_account(campaign_code: str, number: str) -> FundAccount:
    """The account of a campaign. Raises CampaignNotFound, AccountNotInCampaign."""
    for account in find_campaign(campaign_code).accounts:
        if account.number == number:
            return account
    raise AccountNotInCampaign(
        "Tài khoản này không thuộc đợt vận động.",
        field="account_number",
        remedy="Chọn một tài khoản đã khai trong tệp đợt vận động, hoặc khai thêm tài khoản này.",
        campaign=campaign_code,
    )


def remember(found: StatementImport, form: Form) -> None:
    """Keep what the file is with the import."""
    for name, value in _kept(form).items():
        setattr(found, name, value)


def decide_at_once(uow: UnitOfWork, found: StatementImport) -> None:
    """Look into a file that is whole now; a large spreadsheet is left to the importer.

    Raises the refusals of `files.form_by_first_piece` and `files.form_of_spreadsheet`.
    """
    if found.file_kind != "xlsx":
        account = _account(found.campaign, found.account_number)
        form = form_by_first_piece(first_piece(uow, found), layout=found.layout, account=account)
        if form is not None:
            remember(found, form)
        return
    if found.received_bytes > MOST_BYTES_LOOKED_INTO_AT_ONCE:
        return
    account = _account(found.campaign, found.account_number)
    raw = storage.open_file(uow.db, found.id, found.chunks)
    try:
        remember(found, form_of_spreadsheet(raw, layout=found.layout, account=account, at_once=True))
    except SpreadsheetTooLarge:
        return


def first_piece(uow: UnitOfWork, found: StatementImport) -> bytes:
    """The first piece of the file. Raises FileDamaged."""
    piece = storage.read_chunk(uow.db, found.id, 0)
    if piece is None:
        raise storage.FileDamaged(f"statement file {found.id}: piece 0 is missing")
    return piece


def decided_form(store: Store, lease: Lease) -> Form:
    """What the file of a running import is; decided now, and kept, where nobody has. Raises LeaseLost and the
    refusals of `files.form_of_spreadsheet`."""
    record = lease.record
    if record.get("layout_decided", True):
        return Form(record.get("file_kind", "csv"), record["layout"], record.get("mapping"))
    account = _account(record["campaign"], record["account_number"])
    raw = storage.open_file(store.db, record["_id"], record["chunks"])
    form = form_of_spreadsheet(raw, layout=record["layout"], account=account, at_once=False)
    store.transact(lambda uow: leases.hold(uow.db, lease, _kept(form)))
    return form


def _account(campaign: str, number: str) -> Account:
    """The account that the upload was opened for; it stays importable when the campaign has dropped it since."""
    for account in find_campaign(campaign).accounts:
        if account.number == number:
            return account_of(account)
    return Account(number, "")


def _kept(form: Form) -> dict[str, Any]:
    mapping = dict(form.mapping) if form.mapping else None
    return {"layout": form.layout, "file_kind": form.kind, "mapping": mapping, "layout_decided": True}
