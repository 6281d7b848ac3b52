"""A copy of everything that this installation knows, made while it runs, and the way back from it.

One file (a zip): each collection of the four databases as BSON, all as they were at one moment; the messages that wait
on the broker for another try or are parked; the secrets.  What that moment means is in ``quiet.py``.
"""

from chungtay.backup.archive import Archive, BrokenArchive, Manifest
from chungtay.backup.restoring import NotEmpty, restore
from chungtay.backup.taking import Progress, take

__all__ = ["Archive", "BrokenArchive", "Manifest", "NotEmpty", "Progress", "restore", "take"]
