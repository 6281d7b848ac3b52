"""Coming in and one's own account: logging in, signing on elsewhere, passwords, sessions, keys."""

from gateway.web.account import (
    log_in_pages,
    own_account,
    password_page,
    sign_on_pages,
)

MODULES = (log_in_pages, own_account, password_page, sign_on_pages)
