"""The whole product, with the demo's accounts and a campaign for each test."""

from __future__ import annotations

import pytest

from chungtay.stack import Stack
from tests.e2e.product import Campaign, Product


@pytest.fixture(scope="session")
def product(stack: Stack) -> Product:
    """The running product with the demo's accounts (made in a process of its own, as `chungtay demo` does)."""
    return Product.with_accounts(stack)


@pytest.fixture
def campaign(product: Product) -> Campaign:
    """A campaign that no other test touches."""
    return product.new_campaign()
