"""A programme manager drops a plan into the chat, answers what is asked about it, loads it, and takes it out again."""

import csv
import io
import json
import re
import zlib

import pytest

from bot.domain.people import Role
from bot.domain.plan_reading.posts import said_of_title
from bot.domain.plan_reading.questions import questions_of
from bot.domain.refusals import Refusal
from bot.messages.plan_files import LOAD
from bot.use_cases import setting_up
from bot.use_cases.heard import Answers, Caller, FileDropped, Press, SharedFile
from bot.use_cases.plan_files import load_file, take_file
from storage import boards, people
from storage.access import OPERATOR
from storage.database import writing
from tests.conversations.boards import CHAIR, MANAGER, NAME, PLAN, QUALITY, STRANGER, set_up
from tests.plan_reading.files import DATA, as_csv, as_workbook, preview_of

HEADINGS = ("Ref", "Action", "Accountable officer", "Start", "Deadline", "BRAG", "Update")
NEW = ("A7", "Publish the practice standards", QUALITY, "04/01/2021", "31/09/2021", "Amber", "Drafted.")
TWO = ("A8", "Review the front door", "DCS / Head of Early Help", "04/01/2021", "30/11/2021", "Amber/Red", "Begun.")
GOOD = ("A9", "Agree one referral form", QUALITY, "04/01/2021", "30/11/2021", "Green", "Agreed.")
CHILD = ("A10", "Learn from a review", QUALITY, "04/01/2021", "30/11/2021", "Green", "JB (7) dob 3/4/2012 was seen")
MESSY = (DATA / "messy_plan.xlsx").read_bytes()


@pytest.fixture
def world(open_world):
    made = open_world()
    set_up(made)
    return made


@pytest.fixture
def manager(world):
    return world.signs_in(MANAGER)


def kept(world):
    return world.rows("SELECT id, grid, source FROM plan_file")


def second_board(session):
    """Another board of the workspace, without a plan, that the same programme manager runs."""
    (first,) = boards.all_boards(writing(session))
    board = boards.add_board(session, first.workspace_id, "Sufficiency Board")
    post = next(post for role, post in people.seats(session, first.id) if role is Role.PROGRAMME_MANAGER)
    people.seat(session, board, Role.PROGRAMME_MANAGER, post)
    session.commit()


def refs(world):
    return [ref for (ref,) in world.rows("SELECT ref FROM action ORDER BY position")]


def words_of(world, ref):
    ((words,),) = world.rows(f"SELECT words FROM action WHERE ref = '{ref}'")
    return words


def presses_too_late(world, about) -> str:
    """What is said to Load, pressed while the preview is being put right where it stands."""
    with pytest.raises(Refusal) as refused:
        world.does(load_file, Press(world.caller(MANAGER), LOAD, about))
    return refused.value.words


def test_a_file_is_previewed_its_questions_answered_and_what_is_ready_loaded(world, manager):
    preview = manager.drops(("plan.xlsx", as_workbook([HEADINGS, NEW, TWO, GOOD])))

    assert "I am reading plan.xlsx" in preview
    assert "I found 3 actions. 1 is ready, 0 are ready but I have questions, 2 cannot be loaded yet." in preview
    assert "Nothing has been saved." in preview
    assert "Row 2 (A7), Deadline: 31/09/2021 is not a real date (September has 30 days)." in preview
    assert refs(world) == [row["ref"] for row in PLAN]

    manager.last.presses("Answer 3 questions")
    assert manager.form.label("answer_0") == "Row 2 (A7), Deadline"
    assert "September has 30 days" in manager.form.hint("answer_0")
    manager.form.submit(answer_0="2021-09-30", answer_1="Head of Early Help", answer_2="Red")

    again = manager.last
    assert "I found 3 actions. 2 are ready, 1 is ready but I have questions, 0 cannot be loaded yet." in again
    again.presses("Load 3 actions")

    assert "3 actions added" in manager.last
    assert refs(world)[-3:] == ["A7", "A8", "A9"]
    assert [str(day) for (day,) in world.rows("SELECT deadline FROM action WHERE ref = 'A7'")] == ["2021-09-30"]
    assert kept(world) == []


def test_a_rating_answered_with_blue_is_delivered_and_waits_for_the_board(world, manager):
    manager.drops(("plan.xlsx", as_workbook([HEADINGS, (*GOOD[:5], "Purple", GOOD[6])])))
    manager.last.presses("Answer 1 question")
    assert "Choose Blue, Red, Amber or Green." in manager.form.hint("answer_0")
    manager.form.submit(answer_0="Blue")
    assert "delivered, waiting for sign-off" in manager.last
    manager.last.presses("Load 1 action")

    assert world.rows("SELECT lifecycle FROM action WHERE ref = 'A9'") == [("delivered",)]


def test_a_file_without_references_is_numbered_in_its_order_and_known_again(world, manager):
    rows = [HEADINGS[1:], GOOD[1:], ("Visit every placement within a week", *GOOD[2:])]
    preview = manager.drops(("plan.xlsx", as_workbook(rows)))

    assert "I found 2 actions. 0 are ready, 0 are ready but I have questions, 2 cannot be loaded yet." in preview
    assert "Row 3 has an action but no reference. In their order it would be A8." in preview
    manager.last.presses("Answer 1 question")
    assert manager.form.label("answer_0") == "Row 1, Ref"
    manager.form.submit(answer_0="Reference A7 to A8, in their order")
    manager.last.presses("Load 2 actions")
    assert refs(world)[-2:] == ["A7", "A8"]

    # The same file a month later, with an action more: the two are known by their words.
    added = [rows[0], ("Publish a guide for carers", *GOOD[2:]), *rows[1:]]
    manager.drops(("plan.xlsx", as_workbook(added)))
    manager.last.presses("Answer 1 question")
    manager.form.submit(answer_0="Reference as in the plan; A9 for what is new")
    assert "1 new, 0 changed, 2 as in the plan already" in manager.last
    manager.last.presses("Load 3 actions")
    assert refs(world)[-3:] == ["A7", "A8", "A9"]
    assert words_of(world, "A9") == "Publish a guide for carers"


def test_a_revised_date_that_has_passed_is_asked_about_and_not_asked_of_the_chair(world, manager):
    preview = manager.drops(("plan.xlsx", as_workbook([(*HEADINGS, "Revised date"), (*GOOD, "29/01/2021")])))

    assert "29 January 2021 has passed. No new date is asked for" in preview
    assert "the deadline stays at 30 November 2021" in preview


def test_dropped_again_it_changes_nothing(world, manager):
    content = as_csv([HEADINGS, GOOD])
    manager.drops(("plan.csv", content))
    manager.last.presses("Load 1 action")
    before = world.rows("SELECT * FROM action"), world.rows("SELECT * FROM statement")

    older = manager.private_messages()[-3]
    manager.drops(("plan.csv", content))
    assert "0 new, 0 changed, 1 as in the plan already" in manager.last
    manager.last.presses("Load 1 action")
    assert older.buttons == []

    assert "The plan is already as the file says. Nothing has changed." in manager.last
    assert (world.rows("SELECT * FROM action"), world.rows("SELECT * FROM statement")) == before


def test_only_the_programme_manager_may_and_others_are_told_who_can(world):
    for who in (CHAIR, QUALITY):
        answer = world.signs_in(who).drops(("plan.xlsx", MESSY))
        assert "Only the programme manager can" in answer
        assert "It has not been opened." in answer
    assert "The plan is open to those who have a seat" in world.signs_in(STRANGER).drops(("plan.xlsx", MESSY))
    assert kept(world) == []


def test_a_child_in_a_file_is_kept_nowhere(world, manager):
    preview = manager.drops(("plan.csv", as_csv([HEADINGS, CHILD, GOOD])))

    assert "Row 2 (A10), Update: this looks like details of a child" in preview
    assert "JB" not in preview
    ((_, grid, source),) = kept(world)
    assert b"2012" not in zlib.decompress(grid)
    assert json.loads(source) == []
    told = [str(row) for row in (*world.rows("SELECT message FROM outbox"), *world.rows("SELECT reply FROM inbox"))]
    assert not any("3/4/2012" in each for each in told)


def test_an_answer_about_a_child_is_not_kept_either(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS, CHILD])))
    manager.last.presses("Answer 1 question")

    form = manager.form.submit(answer_0="JB (7) dob 3/4/2012 was seen")

    assert "child" in form.error("answer_0")
    assert world.rows("SELECT answers FROM plan_file")[0][0] in ("[]", [])


def test_what_holds_a_row_is_said_before_what_is_only_good_to_know(world, manager):
    rows = [(f"B{n}", f"Do {n}", "", "04/01/2021", "30-Jun-21") for n in range(10)]

    preview = manager.drops(("plan.csv", as_csv([HEADINGS[:5], *rows])))

    assert preview.text.count("is blank. Every action needs one accountable post.") == len(rows)
    assert preview.text.index("Row 11 (B9)") < preview.text.index('Row 2 (B0), Deadline: "30-Jun-21" read as')
    assert "… and 8 more." in preview


def test_what_there_is_to_say_of_ready_rows_and_who_is_told_stands_in_the_preview_and_all_of_it_is_listed(
    world, manager
):
    new = [(f"A{n}", f"Do {n}", QUALITY, "04/01/2021", "30/11/2021", "Green", "Begun.", "Plan (1/7/2021)", "")
           for n in range(10, 45)]  # fmt: skip
    new.append(("A45", "Do it", QUALITY, "04/01/2021", "30/11/2021", "Green", "Begun.", "", "Community Safety Board"))

    preview = manager.drops(("plan.csv", as_csv([(*HEADINGS, "Milestones", "Also reported to"), *new])))

    assert "36 are ready" in preview
    assert preview.text.index("Row 37 (A45), Also reported to") < preview.text.index("Row 2 (A10), Milestones: 1 read")
    assert "… and 24 more." in preview
    assert "Who is told when you load it: Nobody is told at once but you." in preview
    assert "Whoever runs another board that is named beside A45 is asked, if it is one here." in preview
    preview.presses("List all")

    assert "All that I found in plan.csv, 1 of 2" in manager.last
    manager.last.presses("Next")
    assert "Row 36 (A44), Milestones: 1 read" in manager.last
    assert "A45" not in refs(world)


def test_however_much_there_is_to_say_of_a_file_it_can_be_answered_loaded_and_cancelled(world, manager):
    words = "so that every child who waits for a decision has one within a working day, and every school is told "
    headings = ("Ref", "Action", "Accountable officer", "Deadline", "BRAG", "Success measure", "Milestones")
    rows = [(f"B{n}", f"Plan {n}: {words}", QUALITY, "30/11/2021", "Green", words, "") for n in range(1, 31)]
    manager.drops(("plan.xlsx", as_workbook([headings, *rows])))
    manager.last.presses("Load 30 actions")

    changed = [
        (ref, f"Make {action}{words}", by, "30/09/2021", "Purple", f"{measure}{measure} at once", f"{words}; {words}")
        for ref, action, by, _, _, measure, _ in rows[:18]
    ]
    held = [(ref, action, "", "31/09/2021", "Amber/Red", measure, "") for ref, action, _, _, _, measure, _ in rows[18:]]
    manager.drops(("plan.xlsx", as_workbook([headings, *changed, *held])))

    assert [label.split()[0] for label in manager.last.buttons if label != "Change columns"] == [
        "Answer", "Load", "List", "Cancel"
    ]  # fmt: skip
    drawn = json.dumps(manager.last.place.blocks, ensure_ascii=False)
    assert "Who is told when you load it" in drawn and "dropped here again" in drawn
    assert "not fit in one Slack message" not in drawn and "more." in drawn
    manager.last.presses("Cancel")
    assert kept(world) == []


def test_cancelled_it_is_forgotten(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS, NEW, GOOD])))
    preview = manager.last

    assert "plan.csv is forgotten. Nothing has been saved." in preview.presses("Cancel")
    assert kept(world) == []
    assert preview.buttons == []
    assert "That file is not kept any more." in presses_too_late(world, "1:1")


def test_after_a_day_it_is_forgotten(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS, GOOD])))

    world.clock.push_to("Wednesday 2 June 2021, 09:00")
    world.run(world.pretend.spoken.sweep())

    assert kept(world) == []
    assert "That file is not kept any more." in manager.last.presses("Load 1 action")


def test_a_button_of_an_older_preview_does_nothing(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS, NEW, GOOD])))
    older = manager.last
    older.presses("Answer 1 question")
    manager.form.submit(answer_0="2021-09-30")

    assert "There is a newer preview" in presses_too_late(world, "1:1")
    assert refs(world) == [row["ref"] for row in PLAN]


def test_each_preview_says_what_came_of_it_once_it_is_past(world, manager):
    for last_press, came in (("Load 2 actions", "Loaded."), ("Cancel", "Cancelled: the file is forgotten")):
        manager.drops(("plan.csv", as_csv([HEADINGS, NEW, GOOD])))
        manager.last.presses("Answer 1 question")
        manager.form.submit(answer_0="2021-09-30")
        manager.last.presses(last_press)

        older, newer = [each for each in manager.private_messages() if "What I found" in each][-2:]
        assert "It was read again: the newer preview below counts." in older
        assert came in newer
        for button in ("Answer", "Load", "Cancel", "Change columns"):
            assert not any(each.startswith(button) for each in (*older.buttons, *newer.buttons))


def test_what_changed_in_the_plan_after_the_preview_is_previewed_again_before_anything_is_loaded(world, manager):
    theirs = ("A6", "Audit thirty cases a month", QUALITY, "04/01/2021", "", "", "")
    manager.drops(("plan.csv", as_csv([HEADINGS, theirs, GOOD])))
    preview = manager.last
    manager.asks("/account status A6").presses("Change").presses("Reword")
    manager.form.submit(words="Audit forty cases a month.", why="The Board asked for more.")
    manager.form.submit()

    preview.presses("Load 2 actions")

    again = manager.last
    assert "Nothing has been loaded yet: the plan has changed since I showed you this file, in A6." in again
    assert "1 new, 1 changed" in again
    assert words_of(world, "A6") == "Audit forty cases a month." and "A9" not in refs(world)
    assert "There is a newer preview" in presses_too_late(world, "1:1")
    again.presses("Load 2 actions")
    assert words_of(world, "A6") == "Audit thirty cases a month" and "A9" in refs(world)


def test_many_questions_come_a_page_at_a_time(world, manager):
    manager.drops(("plan.xlsx", MESSY))
    assert "I found 25 actions." in manager.last
    assert "17 cannot be loaded yet" in manager.last
    asked = next(label for label in manager.last.buttons if label.startswith("Answer"))

    manager.last.presses(asked)
    pages = 1
    while manager.has_a_form_open:
        assert f"{pages} of " in manager.form.title
        manager.form.submit()
        pages += 1

    assert pages > 4
    assert "Thank you. I am reading the file again" in "\n".join(each.text for each in manager.private_messages())
    assert "I found 25 actions." in manager.last


def test_milestones_may_come_as_a_second_file(world, manager):
    milestones = as_csv(
        [("action_ref", "milestone", "current_date", "completed_on"), ("A9", "Form tried", "01/10/2021", "")]
    )

    manager.drops(("plan.csv", as_csv([HEADINGS, GOOD])), ("milestones.csv", milestones))
    manager.last.presses("Load 1 action")

    assert world.rows("SELECT title FROM milestone") == [("Form tried",)]


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("plan.pdf", b"%PDF-1.7", "is a PDF"),
        ("plan.xls", b"\xd0\xcf\x11\xe0", "old Excel file"),
        ("photo.png", b"\x89PNG\x00", "is not text"),
        ("big.csv", b"x" * (10 * 1024**2 + 1), "larger than 10 MB"),
    ],
    ids=lambda value: value if isinstance(value, str) else "file",
)
def test_what_is_no_plan_is_refused_in_words_and_not_kept(world, manager, name, content, said):
    assert said in manager.drops((name, content))
    assert kept(world) == []


def test_without_the_permission_it_says_which_and_whom_to_ask(world, manager):
    world.pretend.sandbox.installation.scopes.discard("files:read")

    answer = manager.drops(("plan.csv", as_csv([HEADINGS, GOOD])))

    assert "not allowed to read files here (files:read). Ask whoever installed it" in answer
    assert kept(world) == []


def test_a_file_that_slack_does_not_hold_is_not_fetched(world, manager):
    """Whatever address comes with a file: only Slack's own hosts are asked, and never with our token elsewhere."""
    shared = FileDropped(
        world.caller(MANAGER), (SharedFile("plan.csv", "http://169.254.169.254/latest/meta-data"),), channel="D1"
    )
    world.does(take_file, shared)

    world.works()

    assert "Slack does not hold this file itself" in manager.last


def test_slack_failing_once_is_tried_again(world, manager):
    world.order_fault("files", "server_error")
    manager.drops(("plan.csv", as_csv([HEADINGS, GOOD])))
    assert "I found 1 action." not in manager.last

    world.machine.passes(seconds=30)
    world.works()

    assert "I found 1 action." in manager.last


@pytest.mark.parametrize(("typed", "ending"), [("export", "xlsx"), ("export csv", "csv"), ("export as Excel", "xlsx")])
def test_the_plan_comes_back_as_a_file_that_changes_nothing(world, manager, typed, ending):
    assert "follows in our private conversation" in manager.says(typed)
    file = manager.actor.messages()[-1].files[0]
    assert re.fullmatch(rf"plan-2021-06-01\.{ending}", file.name)
    assert f"The plan of {NAME} as of 1 June 2021: 6 actions." in manager.actor.messages()[-1].text

    manager.drops((file.name, file.content))

    assert "0 new, 0 changed, 6 as in the plan already" in manager.last
    manager.last.presses("Load 6 actions")
    assert "Nothing has changed." in manager.last


def test_only_the_programme_manager_takes_the_plan_out(world):
    assert "Only the programme manager can" in world.signs_in(CHAIR).says("export")
    assert [each for each in world.signs_in(CHAIR).actor.messages() if each.files] == []


def test_a_member_takes_a_list_out_and_it_is_not_read_back_as_the_plan(world, manager):
    chair = world.signs_in(CHAIR)
    chair.says("status amber green not rated")
    chair.last.presses("As CSV")

    message = chair.actor.messages()[-1]
    assert re.fullmatch(r"list-2021-06-01\.csv", message.files[0].name)
    assert "It is a list to read, and is not read back as a plan." in message.text
    assert "nothing has been read from it" in manager.drops((message.files[0].name, message.files[0].content))


def test_an_export_that_slack_refuses_is_told(world, manager):
    world.pretend.sandbox.installation.scopes.discard("files:write")

    manager.says("export")
    world.clock.push_to("Tuesday 1 June 2021, 09:00")

    assert "files:write" in manager.last
    assert "The plan as a file" in manager.last


def test_an_export_does_not_reach_whoever_has_lost_the_seat_meanwhile(world, manager):
    world.order_fault("files.getUploadURLExternal", "server_error")
    manager.says("export")
    assert [each for each in manager.actor.messages() if each.files] == [], "it was to fail the first time"
    follows = {
        "role": "programme_manager", "post": "Head of Improvement", "person": world.signs_in(STRANGER).account,
        "person.name": STRANGER,
    }  # fmt: skip
    world.does(setting_up.FORMS["setup_seat"], Answers(Caller(OPERATOR, "", OPERATOR), "setup_seat", "", follows))

    world.machine.passes(seconds=30)
    world.works()

    assert [each for each in manager.actor.messages() if each.files] == []


def test_who_imported_and_exported_is_on_the_record(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS, GOOD])))
    manager.last.presses("Load 1 action")
    manager.says("export")

    done = world.rows("SELECT who, what, subject FROM audit WHERE what IN ('import_file', 'export_plan') ORDER BY id")
    assert [(what, subject) for _, what, subject in done] == [("import_file", "plan.csv"), ("export_plan", NAME)]
    assert all(MANAGER in who for who, _, _ in done)


STRANGE = ("Zeile", "Vorhaben", "Chef", "Los", "Ziel")
ROWS = [
    ("A7", "Publish the practice standards", QUALITY, "04/01/2021", "30/09/2021"),
    ("A8", "Review the front door", QUALITY, "04/01/2021", "30/11/2021"),
]
SAID = {"column_ref": "A", "column_action": "B", "column_post": "C", "column_start": "D", "column_deadline": "E"}


def test_headings_that_say_nothing_are_asked_about_and_remembered(world, manager):
    preview = manager.drops(("plan.csv", as_csv([["Our plan"], STRANGE, *ROWS])))

    assert "I found no action table in this file." in preview
    assert "Its headings may be “Zeile”, “Vorhaben”" in preview
    preview.presses("Say which column is which")
    assert manager.form.label("column_deadline") == "Deadline"
    assert "B: Vorhaben, such as “Publish the practice standards”" in str(manager.form.view.blocks)
    manager.form.submit(**SAID)

    assert "I will remember it for the next file" in manager.private_messages()[-2]
    assert "I found 2 actions. 2 are ready" in manager.last
    assert "Columns as you said: “Zeile” is Ref; “Vorhaben” is Action" in manager.last
    manager.last.presses("Load 2 actions")
    assert refs(world)[-2:] == ["A7", "A8"]

    # The next file: its columns stand in another order, and one row is new.
    order = [4, 2, 0, 1, 3]
    more = [*ROWS, ("A9", "Agree one referral form", QUALITY, "04/01/2021", "30/11/2021")]
    shuffled = [[row[place] for place in order] for row in (STRANGE, *more)]
    assert "1 new, 0 changed, 2 as in the plan already" in manager.drops(("next.csv", as_csv(shuffled)))
    said = world.rows("SELECT subject FROM audit WHERE what = 'choose_columns'")
    assert said == [("plan.csv",)]


def test_a_column_that_was_taken_for_another_is_changed(world, manager):
    content = as_csv([("Ref", "Action", "Owner", "Who", "Deadline"), ("A7", "Do it.", "Head of Care", QUALITY, "")])
    manager.drops(("plan.csv", content))

    manager.last.presses("Change columns")
    form = manager.form.submit(column_post="D", column_lead="D")
    assert "chosen twice" in form.error("column_lead")
    form = manager.form.submit(column_action="none", column_lead="C")
    assert "what is to be done" in form.error("column_action")
    manager.form.submit(column_action="B")

    assert "“Owner” is Lead; “Who” is Accountable Officer" in manager.last
    manager.last.presses("Load 1 action")
    assert world.rows("SELECT lead FROM action WHERE ref = 'A7'") == [("Head of Care",)]


def test_a_file_that_can_be_read_in_several_ways_is_asked_about(world, manager):
    row = ("A7", "Review children’s “plans”", QUALITY, "04/01/2021", "30/09/2021")
    asked = manager.drops(("plan.csv", as_csv([HEADINGS[:5], row], encoding="mac_roman")))

    assert "plan.csv can be read in 2 ways, and does not say which is right." in asked
    assert "Mac: “children’s”" in asked
    assert "Windows-1252: “childrenÕs”" in asked
    asked.presses("Choose")
    manager.form.submit(reading="mac_roman")

    assert "The file was read as Mac." in manager.last
    manager.last.presses("Load 1 action")
    assert world.rows("SELECT words FROM action WHERE ref = 'A7'") == [("Review children’s “plans”",)]


def exports(who):
    return [file.title for each in who.actor.messages() for file in each.files]


def test_an_export_whose_last_call_got_no_answer_comes_once(world, manager):
    world.order_fault("files.completeUploadExternal", "drop")
    manager.says("export")
    assert exports(manager) == ["The plan, asked for on 1 June 2021 at 08:00:00"]

    world.machine.passes(seconds=120)
    world.works()

    assert len(exports(manager)) == 1
    assert world.rows("SELECT state FROM outbox WHERE kind = 'plan_exported'") == [("sent",)]


def test_an_export_that_did_not_arrive_is_handed_over_once_more(world, manager):
    world.order_fault("files.completeUploadExternal", "drop", after=False)
    manager.says("export")
    assert exports(manager) == []

    world.machine.passes(seconds=120)
    world.works()

    assert len(exports(manager)) == 1


ALMOST = QUALITY.replace("Quality", "Qualty")
LIKE = [(ref, f"Do {ref}.", ALMOST, "04/01/2021", "30/11/2021") for ref in ("A7", "A8")]


def test_a_title_that_is_spelt_almost_as_another_is_confirmed_in_the_form_and_remembered(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS[:5], *LIKE])))

    manager.last.presses("Answer 1 question")
    assert f'Did you mean "{QUALITY}"?' in manager.form.hint("answer_0")
    assert "Row 3 says the same." in manager.form.hint("answer_0")
    manager.form.submit(answer_0=QUALITY)
    manager.last.presses("Load 2 actions")

    assert f"“{ALMOST}” is another title of the {QUALITY}" in manager.last
    assert world.rows("SELECT title FROM post WHERE title LIKE '%Qualty%'") == []
    again = manager.drops(("plan.csv", as_csv([HEADINGS[:5], *LIKE])))
    assert "2 as in the plan already" in again
    assert [each for each in again.buttons if each.startswith("Answer")] == []


@pytest.mark.parametrize("answer", [QUALITY, ALMOST])
def test_the_first_file_of_another_board_asks_whether_a_title_is_a_post_of_this_one(world, manager, answer):
    world.looks(second_board)
    manager.drops(("plan.csv", as_csv([HEADINGS[:5], *LIKE])), text="Sufficiency Board")
    manager.last.presses("Answer 1 question")
    assert "a post that is here already" in manager.form.hint("answer_0")
    manager.form.submit(answer_0=answer)
    manager.last.presses("Load 2 actions")

    assert len(world.rows("SELECT title FROM post WHERE title LIKE '%Qualty%'")) == (answer == ALMOST)
    assert world.rows("SELECT is_same FROM post_alias") == [(int(answer == QUALITY),)]


def test_two_titles_that_are_two_posts_are_kept_apart(world, manager):
    manager.drops(("plan.csv", as_csv([HEADINGS[:5], *LIKE])))
    manager.last.presses("Answer 1 question")
    manager.form.submit(answer_0=ALMOST)
    manager.last.presses("Load 2 actions")

    assert len(world.rows("SELECT title FROM post WHERE title LIKE '%Qualty%'")) == 1
    assert world.rows("SELECT is_same FROM post_alias") == [(0,)]


def test_two_spellings_in_a_first_file_are_one_post_once_somebody_says_so(world, manager):
    rows = [
        ("B1", "Do it.", "Principal Social Worker", "04/01/2021", "30/11/2021"),
        ("B2", "Do that.", "Principal Social Worker", "04/01/2021", "30/11/2021"),
        ("B3", "Do more.", "Principle Social Worker", "04/01/2021", "30/11/2021"),
    ]
    preview = preview_of(as_csv([HEADINGS[:5], *rows]))

    (question,) = questions_of(preview)

    assert question.choices == ("Principal Social Worker", "Principle Social Worker")
    assert said_of_title(question.choices[1], question.choices[0], ()).is_same


def test_the_preview_says_what_of_each_action_a_changed_file_would_change(world, manager):
    manager.says("export csv")
    file = manager.actor.messages()[-1].files[0]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    ref, action, deadline = (rows[1].index(heading) for heading in ("Ref", "Action", "Deadline"))
    changed = next(row for row in rows[1:] if row[ref] == "A1")
    changed[action], changed[deadline] = "Set the audits up anew.", "30/11/2021"

    preview = manager.drops((file.name, as_csv(rows)))

    assert "What loading changes" in preview
    assert (
        "A1: Action (“Fill the vacant senior posts” → “Set the audits up anew.”), Deadline (asked of the chair)."
        in preview
    )
    assert "A2:" not in preview


def exported(manager):
    """The plan as a file, by its rows, with the places of its columns."""
    manager.says("export csv")
    file = manager.actor.messages()[-1].files[0]
    rows = list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))
    headings = next(row for row in rows if "Ref" in row)
    return file, rows, {heading: place for place, heading in enumerate(headings)}


def test_what_an_older_file_says_of_progress_is_said_not_to_be_loaded_and_is_not(world, manager):
    _, rows, at = exported(manager)
    of_a6 = next(row for row in rows if at["Ref"] < len(row) and row[at["Ref"]] == "A6")
    for rating, update in (("Green", "Thirty."), ("Red", "Two teams left.")):
        of_a6[at["BRAG"]], of_a6[at["Update"]] = rating, update
        manager.drops(("newer.csv", as_csv(rows)))
        manager.last.presses("Load 6 actions")
        assert "A6: update" in manager.last
    of_a6[at["BRAG"]], of_a6[at["Update"]] = "Green", "Thirty."
    before = world.rows("SELECT * FROM statement")

    preview = manager.drops(("older.csv", as_csv(rows)))

    assert "0 new, 0 changed, 6 as in the plan already" in preview
    assert "(A6), Update and BRAG: not loaded, since it was said before" in preview
    preview.presses("Load 6 actions")
    assert "Nothing has changed" in manager.last
    assert world.rows("SELECT * FROM statement") == before


def test_words_that_were_changed_in_chat_are_not_put_back_by_an_older_file_and_other_words_are_shown(world, manager):
    file, rows, at = exported(manager)
    was, now = words_of(world, "A6"), "Audit forty cases a month."
    manager.asks("/account status A6").presses("Change").presses("Reword")
    manager.form.submit(words=now, why="The Board asked for more.")
    manager.form.submit()

    preview = manager.drops((file.name, file.content))
    assert "0 new, 0 changed, 6 as in the plan already" in preview
    assert f"“{was}” is what stood there before it was changed in chat on 1 June 2021." in preview
    assert f"What stands now stays, “{now}”." in preview
    preview.presses("Load 6 actions")
    assert words_of(world, "A6") == now

    of_a6 = next(row for row in rows if at["Ref"] < len(row) and row[at["Ref"]] == "A6")
    of_a6[at["Action"]] = "Audit a hundred cases a year."
    preview = manager.drops(("other.csv", as_csv(rows)))
    assert f"it was changed in chat on 1 June 2021, and says “{now}” now. Loading makes it “Audit a hundred" in preview
    assert f"A6: Action (“{now}” → “Audit a hundred cases a year.”)." in preview
    preview.presses("Load 6 actions")
    assert words_of(world, "A6") == "Audit a hundred cases a year."


def test_a_post_that_many_rows_name_and_the_plan_does_not_know_is_asked_about_once(world, manager):
    headings = ("BRAG", "By when", "Who", "Narrative", "What we will do", "No.")
    rows = []
    for page in (1, 2):
        rows.append(headings)
        rows += [("Green", "30/09/2021", "Head of Care", "Begun.", f"Do {page}{n}", f"A{page}{n}") for n in range(3)]
        rows.append(("", "", "", f"Page {page} of 2", "", ""))

    preview = manager.drops(("plan.csv", as_csv(rows)))

    assert "I found 6 actions." in preview
    assert "the headings of 0 columns" not in preview
    preview.presses("Answer 1 question")
    hint = manager.form.hint("answer_0")
    assert "It loads as a new post" in hint and "Rows 3, 4, 7, 8 and 9 say the same." in hint
    manager.form.submit(answer_0=QUALITY)
    manager.last.presses("Load 6 actions")
    assert world.rows("SELECT title FROM post WHERE title = 'Head of Care'") == []
