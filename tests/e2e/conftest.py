"""The whole product, with the demo's accounts and a campaign for each test."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from chungtay.stack import Stack
from chungtay.stack.layout import CHECKOUT
from tests.e2e.product import Campaign, Product

_MAKE_ACCOUNTS = """
from chungtay.demo.accounts import make_accounts
from chungtay.stack.secrets import Secrets
from runtime import settings
config = settings.load()
make_accounts(config, Secrets(config.home))
"""


@pytest.fixture(scope="session")
def product(stack: Stack) -> Product:
    """The running product with the demo's accounts (made in a process of its own, as `chungtay demo` does)."""
    environ = os.environ | stack.environ() | {"CHUNGTAY_SECRET_KEY": stack.secrets.secret_key()}
    subprocess.run([sys.executable, "-c", _MAKE_ACCOUNTS], cwd=CHECKOUT, env=environ, check=True, timeout=60)
    return Product(stack)


@pytest.fixture
def campaign(product: Product) -> Campaign:
    """A campaign that no other test touches."""
    return product.new_campaign()
