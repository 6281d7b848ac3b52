"""What a page says of a list before it is taken."""

from gateway.api.table_files import TableRow
from gateway.web.list_pages import KINDS, crowded


def test_a_block_with_fewer_places_than_the_file_has_rows_is_pointed_out() -> None:
    quotas = [{"code": "a", "name": "Khối A", "left": 2}, {"code": "b", "name": "Khối B", "left": 2}]
    rows = [TableRow(number, {"quota": code}) for number, code in enumerate(["a", "a", "a", "b", "x"], start=2)]
    rows.append(TableRow(9, {}))
    assert crowded(quotas, rows) == [{"name": "Khối A", "rows": 3, "left": 2}]


def test_every_list_knows_its_rows_again_so_that_no_row_is_written_twice() -> None:
    for kind in KINDS.values():
        assert kind.kind.known_by or kind.kind.once_each
        assert set(kind.must) <= set(kind.kind.headings)
