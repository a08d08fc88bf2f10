"""A sheet of measures: what is read, and what is refused in words."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from bot.domain.measure_reading import read_measures_sheet
from bot.domain.measures import GoodIs
from bot.domain.refusals import Refusal
from handlers.plan_files import read_plan_bytes, read_plan_path

DATA = Path(__file__).parent.parent / "data"
HEADINGS = "kpi_ref,kpi,unit,good_is,latest,latest_date,target"


def read(*rows: str):
    return read_measures_sheet(read_plan_bytes("\n".join([HEADINGS, *rows]).encode(), "measures.csv"))


def test_every_measure_of_the_published_reviews_is_read():
    found = read_measures_sheet(read_plan_path(DATA / "kpis.csv"))

    assert found.refused == ()
    by_ref = {row.ref: row for row in found.rows}
    assert len(by_ref) == 25
    audits = by_ref["TKPI-15"]
    assert (audits.target, audits.latest.value, audits.tolerance) == (25, 15, Decimal("2.5"))
    assert by_ref["TKPI-05"].good_is is GoodIs.CONTEXT
    assert by_ref["HKPI-01"].target is None, "another council’s figure is no target"
    assert by_ref["TKPI-14"].latest is None, "an earlier figure is not the latest"
    assert by_ref["HKPI-02"].latest.day == date(2015, 10, 12)
    assert by_ref["TKPI-13"].latest.period == "2021-06"
    assert by_ref["TKPI-01"].latest.period == "reported in Torbay review, 2 August 2021"


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("K1,On time,%,,78,,", "Row 2, good_is: is empty. Write higher, lower or context"),
        ("K1,On time,%,up,78,,", "Row 2, good_is: “up” is not known here."),
        ("K1,On time,%,higher,116.9,,", "Row 2, latest: 116.9 cannot be a percentage of a whole"),
        ("K1,On time,%,higher,over 70,,", "Row 2, latest: “over 70” is not a number."),
        ("K1,On time,%,higher,78,,soon", "Row 2, target: “soon” is not a number."),
        (",On time,%,higher,78,,", "Row 2, kpi_ref: is empty."),
        ("K1,,%,higher,78,,", "Row 2, kpi: is empty."),
        ("K1,Caseload of Jane Smith,count,lower,22,,", "Row 2, kpi: This looks as if it names somebody who works here"),
        ("K1,Visits to child AB aged 7,%,higher,78,,", "Row 2 looks as if it holds details of a child"),
    ],
)
def test_a_row_that_can_not_be_used_is_named_with_its_column_and_the_others_are_read(row, words):
    found = read(row, "K2,Good audits,count,higher,20,2021-05-31,25")

    assert [each.ref for each in found.rows] == ["K2"]
    assert any(each.startswith(words) for each in found.refused), found.refused


def test_a_reference_that_stands_twice_is_read_once():
    found = read("K1,On time,%,higher,78,,", "k1,Late,%,lower,20,,")

    assert [row.name for row in found.rows] == ["On time"]
    assert "stands in an earlier row too" in found.refused[0]


def test_a_file_without_measures_is_refused_with_the_headings_that_it_needs():
    with pytest.raises(Refusal, match="needs the headings kpi_ref, kpi and good_is"):
        read_measures_sheet(read_plan_bytes(b"ref,action,deadline\nA1,Do it,2021-06-30\n", "plan.csv"))
