"""The durable bus: what happened is said once, in the same transaction as the change, and is never lost or doubled.

Read in the order of a message's journey: ``unit_of_work`` and ``outbox`` (said), ``relay`` (sent), ``topology``
(where it waits), ``entrypoint`` and ``inbox`` (handled), ``retry`` and ``dead_letters`` (when it goes wrong).
Commands go the other way: ``rpc_client`` (asked), ``answering`` (answered).
"""
