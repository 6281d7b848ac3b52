"""One change and one event in one transaction; killed at the crash point that the environment names."""

from messaging.unit_of_work import Store
from runtime import settings
from tests.integration.messaging.world import SAMPLE

if __name__ == "__main__":
    store = Store("monitoring", settings.load())

    def work(uow) -> None:
        uow.db["things"].insert_one({})  # no id: a killed transaction keeps its locks for some seconds
        uow.publish(SAMPLE["type"], "one", SAMPLE["data"])

    store.transact(work)
