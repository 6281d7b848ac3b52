"""The report desk: rounds of reports, what units hand in, snapshots of figures, signing, and versions that stay.

It reads the read models like any report, owns the collections named ``desk_*`` in the gateway's database and writes
nothing else.  Shape of a snapshot and of a version: ``docs/snapshots.md``.
"""
