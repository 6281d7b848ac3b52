"""The administrator's pages, some of which others may open too: accounts, keys, who changed and saw what, how the
product is, what it put aside, and whom it tells."""

from gateway.web.administrator import (
    accounts,
    exports,
    health,
    hub,
    keys,
    new_accounts,
    parked,
    trails,
    units,
    webhooks,
)

MODULES = (accounts, exports, health, hub, keys, new_accounts, parked, trails, units, webhooks)
