"""What the read models are called in the gateway's database, for who writes and who reads them."""

FIRST_GENERATION = 1
"""A rebuild makes the next generation beside the live one."""


def rows_name(generation: int) -> str:
    """Name of the rows' collection of a generation."""
    return f"rows_g{generation}"


def cells_name(generation: int) -> str:
    """Name of the cells' collection of a generation."""
    return f"cells_g{generation}"
