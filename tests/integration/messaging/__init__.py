"""Tests of the bus.  A package, so that what its fixtures start ends with it and not with the whole run."""
