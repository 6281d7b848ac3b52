#!/usr/bin/env python3
"""The pictures of README and docs, taken of the running product in Debian's Chromium: ``make pictures``.

`make up` must run, with the demo loaded; nothing is changed but what logging in changes."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from chungtay.commands.status import started_stack
from chungtay.stack import environment

FOLDER = Path(__file__).resolve().parents[1] / "docs" / "pictures"
DESK, PHONE = (1200, 800), (360, 740)
CAMPAIGN = "ninh-thuan-2024"

# name, account, address, size, colours
PICTURES: list[tuple[str, str | None, str, tuple[int, int], str]] = [
    ("portal", None, "/", DESK, "light"),
    ("public_lines_phone", None, f"/cong-khai/sao-ke?campaign={CAMPAIGN}&tu=2024-11-17", PHONE, "light"),
    ("dashboard", "tinh", "/tong-quan", DESK, "light"),
    ("dashboard_dark", "tinh", "/tong-quan", DESK, "dark"),
    ("dashboard_english", "tinh", "/tong-quan?ngon-ngu=en", DESK, "light"),
    ("dashboard_phone", "tinh", "/tong-quan", PHONE, "light"),
    ("drill_down", "tinh", f"/so-lieu/received?campaign={CAMPAIGN}", DESK, "light"),
    ("report", "thuan-bac", "/bao-cao", DESK, "light"),
    ("matching", "ke-toan", "/doi-chieu", DESK, "light"),
    ("certificate", "ke-toan", "/sao-ke", DESK, "light"),
    ("guests", "to-chuc", "/hoat-dong/dien-dan-2024/khach", DESK, "light"),
    ("golf_board", None, "/hoat-dong/giai-golf-2024/bang-diem", DESK, "light"),
    ("findings", "giam-sat", "/giam-sat", DESK, "light"),
    ("health", "quan-tri", "/quan-tri/tinh-trang", DESK, "light"),
    ("complaint_phone", None, "/phan-anh", PHONE, "light"),
]
INTO = {"report": 'main table a[href^="/bao-cao/"]', "certificate": 'main table a[href^="/sao-ke/"]'}
"""Pages that are entered by the first link of a list."""


def main() -> None:
    """Take them all."""
    environment.adopt(os.environ)
    stack = started_stack()
    passwords = stack.secrets.demo_logins()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=os.environ.get("CHUNGTAY_CHROMIUM") or shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name, account, address, size, colours in PICTURES:
            page = _visit(browser, stack.layout.web_address, account, passwords, size, colours)
            page.goto(address)
            if name in INTO:
                page.locator(INTO[name]).first.click()
            page.wait_for_load_state("load")
            page.screenshot(path=FOLDER / f"{name}.png", full_page=size == PHONE)
            print(FOLDER / f"{name}.png")
        browser.close()


def _visit(
    browser: Browser, address: str, account: str | None, passwords: dict[str, str], size: tuple[int, int], colours: str
) -> Page:
    context = browser.new_context(
        base_url=address, viewport={"width": size[0], "height": size[1]}, locale="vi-VN",
        color_scheme="dark" if colours == "dark" else "light",
    )
    page = context.new_page()
    if account:
        page.goto("/dang-nhap")
        page.fill("#username", account)
        page.fill("#password", passwords[account])
        page.click("main button[type=submit]")
    return page


if __name__ == "__main__":
    main()
