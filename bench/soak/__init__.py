"""`make soak`: load at the limit for minutes, and whether memory stays flat.

As many gifts as are answered (wrk, 64 connections), a statement and a rush for too few places now and then, and every
few seconds a look at each process, queue and outbox.  `docs/soak.md` holds the last run.
"""
