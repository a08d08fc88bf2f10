"""The child guard, against written examples and against everything in the sample plan."""

import csv
import re
import unicodedata
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from bot.domain import details, guard
from bot.domain.guard import Kind, find_personal_details, refuse_personal_details
from bot.domain.refusals import Refusal
from tests.conversations import boards

DATA = Path(__file__).parent.parent / "data"
SANDBOX = Path(__file__).parents[2] / "sandbox" / "data"
WRITTEN_BEFORE = (
    "guard_examples.csv", "guard_spellings.csv", "guard_families.csv", "guard_word_surnames.csv", "guard_reviews.csv",
)  # fmt: skip
"""Each file was written, and kept as it is, before the guard was taught what is in it."""


def examples(expected: str) -> list[tuple[str, str]]:
    rows = [row for name in WRITTEN_BEFORE for row in csv.DictReader((DATA / name).open(encoding="utf-8", newline=""))]
    return [(row["kind"], row["text"]) for row in rows if row["expected"] == expected]


@pytest.mark.parametrize(("kind", "text"), examples("stop"))
def test_details_of_a_child_are_seen(kind, text):
    assert Kind[kind.upper()] in find_personal_details(text)


@pytest.mark.parametrize(("_kind", "text"), examples("pass"))
def test_the_words_of_a_plan_pass(_kind, text):
    assert find_personal_details(text) == ()


def cells_of(path: Path) -> list[str]:
    if path.suffix == ".xlsx":
        rows = [row for sheet in load_workbook(path) for row in sheet.iter_rows(values_only=True)]
        return [str(cell) for row in rows for cell in row if cell is not None]
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [cell for row in csv.reader(file) for cell in row]


SAMPLES = [
    path
    for folder in (DATA, SANDBOX)
    for path in sorted(folder.iterdir())
    if path.suffix in (".csv", ".xlsx") and not path.name.startswith(("guard_", "measure_workers"))
]
MADE_TO_BE_STOPPED = "[SYNTHETIC TEST ROW]"


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: f"{path.parent.parent.name}-{path.name}")
def test_nothing_in_any_sample_file_is_stopped(path):
    cells = cells_of(path)

    assert cells
    stopped = [cell for cell in cells if find_personal_details(cell)]
    assert [cell for cell in stopped if not cell.endswith(MADE_TO_BE_STOPPED)] == []


SPELLINGS = (
    "%Y-%m-%d", "%d/%m/%Y", "%d/%m/%y", "%d.%m.%Y", "%d-%m-%Y", "%d %m %Y", "%d%m%Y", "%Y%m%d", "%d-%b-%y", "%d %B %Y",
    "%d %b %y", "%dth %B %Y", "%dth of %B, %Y", "%B %d, %Y", "%A %d %B %Y", "%a %d %b, 10:10", "%B %Y", "%b-%y", "%Y",
)  # fmt: skip
ABOUT_DATES = (
    "{}", "Due {}.", "To be done by {}, or a week later.", "Done on {} (was {}).", "{} to {}", "{}: the Board met",
    "Board, {}, item 7", "Child protection plans reviewed by {}", "Baby box scheme from {}", "Two children moved {}",
)  # fmt: skip


def test_no_date_of_the_sample_plan_is_stopped_however_it_is_spelt():
    cells = {
        cell for name in ("plan", "milestones", "meetings", "statements") for cell in cells_of(SANDBOX / f"{name}.csv")
    }
    dates = {date.fromisoformat(cell[:10]) for cell in cells if re.match(r"\d{4}-\d\d-\d\d", cell)}
    assert len(dates) > 25

    spelt = [day.strftime(form) for day in dates for form in SPELLINGS]
    spelt += [words.lstrip("0") for words in spelt if words.startswith("0")]

    said = [sentence.format(words, words) for words in spelt for sentence in ABOUT_DATES]
    assert [each for each in said if find_personal_details(each)] == []


def titles() -> list[str]:
    """The title of every post that the project knows, in its sample files and in the boards of its tests."""
    of_files = [
        row[column]
        for path in SAMPLES
        if path.suffix == ".csv"
        for row in csv.DictReader(path.open(encoding="utf-8-sig", newline=""))
        for column in row
        if column and any(word in column for word in ("post", "officer", "lead", "owner", "contributor", "reports_to"))
    ]
    of_boards = [value for name, value in vars(boards).items() if name.isupper() and isinstance(value, str)]
    return sorted({title.strip() for each in [*of_files, *of_boards] for title in each.split(";") if title.strip()})


@pytest.mark.parametrize(
    "sentence",
    ["{}", "{}.", "The {} answers for it.", "{}, since 14 June 2021", "Ask the {} by 16 July.", "{} (2 posts)"],
)
def test_no_title_of_a_post_is_stopped(sentence):
    assert len(titles()) > 40

    assert [title for title in titles() if find_personal_details(sentence.format(title))] == []


def test_only_the_check_digit_makes_ten_digits_an_nhs_number():
    last_digits = [digit for digit in range(10) if find_personal_details(f"Held for 999 123 457{digit}")]

    assert len(last_digits) == 1


def test_only_the_check_letter_makes_a_letter_and_twelve_digits_a_pupil_number():
    first = [letter for letter in "ABCDEFGHJKLMNPQRTUVWXYZ" if find_personal_details(f"Held for {letter}839204517025")]

    assert len(first) == 1


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (Kind.CHILD_BY_LETTER, "child (k) is still waiting for a school place"),
        (Kind.CHILD_BY_AGE, "The lad, 15, was found in Leeds."),
        (Kind.NAME_WITH_AGE, "Aged 14, Tyrone went missing"),
    ],
)
def test_a_bracket_a_lad_and_an_age_that_comes_first_hide_nobody(kind, text):
    assert find_personal_details(text) == (kind,)


@pytest.mark.parametrize(
    "text",
    [
        "The plan of each child (a) is written, (b) is seen.",
        "The lads’ group has 15 places, and child(s) may bring a friend.",
        "For those aged 16, May figures rose; for those aged 5 to 11, Poole has none.",
    ],
)
def test_what_only_looks_so_passes(text):
    assert find_personal_details(text) == ()


def test_a_familys_name_is_told_from_the_words_of_a_plan_before_the_same_noun():
    named = ["Smith", "Kowalski", "Okonkwo", "Hall", "White", "O’Donoghue", "Al-Rashid", "van der Berg", "Wilcox"]
    of_a_plan = ["Toolbox", "Torbay", "Whole", "Foster", "Polish", "BCP", "Mockingbird", "Early Help", "Parenting"]
    kin = ["family was seen late", "siblings were moved", "household: no change", "family’s plan", "family of five"]

    missed = [f"The {who} {what}" for who in named for what in kin if not find_personal_details(f"The {who} {what}")]
    stopped = [f"the {who} {what}" for who in of_a_plan for what in kin if find_personal_details(f"the {who} {what}")]
    # Whose children they are may be a town's, and what follows may be what it is about.
    stopped += [
        text
        for text in (
            "The Brixham children",
            "the Kent children",
            "the Wilcox family centre",
            "the Wilcox family of tools",
            "the St Thomas children’s centre",
            "Harris children's home reopened",
            "The Thompson family centre closed.",
        )
        if find_personal_details(text)
    ]

    assert (missed, stopped) == ([], [])


def test_a_hidden_character_does_not_hide_a_postcode():
    assert find_personal_details("ZZ1\u00a01ZZ") == (Kind.POSTCODE,)
    assert find_personal_details("ZZ\u200b1 1ZZ") == (Kind.POSTCODE,)


def test_the_refusal_names_the_kind_and_the_field_and_never_the_text():
    with pytest.raises(Refusal) as refused:
        refuse_personal_details({"progress": "All well.", "next_steps": "Visit ZZ1 1ZZ, dob 3/4/2012."})

    assert refused.value.field == "next_steps"
    assert "a date of birth and a postcode" in refused.value.words
    assert "Nothing has been kept" in refused.value.words
    assert "can miss things" in refused.value.words
    assert "ZZ1" not in refused.value.words


def test_a_form_without_such_details_passes():
    refuse_personal_details({"progress": "Audits fell to 15 of 25.", "next_steps": ""})


def looked_for_everywhere(text: str) -> tuple[Kind, ...]:
    """What the guard finds where it asks every pattern of every text, which is slow."""
    hidden, look_alikes = guard._HIDDEN, guard._LOOK_ALIKES
    plain = unicodedata.normalize("NFKC", hidden.sub("", text)).translate(look_alikes)
    return tuple(kind for kind, is_in in details.DETECTORS.items() if is_in(plain))


PIECES = (
    "Child CHILD chıld chİld child, Child- baby YP young person ſon son daughter sıbling brother boy girl lad "
    "toddler mum Family is was named called who Q q J.B. JB Jack amelia amelia, Tyrone, went has aged Aged AGED "
    "age: seven SEVEN sıx ſeven ten two fifteen "
    "7 14, (7) [7] ( ) ٣ \uff17 years old yrs yo old of aged7 and K ½ \u200b é – . , : "
    "NHS no 943 476 5919 9434765919 A123456789012 LCS case number 12345 dob 3/4/2012 born in May 2012 BH1 2AB 12 High "
    "Street Aidan born three birthday the The Kowalski Wilcox FAMİLY family household children case "
    "Child 1 #2 b 14/03/2012 BH15 2 AB March 2012"
).split(" ")
texts = st.lists(st.sampled_from(PIECES), min_size=1, max_size=9).flatmap(
    lambda words: st.sampled_from([" ".join(words), "".join(words), " ".join(words).upper()])
)


@settings(max_examples=400, deadline=None)
@given(texts | st.text(max_size=60))
def test_looking_for_signs_first_finds_what_looking_for_everything_finds(text):
    assert find_personal_details(text) == looked_for_everywhere(text)


def test_looking_for_signs_first_loses_nothing_that_was_ever_written_down():
    written = [cell for path in DATA.glob("guard_*.csv") for cell in cells_of(path)]

    assert len(written) > 100
    assert [text for text in written if find_personal_details(text) != looked_for_everywhere(text)] == []
