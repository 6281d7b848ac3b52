"""Becomes one process of the stack: `python -m chungtay.launch <programs.json> <name>`, started by the supervisor.

The supervisor's own configuration can't hold every value (quotes, `;`, `%`), and shows what it holds to anybody who
asks it; so commands and settings stand in a file that only the owner can read. Imports nothing heavy: it runs at
each start of each process.
"""

import json
import os
import sys
from pathlib import Path


def main(programs: Path, name: str) -> None:
    """Replace this process by the named one; the process id stays."""
    program = json.loads(programs.read_text())[name]
    os.execvpe(program["command"][0], program["command"], os.environ | program["environ"])


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
