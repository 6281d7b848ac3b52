"""What can go wrong with the stack, in words that say what to do."""


class StackError(Exception):
    """`problem` says what is wrong, `remedy` what to do, `log_tail` shows the last lines of the process at fault."""

    def __init__(self, problem: str, remedy: str, log_tail: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.log_tail = log_tail
