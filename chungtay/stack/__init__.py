"""The whole product on one machine: two embedded servers and our processes, supervised.

`Stack` is what `make up` uses, and what the tests use with a folder and ports of their own.
"""

from chungtay.stack.errors import StackError
from chungtay.stack.ports import Ports
from chungtay.stack.stack import Stack

__all__ = ["Ports", "Stack", "StackError"]
