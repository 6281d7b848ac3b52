"""`python -m chungtay`, and the console command `chungtay`."""

import sys

from chungtay.cli import chungtay
from chungtay.console import show_error
from chungtay.stack.errors import StackError
from runtime.settings import SettingError


def main() -> None:
    """Run one command; a known trouble is told in words, with its remedy, and ends with exit code 1."""
    try:
        chungtay()
    except StackError as error:
        show_error(error.problem, error.remedy, error.log_tail)
        sys.exit(1)
    except SettingError as error:
        show_error(str(error), "Start the product first (make up), or set it in the environment.")
        sys.exit(1)


if __name__ == "__main__":
    main()
