"""100 greenlets write at once through one store, every second one fails; run as a process of its own."""

import contextlib

import eventlet

eventlet.monkey_patch()

# ruff: noqa: E402
from messaging.unit_of_work import Store
from runtime import settings
from tests.integration.messaging.world import SAMPLE


def main() -> None:
    store = Store("monitoring", settings.load())

    def work(number: int):
        def run(uow) -> None:
            uow.db["things"].insert_one({"_id": number})
            eventlet.sleep(0.01 * (number % 7))  # everybody else gets in between
            uow.publish(SAMPLE["type"], str(number), SAMPLE["data"])
            if number % 2:
                raise LookupError(number)

        return run

    def try_it(number: int) -> None:
        with contextlib.suppress(LookupError):
            store.transact(work(number))

    pool = eventlet.GreenPool(100)
    list(pool.imap(try_it, range(100)))


if __name__ == "__main__":
    main()
