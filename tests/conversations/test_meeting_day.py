"""One meeting, from its run sheet to its decision log: what is pressed, and what comes of pressing nothing."""

from datetime import date, time

import pytest

from tests.conversations.boards import (
    CHAIR,
    DCS,
    INCLUSION,
    MANAGER,
    MEMBER,
    QUALITY,
    SOCIAL_CARE,
    answers,
    set_up,
)

DAY = "Tuesday 15 June 2021"
PROMISE = {"promise": "twenty-five audits a month", "promise_by": "2021-07-16"}


def newest(person, heading):
    """The newest message to somebody that is headed so."""
    found = [each for each in person.private_messages() if each.lines[0].startswith(heading)]
    assert found, f"None is headed “{heading}”:\n" + "\n".join(each.lines[0] for each in person.private_messages())
    return found[-1]


def count(person, heading):
    return sum(each.lines[0].startswith(heading) for each in person.private_messages())


def opens(person, ref, heading="Run sheet", button="Open"):
    newest(person, heading).presses(button, about=f"{button} {ref}")
    return person.form


def writes(officer, ref, **said):
    form = officer.opens_statement(ref)
    form.submit(progress="Audits are back.", effect="None yet.", next_steps="Two more auditors.", **said)
    if said.get("evidence"):
        form.submit(evidence_kind="internal_audit", evidence_on="2021-05-31")
    assert not form.is_open, form.outcome


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def meeting(open_world, request):
    """The whole day as it was pressed, looked at in the tests below; each says which moment it is about."""
    world = open_world(request.param)
    set_up(world)
    return world


def test_a_meeting_from_its_run_sheet_to_its_decision_log(meeting):
    world = meeting
    chair, manager, member = (world.signs_in(who) for who in (CHAIR, MANAGER, MEMBER))
    quality, inclusion, dcs = (world.signs_in(who) for who in (QUALITY, INCLUSION, DCS))
    world.clock.push_to("Monday 7 June 2021, 10:00")
    writes(quality, "A6", rating="Amber", evidence="Audit report, May")

    # T 08:45: the run sheet
    world.clock.push_to(f"{DAY}, 08:44")
    assert count(chair, "Run sheet") == count(manager, "Run sheet") == 0
    world.clock.push_to(f"{DAY}, 08:45")
    sheet = newest(chair, "Run sheet: Holding to Account, Tuesday 15 June, 09:30")
    assert newest(manager, "Run sheet").text == sheet.text
    assert count(member, "Run sheet") == count(quality, "Run sheet") == 0
    assert QUALITY in sheet.line("12:00 A6") and "Says Amber, rules suggest Green" in sheet.line("12:00 A6")
    assert "No statement received, late; rules suggest Red" in sheet.line("11:00 A4")
    assert "no reply" not in sheet

    # Half an hour before each post's first slot
    world.clock.push_to(f"{DAY}, 10:00")
    note = newest(quality, "Your slot is at 10:30")
    assert "No promise is on record from last time." in note.line("A3")
    assert note.buttons == ["On my way", "Deputy coming", "Cannot come"]
    note.presses("On my way")
    assert newest(quality, "Your slot").line("You said") == "You said: On my way (10:00)."
    sheet = newest(chair, "Run sheet")
    assert f"{QUALITY} (on the way)" in sheet.line("10:30 A3") and f"{QUALITY} (on the way)" in sheet.line("12:00 A6")
    assert f"{DCS} (no reply)" in sheet.line("09:30 A1")
    assert "(" not in sheet.line("11:00 A4").removesuffix("[Open]"), "nobody has asked them yet"

    world.clock.push_to(f"{DAY}, 10:30")
    newest(inclusion, "Your slot is at 11:00").presses("Cannot come")
    assert any("A4 and A5, 11:00" in each and "cannot come" in each for each in chair.private_messages())

    # In the room
    form = opens(chair, "A6")
    assert "Audits are back." in form and "Audit report, May" in form
    form.submit(rating="Amber", evidence="accepted", attendance="attended", **PROMISE)
    assert not form.is_open, form.outcome
    recorded = newest(manager, "Run sheet").line("12:00 A6")
    assert "confirmed Amber (D-2021-06-01)" in recorded and "evidence accepted (D-2021-06-02)" in recorded
    assert "promised: twenty-five audits a month by 16 July" in recorded and "attended" in recorded

    form = opens(manager, "A5")
    assert f"You write down what the {CHAIR} decided." in form
    form.submit(rating="Amber", attendance="absent")
    (row,) = world.rows("SELECT who, why FROM audit WHERE what = 'confirm_rating' AND subject = 'A5'")
    assert row.who.startswith(MANAGER) and row.why == f"decision D-2021-06-03, as the {CHAIR} decided"

    # T 16:00: what is not decided
    world.clock.push_to(f"{DAY}, 16:00")
    left = newest(chair, "Not decided yet")
    assert newest(manager, "Not decided yet").text == left.text
    assert [line.split(" ")[0] for line in left.lines if "[Decide]" in line] == ["A1", "A2", "A3", "A4"]
    opens(chair, "A4", "Not decided yet", "Decide").submit(rating="Red")
    assert "A4" not in newest(chair, "Not decided yet") and "A3" in newest(manager, "Not decided yet")

    # T 17:00: outcomes
    world.clock.push_to(f"{DAY}, 17:00")
    told = newest(quality, "Outcome of Holding to Account, 15 June")
    assert told.line("Outcome for A3") == "Outcome for A3: not decided yet."
    assert told.line("Outcome for A6") == (
        "Outcome for A6: confirmed Amber (D-2021-06-01); evidence accepted (D-2021-06-02). "
        "You agreed: twenty-five audits a month by 16 July."
    )
    assert "If you say nothing, it stands after 2 working days: Thursday 17 June, 17:30." in told
    told.presses("Yes")
    assert newest(quality, "Outcome").line("You said").startswith("You said: this is right (15 June, 17:00)")
    assert newest(quality, "Outcome").buttons == []
    assert "Is this right?" not in newest(dcs, "Outcome"), "nothing was decided about theirs"
    newest(inclusion, "Outcome").presses("Not quite")
    inclusion.form.submit(which=(form_value(world, "A4"),), why="It was to be Amber, we agreed.")
    assert "“It was to be Amber, we agreed.”" in newest(chair, "Not quite, says an officer")
    assert count(manager, "Not quite, says an officer") == 1

    # T+1 10:00: the channel
    world.clock.push_to("Wednesday 16 June 2021, 10:00")
    summary = world.channel()[-1]
    assert summary.lines[0] == "Holding to Account, 15 June: what was decided"
    assert summary.line("6 actions") == "6 actions: confirmed Red 1, Amber 2. 3 not decided."
    assert summary.line(QUALITY) == f"{QUALITY}: A3 not decided. A6 Amber, confirmed for the first time, D-2021-06-01."
    assert "A6: evidence accepted (D-2021-06-02)." in summary.line("Decisions")
    assert "twenty-five" not in summary

    # T+2: the draft; the secretary, then the chair
    world.clock.push_to("Thursday 17 June 2021, 09:00")
    draft = newest(manager, "Decision log: Holding to Account, 15 June 2021: draft")
    assert "Promised: twenty-five audits a month by 16 July. Attended." in draft.line("A6")
    assert "It was to be Amber" in draft.line("A4: not quite, says the officer")
    assert count(chair, "Decision log") == 0
    draft.presses("Pass to the chair")
    assert "Passed to the chair 17 June, 09:00." in newest(manager, "Decision log")
    world.clock.push_to("Thursday 17 June 2021, 17:30")
    told_rows = world.rows("SELECT subject FROM audit WHERE what = 'outcome stands' ORDER BY id")
    assert [row.subject for row in told_rows] == ["A5"], "A6 was agreed, A4 is disputed, nothing else was decided"
    newest(chair, "Decision log").presses("Approve")
    assert "Approved 17 June, 17:30." in newest(chair, "Decision log")
    so_far = len(world.channel())

    # T+5 10:00: the channel gets it, and nobody is chased
    world.clock.push_to("Tuesday 22 June 2021, 09:59")
    assert [each.lines[0] for each in world.channel()[so_far:] if "Decision log" in each] == []
    world.clock.push_to("Tuesday 22 June 2021, 10:00")
    log = world.channel()[-1]
    assert log.lines[0] == "Decision log: Holding to Account, 15 June 2021"
    assert log.line("Agreed.") == f"Agreed. Approved by the {CHAIR}, 17 June."
    assert "Confirmed Red (D-2021-06-04). Attendance not noted." in log.line("A4")
    assert "It was to be Amber" not in log and "not quite" not in log
    for person in (world.workspace.person(who).name for who in (QUALITY, INCLUSION, DCS, SOCIAL_CARE)):
        assert person not in log and person not in summary
    assert count(manager, "Decision log") == 1
    assert "Decision log: Holding to Account, 15 June 2021\n" in member.asks("/account decisions").text


def form_value(world, ref):
    return str(world.rows("SELECT id FROM action WHERE ref = :ref", ref=ref)[0].id)


def test_what_was_promised_comes_back_at_the_next_meeting_by_itself(meeting):
    world = meeting
    board = str(world.rows("SELECT id FROM board")[0].id)
    details = {"kind": "holding_to_account", "day": date(2021, 7, 20), "start": time(9, 30), "end": time(12, 30)}
    answers(world, "setup_meeting", board, details | {"covers": "all"})
    quality, chair = world.signs_in(QUALITY), world.signs_in(CHAIR)

    assert "twenty-five audits a month by 16 July." in quality.opens_statement("A6")
    quality.form.closes()
    world.clock.push_to("Tuesday 20 July 2021, 10:00")

    note = newest(quality, "Your slot is at 10:30")
    assert "Last time you promised: twenty-five audits a month by 16 July." in note.line("A6")
    assert "Last time promised: twenty-five audits a month by 16 July." in newest(chair, "Run sheet").line("12:00 A6")


def test_when_nobody_presses_anything_each_step_says_so_and_nothing_is_made_up(open_world):
    world = open_world()
    set_up(world)
    chair, manager, quality = (world.signs_in(who) for who in (CHAIR, MANAGER, QUALITY))

    world.clock.push_to(f"{DAY}, 16:00")
    assert f"{QUALITY} (no reply)" in newest(chair, "Run sheet").line("12:00 A6")
    assert len([line for line in newest(chair, "Not decided yet").lines if "[Decide]" in line]) == 6

    world.clock.push_to(f"{DAY}, 17:00")
    told = newest(quality, "Outcome of Holding to Account")
    assert told.line("Outcome for A6") == "Outcome for A6: not decided yet."
    assert told.buttons == [] and "stands" not in told

    world.clock.push_to("Wednesday 16 June 2021, 10:00")
    assert world.channel()[-1].line("6 actions") == "6 actions: no rating confirmed. 6 not decided."

    world.clock.push_to("Monday 21 June 2021, 08:59")
    assert count(manager, "Decision log") == 1 and count(chair, "Decision log") == 0
    world.clock.push_to("Monday 21 June 2021, 09:00")
    assert "This still waits for you." in newest(manager, "Decision log")

    so_far = len(world.channel())
    world.clock.push_to("Tuesday 22 June 2021, 10:00")
    assert len(world.channel()) == so_far, "what is not agreed is not posted"
    assert "it waits for the programme manager to pass it to the chair" in newest(manager, "Decision log").text
    assert "not posted" in newest(chair, "Decision log").lines[0]
    assert "This is a draft." in world.signs_in(MEMBER).asks("/account decisions")

    world.clock.push_to("Tuesday 22 June 2021, 17:40")
    newest(chair, "Decision log").presses("Approve")
    assert len(world.channel()) == so_far, "it is after hours"
    world.clock.push_to("Wednesday 23 June 2021, 08:30")
    assert world.channel()[-1].lines[0] == "Decision log: Holding to Account, 15 June 2021"
    assert len(world.channel()) == so_far + 1
    assert world.rows("SELECT 1 FROM audit WHERE what = 'outcome stands'") == []


def test_two_who_have_the_same_action_open_do_not_overwrite_one_another(open_world):
    world = open_world()
    set_up(world)
    chair, manager = world.signs_in(CHAIR), world.signs_in(MANAGER)
    world.clock.push_to(f"{DAY}, 09:30")
    theirs, mine = opens(manager, "A6"), opens(chair, "A6")

    theirs.submit(rating="Green", attendance="attended")
    mine.submit(rating="Amber", reason="The audits fell.", **PROMISE)

    assert mine.is_open
    assert f"{MANAGER}, " in mine.text and "saved A6 while you had it open: confirmed Green (D-2021-06-01)" in mine.text
    assert "Rating: they saved “Green”, yours says “Amber”." in mine
    assert mine.value("rating") == "Amber"
    assert len(world.rows("SELECT 1 FROM rating WHERE kind = 'confirmed'")) == 1

    mine.submit()

    assert not mine.is_open
    recorded = newest(manager, "Run sheet").line("12:00 A6")
    assert "confirmed Amber (D-2021-06-02)" in recorded and "promised: twenty-five" in recorded
    assert "attended" in recorded, "what they left empty was not put in the place of what was saved"


def test_a_promise_that_somebody_else_wrote_down_meanwhile_is_not_taken_back(open_world):
    world = open_world()
    set_up(world)
    chair, manager = world.signs_in(CHAIR), world.signs_in(MANAGER)
    world.clock.push_to(f"{DAY}, 09:30")
    theirs, mine = opens(manager, "A6"), opens(chair, "A6")

    theirs.submit(**PROMISE)
    mine.submit(rating="Green")
    assert mine.is_open and "promised: twenty-five audits a month by 16 July" in mine
    mine.submit()
    recorded = newest(manager, "Run sheet").line("12:00 A6")
    assert "confirmed Green" in recorded and "promised: twenty-five audits a month by 16 July" in recorded

    opens(chair, "A6").submit(promise="", promise_by=None)
    assert "promised" not in newest(manager, "Run sheet").line("12:00 A6"), "one who sees it can take it back"


def test_what_is_decided_after_the_officers_were_told_is_told_once_more(open_world):
    world = open_world()
    set_up(world)
    chair, quality, manager = world.signs_in(CHAIR), world.signs_in(QUALITY), world.signs_in(MANAGER)
    world.clock.push_to(f"{DAY}, 17:10")
    newest(chair, "Not decided yet").presses("Decide", about="Decide A3")
    chair.form.submit(rating="Green")

    told = newest(quality, "Outcome of Holding to Account, 15 June")
    assert [line for line in told.lines if line.startswith("Outcome for")] == [
        "Outcome for A3: confirmed Green (D-2021-06-01)."
    ]
    assert count(quality, "Outcome") == 2
    world.clock.push_to("Thursday 17 June 2021, 17:30")
    assert [row.subject for row in world.rows("SELECT subject FROM audit WHERE what = 'outcome stands'")] == ["A3"]

    # A draft that changed under the one who approves it is shown anew, and nothing is approved unread.
    newest(manager, "Decision log").presses("Pass to the chair")
    draft = newest(chair, "Decision log")
    newest(chair, "Run sheet").presses("Open", about="Open A6")
    chair.form.submit(rating="Green", attendance="attended")
    answer = draft.presses("Approve")
    assert "Something was decided since that draft." in answer
    assert world.rows("SELECT approved_at FROM decision_log")[0].approved_at is None
    answer.presses("Approve")
    assert world.rows("SELECT approved_at FROM decision_log")[0].approved_at is not None


def test_an_officer_who_was_told_hears_what_of_it_was_taken_back(open_world):
    world = open_world()
    set_up(world)
    chair, quality = world.signs_in(CHAIR), world.signs_in(QUALITY)
    world.clock.push_to(f"{DAY}, 10:00")
    opens(chair, "A6").submit(rating="Green", **PROMISE)
    world.clock.push_to(f"{DAY}, 17:05")
    newest(quality, "Outcome").presses("Yes")

    opens(chair, "A6").submit(take_back=("rating",))

    told = newest(quality, "Outcome of Holding to Account, 15 June")
    assert told.line("Outcome for A6") == (
        "Outcome for A6: not decided yet. You agreed: twenty-five audits a month by 16 July."
    )
    assert told.line("Taken back") == "Taken back since you were told: confirmed Green (D-2021-06-01)."
    opens(chair, "A6").submit(promise="", promise_by=None)
    told = newest(quality, "Outcome of Holding to Account, 15 June")
    assert told.line("Outcome for A6") == "Outcome for A6: not decided yet."
    assert told.line("Taken back").endswith("promised: twenty-five audits a month by 16 July.")


def test_a_note_that_comes_too_late_for_its_slot_is_not_sent(open_world):
    world = open_world()
    set_up(world)
    world.clock.push_to("Monday 14 June 2021, 12:00")
    world.clock.passes_while_off(f"{DAY}, 10:25")
    world.clock.push_to(f"{DAY}, 10:26")

    assert count(world.signs_in(QUALITY), "Your slot") == 0
    assert count(world.signs_in(INCLUSION), "Your slot") == 0
    assert count(world.signs_in(CHAIR), "Run sheet") == 1, "late is better than never for the chair"
    world.clock.push_to(f"{DAY}, 10:31")
    assert count(world.signs_in(INCLUSION), "Your slot is at 11:00") == 1
