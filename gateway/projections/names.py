"""What the read models are called in the gateway's database, for who writes and who reads them."""

FIRST_GENERATION = 1
"""A rebuild makes the next generation beside the live one."""

MOST_PARTITIONS = 32
"""So many projectors may write side by side; a report adds up that many shards of a cell at the most."""

WORDS = "words"
"""The index of the rows by the words under which anybody finds them."""

_NUMBERED = "#"


def rows_name(generation: int) -> str:
    """Name of the rows' collection of a generation."""
    return f"rows_g{generation}"


def cells_name(generation: int) -> str:
    """Name of the cells' collection of a generation."""
    return f"cells_g{generation}"


def partition_name(queue: str, number: int) -> str:
    """Name of a queue's partition.  The first is called as the queue is: it was there before there were several."""
    return queue if number == 1 else f"{queue}{_NUMBERED}{number}"


def first_partition(partition: str) -> str:
    """The first of the partitions that this one stands beside."""
    return partition.partition(_NUMBERED)[0]


def shard_of(partition: str) -> int:
    """The shard of the cells that a partition's writer adds to, from 1 on."""
    return int(partition.partition(_NUMBERED)[2] or 1)
