"""The made-up statement that the demo imports."""

from datetime import date
from pathlib import Path

from services.donations.statements.certificate import Certificate
from services.donations.statements.identity import identify
from services.donations.statements.memo_codes import find_codes
from services.donations.statements.reading.lines import StatementLineFact
from services.donations.statements.reading.reader import read_statement, sniff

DEMO = Path(__file__).resolve().parents[4] / "chungtay" / "demo" / "sao_ke_vietcombank_demo.csv"


def test_the_demo_statement_is_whole_holds_its_balances_and_names_no_pledge() -> None:
    certificate = Certificate()
    with DEMO.open("rb") as file:
        layout = sniff(file.read(4096), layout="auto", bank="vietcombank")
        file.seek(0)
        for row in identify("0011000000000", read_statement(file, layout, date(2024, 12, 31))):
            assert isinstance(row, StatementLineFact)
            assert find_codes(row.memo) == []
            certificate.add(row, posted=True)
    made = certificate.to_json()
    assert (made["rows_read"], made["debit_vnd"], made["identical_twins"]) == (60, 11_000, 2)
    assert (made["balance_chain"], made["unexplained_vnd"]) == ("partial", 0)
    assert (made["first_day"], made["last_day"]) == ("2024-10-17", "2024-11-18")
