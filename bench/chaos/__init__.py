"""`make chaos`: the whole product is broken on purpose, one fault after the other, while clients go on writing.

After each fault the laws of conservation are checked to the đồng (`laws.py`).  Everything is bound to the loopback
and to a folder of its own, is bounded in count and time, and ends with the run.  `docs/chaos.md` tells how to read it.
"""
