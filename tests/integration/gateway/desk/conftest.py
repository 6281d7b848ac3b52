"""Read models with a campaign in them, and the desk's collections."""

import pytest

from gateway.desk.collections import prepare
from gateway.projections.store import Db
from tests.integration.gateway.projections.conftest import db, settings  # noqa: F401
from tests.integration.gateway.reports.conftest import filled as filled_models  # noqa: F401


@pytest.fixture
def filled(filled_models: Db) -> Db:  # noqa: F811
    prepare(filled_models)
    return filled_models
