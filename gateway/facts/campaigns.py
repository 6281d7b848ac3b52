"""Campaigns and roots of the ledger: facts that count in no sum."""

from __future__ import annotations

from gateway.facts.kinds import Facts, Kind, on

FACTS = Facts(
    kinds=[
        Kind("campaign", "campaign", on("starts_on"), ["donations.campaign_saved.v1"], unit_field="lead_unit",
             subjects=["campaign"]),
        Kind("ledger_root", "root_id", on("day"), ["donations.ledger_root_published.v1"]),
    ],
)
