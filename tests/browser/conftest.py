"""Debian's Chromium on the running product."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Error, Page, sync_playwright

from chungtay.stack.layout import CHECKOUT
from tests.e2e.conftest import campaign, product  # noqa: F401
from tests.e2e.product import Product

CHROMIUM = os.environ.get("CHUNGTAY_CHROMIUM") or shutil.which("chromium") or "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
DESK = (1200, 800)
PHONE = (360, 740)

_AXE = CHECKOUT / "node_modules" / "axe-core" / "axe.min.js"

Visitor = Callable[..., Page]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visitor(chromium: Browser, product: Product) -> Iterator[Visitor]:  # noqa: F811
    """`visitor("to-chuc")` is a page of somebody logged in; options: `size`, `script=False`, `complaints=[...]`.

    What the browser complains of (a script that fails, something that the page's own policy forbids), and every
    request that leaves for somebody else, is put into `complaints`, or fails the test when none was given.
    """
    opened: list[BrowserContext] = []
    strange: list[str] = []

    def come(
        username: str | None, size: tuple[int, int] = DESK, script: bool = True, complaints: list[str] | None = None
    ) -> Page:
        said = strange if complaints is None else complaints
        context = chromium.new_context(
            base_url=product.address,
            viewport={"width": size[0], "height": size[1]},
            java_script_enabled=script,
            locale="vi-VN",
            # Pages glide to a link's place for whoever likes it: each press below the fold would wait for that.
            reduced_motion="reduce",
        )
        opened.append(context)
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("pageerror", lambda error: said.append(str(error)))
        page.on("console", lambda line: said.append(line.text) if "Content Security Policy" in line.text else None)
        page.on(
            "request",
            lambda asked: None if asked.url.startswith((product.address, "data:")) else said.append(asked.url),
        )
        if username:
            page.goto("/dang-nhap")
            page.fill("#username", username)
            page.fill("#password", product.stack.secrets.demo_password(username))
            page.click("main button[type=submit]")
        return page

    yield come
    for context in opened:
        context.close()
    assert not strange


def again(page: Page) -> bool:
    """Reload the page; Chromium refuses to while the page before is still on its way out."""
    for _ in range(50):
        try:
            page.reload()
            return True
        except Error as error:
            if "Not attached to an active page" not in error.message:
                raise
            page.wait_for_timeout(100)
    return False


def barriers(page: Page) -> list[str]:
    """What axe finds on the page that is serious or critical for somebody."""
    page.evaluate(_AXE.read_text(encoding="utf-8"))
    found = page.evaluate("async () => (await axe.run()).violations")
    return [
        f"{page.url}: {one['id']}: {one['nodes'][0]['html'][:200]}"
        for one in found
        if one["impact"] in ("serious", "critical")
    ]


def too_wide(page: Page) -> int:
    """By how many pixels one would have to scroll sideways."""
    wide: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return wide
