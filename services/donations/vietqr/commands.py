"""VietQR codes of pledges and of a campaign's accounts."""

from __future__ import annotations

import secrets
from typing import Any

from messaging.unit_of_work import UnitOfWork
from services.donations.campaigns.commands import find_campaign
from services.donations.campaigns.documents import Campaign, FundAccount
from services.donations.pledges.documents import Pledge
from services.donations.pledges.rules import PledgeNotFound
from services.donations.statements.memo_codes import CODE_SPACE, code_from_number
from services.donations.vietqr import rules
from services.donations.vietqr.banks import BIN_OF_BANK

Json = dict[str, Any]


def get_pledge_vietqr(_uow: UnitOfWork, command: Json) -> Json:
    """A code over what the pledge still owes.

    Raises PledgeNotFound, NothingLeftToPay, AmountBeyondQr, NoAccountForQr."""
    pledge = Pledge.objects(id=command["pledge_id"]).first()
    if pledge is None:
        raise PledgeNotFound(command["pledge_id"])
    amount_vnd = rules.left_to_pay(pledge.amount_vnd, pledge.fulfilled_vnd)
    account = _account(find_campaign(pledge.campaign), pledge.unit, command["bank"])
    return _told(pledge.campaign, pledge.unit, account, amount_vnd, pledge.memo_code)


def get_campaign_vietqr(_uow: UnitOfWork, command: Json) -> Json:
    """A code of a campaign's account.  Raises CampaignNotFound, AmountBeyondQr, NoAccountForQr."""
    campaign = find_campaign(command["campaign"])
    unit = command["unit"] or campaign.lead_unit
    account = _account(campaign, unit, command["bank"])
    # Drawn at random as those of pledges are: among a million million codes it meets none of them.
    memo = code_from_number(secrets.randbelow(CODE_SPACE)) if command["with_code"] else command["memo"]
    return _told(campaign.code, unit, account, command["amount_vnd"], memo)


def _account(campaign: Campaign, unit: str, bank: str | None) -> FundAccount:
    """The unit's own account, else the lead unit's: what lands on another unit's account is that unit's money."""
    open_to = [
        one for one in campaign.accounts if one.unit in (unit, campaign.lead_unit) and bank in (None, one.bank)
    ]
    if not open_to:
        raise rules.NoAccountForQr(
            "Đơn vị này và đơn vị chủ trì chưa khai tài khoản" + (" ở ngân hàng này." if bank else "."),
            field="bank", remedy="Khai tài khoản trong tệp đợt vận động, hoặc chọn ngân hàng khác.",
        )
    return min(open_to, key=lambda one: one.unit != unit)


def _told(campaign: str, unit: str, account: FundAccount, amount_vnd: int | None, memo: str) -> Json:
    amount_vnd = rules.amount_to_ask(amount_vnd, "amount_vnd")
    qr = rules.VietQr(BIN_OF_BANK[account.bank], account.number, amount_vnd, memo)
    return {
        "payload": rules.build(qr), "campaign": campaign, "unit": unit, "bank": account.bank,
        "bank_bin": qr.bank_bin, "account_number": account.number, "amount_vnd": amount_vnd, "memo": memo,
    }
