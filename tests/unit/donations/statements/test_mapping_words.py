"""What the command lets through is what the rules can read."""

from contracts.commands.donations import statements as asked
from services.donations.statements.reading import cells, mappings


def test_every_day_format_grouping_and_delimiter_of_the_command_is_known_to_the_rules() -> None:
    assert list(cells.DAY_FORMATS) == asked.DAY_FORMATS
    assert list(mappings.GROUPINGS) == asked.NUMBER_GROUPINGS
    assert list(mappings.DELIMITERS) == asked.DELIMITERS


def test_every_role_of_the_command_has_its_column_in_the_layout() -> None:
    roles = [role for role in asked.MappedColumns().fields if role != "reference"]
    layout = mappings.layout_of({
        "columns": {role: f"cột {role}" for role in roles} | {"reference": ["A", "B"]}, "number_grouping": "dot",
        "day_format": "yyyy-mm-dd", "delimiter": "tab",
    })  # fmt: skip
    assert {role: getattr(layout, role) for role in roles} == {role: f"cột {role}" for role in roles}
    assert (layout.reference, layout.grouping, layout.delimiter) == (("A", "B"), ".", "\t")
    assert sorted(layout.columns) == sorted([f"cột {role}" for role in roles] + ["A", "B"])
