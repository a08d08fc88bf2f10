"""What is late is answered, listed, told and reported; and whoever has answered is left alone."""

from datetime import date, datetime, timedelta

import pytest

from bot.domain.refusals import Refusal
from bot.messages.late import EXTEND, PHONED, ROWS_IN_A_LIST, TELL_LINE, WILL_SORT
from bot.messages.parts import Buttons, Message
from bot.messages.text import as_text
from bot.use_cases import due
from bot.use_cases.due import before_sending
from bot.use_cases.late import missing_statements, posts_told_of, show_in_lists
from storage import meetings, outbox, people, tables
from storage.choices import Choice, choices_for
from storage.outbox import Leased
from tests.use_cases.ladder import DCS, EARLY_HELP, QUALITY, SOCIAL, Ladder, at, said

PM, MANAGER = "U_PM", "Improvement Programme Manager"


@pytest.fixture
def ladder(session, board) -> Ladder:
    """On T−4, 13:00: quality and social care owe six statements, the director has sent theirs."""
    made = Ladder(session, board)
    made.plan(at(1, 8))
    made.comes_in("BCP-01", at(2, 10))
    for day, hour in ((1, 9), (4, 10), (8, 9), (9, 10)):
        made.tick(at(day, hour, 30))
    return made


def reports_to(ladder: Ladder, post: str, line: str) -> None:
    people.set_line(
        ladder.session,
        people.get_post(ladder.session, ladder.sample.posts[post]),
        people.get_post(ladder.session, ladder.sample.posts[line]),
    )


def test_an_officer_asks_for_help_and_the_programme_manager_hears_at_once(ladder):
    form = ladder.presses("U_SOCIAL", "late.need_help", ladder.about(SOCIAL), at(9, 11)).form
    assert form is not None

    reply = ladder.fills(
        "U_SOCIAL", form.name, form.about, at(9, 11), {"help": "time", "words": "The audit ends on Friday."}
    )
    ladder.tick(at(9, 11))

    assert said(reply).endswith("it: the pack is fixed on Thursday 10 June, 17:00.")
    (told,) = ladder.told(PM, "help_asked")
    assert f"{SOCIAL} (Holder of {SOCIAL}) asks for help with BCP-04, BCP-05, BCP-07 and BCP-08" in told
    assert "What would help: More time. They add: “The audit ends on Friday.”" in told
    (asked,) = ladder.told("U_SOCIAL", "statement_late")
    assert "You asked for help (9 June, 11:00)" in asked
    assert "Wrong person" not in asked and "[Write]" in asked
    ((who, subject, _, _),) = ladder.recorded("late statement: needs help")
    assert (who, subject) == (f"{SOCIAL} (Holder of {SOCIAL})", f"BCP-04, BCP-05, BCP-07 and BCP-08, {SOCIAL}")


def test_asking_for_help_twice_tells_once(ladder):
    for minute in (0, 5):
        ladder.fills("U_SOCIAL", "late_help", ladder.about(SOCIAL), at(9, 11, minute), {"help": "time"})
    ladder.tick(at(9, 12))

    assert len(ladder.told(PM, "help_asked")) == 1
    assert len(ladder.recorded("late statement: needs help")) == 1


def test_details_of_a_child_in_a_plea_for_help_are_refused_and_not_kept(ladder):
    answers = {"help": "facts", "words": "Waiting for the review of Tom, aged 9"}

    with pytest.raises(Refusal) as refused:
        ladder.fills("U_SOCIAL", "late_help", ladder.about(SOCIAL), at(9, 11), answers)

    assert refused.value.field == "words"
    assert choices_for(ladder.session, ladder.meeting.id) == {}


def test_a_form_that_says_not_which_help_is_asked_again(ladder):
    reply = ladder.fills("U_SOCIAL", "late_help", ladder.about(SOCIAL), at(9, 11), {"help": None})

    assert reply.errors["help"].startswith("Choose what would help: More time, ")


def test_the_wrong_person_is_not_asked_again_and_the_programme_manager_can_put_it_right(ladder):
    reply = ladder.presses("U_QA", "late.wrong_person", ladder.about(QUALITY), at(9, 11))
    ladder.tick(at(9, 11))

    assert said(reply).startswith("Thank you. You are not asked about BCP-03 and BCP-06 for this meeting again.")
    (told,) = ladder.told(PM, "wrong_person_told")
    assert f"{QUALITY} (Holder of {QUALITY}) says that BCP-03 and BCP-06 are not for them." in told
    assert "Buttons: Connect the post · Name a delegate" in told
    (asked,) = ladder.told("U_QA", "statement_late")
    assert "You said that this is not for you (9 June, 11:00)" in asked
    assert "Write" not in asked
    ladder.tick(at(9, 14))
    (listed,) = ladder.told(PM, "late_list")
    assert "Whoever was asked says that it is not for them; nobody answers meanwhile." in listed


def test_the_list_says_who_has_not_answered_and_why(ladder):
    ladder.fills("U_SOCIAL", "late_help", ladder.about(SOCIAL), at(9, 11), {"help": "facts", "words": ""})
    people.vacate(ladder.session, people.get_post(ladder.session, ladder.sample.posts[QUALITY]), date(2021, 6, 9))

    ladder.tick(at(9, 14))

    (listed,) = ladder.told(PM, "late_list")
    assert "6 statements due Tuesday 8 June, 17:00 are not in." in listed
    assert f"BCP-03 and BCP-06: {QUALITY}. The post is vacant; nobody answers meanwhile." in listed
    assert f"{SOCIAL} (Holder of {SOCIAL}). They ask for help (facts or figures from somebody else)." in listed


def test_nobody_late_is_no_list(ladder):
    for ref in ("BCP-03", "BCP-04", "BCP-05", "BCP-06", "BCP-07", "BCP-08"):
        ladder.comes_in(ref, at(9, 12))

    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    assert ladder.told(PM, "late_list") == []
    assert ladder.dropped("late_list") == ["nobody is late"]
    assert set(ladder.dropped("line_director")) == {
        "the statements were in already, or the post answers for none of them now"
    }


def test_while_nobody_sits_as_the_programme_manager_the_chair_reads_who_is_late_and_has_nothing_to_press(ladder):
    ladder.fills("U_SOCIAL", "late_help", ladder.about(SOCIAL), at(9, 13), {"help": "time"})
    people.vacate(ladder.session, people.get_post(ladder.session, ladder.sample.posts[MANAGER]), date(2021, 6, 9))

    ladder.tick(at(9, 14))

    row = ladder.session.query(tables.Outbox).filter_by(kind="late_list").one()
    message = Message.model_validate(row.message)
    assert row.to == "U_CHAIR"
    assert "since nobody sits as the programme manager" in as_text(message)
    assert not any(isinstance(part, Buttons) for part in message.parts)
    assert "They ask for help." in as_text(message), "what they said is for the programme manager"
    leased = Leased(
        id=row.id, team="T1", platform="slack", board_id=row.board_id, key=row.key, kind=row.kind, args=row.args,
        to=row.to, message=message, due_at=row.due_at, attempts=1, in_doubt=False, heard="",
    )  # fmt: skip
    assert before_sending(ladder.session, leased, at(9, 14)) is None
    ladder.comes_in("BCP-04", at(9, 15))
    show_in_lists(ladder.session, ladder.board, ladder.meeting, at(9, 15))
    assert "since nobody sits as the programme manager" in as_text(Message.model_validate(row.message))


def test_a_list_of_many_posts_comes_in_parts(ladder, session, board):
    number = ROWS_IN_A_LIST + 2
    template = session.get_one(tables.Action, board.actions["BCP-03"])
    facts = {column.name: getattr(template, column.name) for column in tables.Action.__table__.columns}
    for n in range(number):
        post = people.post_of(session, board.workspace_id, f"Officer {n:02d}", date(2020, 1, 1))
        action = tables.Action(
            **{**facts, "id": None, "ref": f"X-{n:02d}", "position": 100 + n, "accountable_post_id": post.id}
        )
        session.add(action)
        session.flush()
        session.add(tables.AgendaItem(meeting_id=ladder.meeting.id, action_id=action.id, position=100 + n))
    session.flush()

    ladder.tick(at(9, 14))

    first, second = sorted(ladder.told(PM, "late_list"), key=lambda words: "Part 2" in words)
    assert "Part 1 of 2." in first and "Part 2 of 2." in second
    assert first.count("Extend to") == ROWS_IN_A_LIST
    assert second.count("Extend to") == 4  # with the two posts of the sample


def test_more_time_is_given_once_shown_and_recorded(ladder):
    ladder.tick(at(9, 14))

    replies = [ladder.presses(PM, EXTEND, ladder.about(SOCIAL), at(9, 14, minute)) for minute in (20, 25)]

    assert [said(reply) for reply in replies] == [
        f"Noted: the {SOCIAL} has until Thursday 10 June, 12:00 for BCP-04, BCP-05, BCP-07 and BCP-08. They read "
        "it in what they were asked. Their line director hears of it only if it is not in by Thursday 10 June, 12:00."
    ] * 2
    (listed,) = ladder.told(PM, "late_list")
    assert "More time until Thursday 10 June, 12:00 (9 June, 14:20)." in listed
    (asked,) = ladder.told("U_SOCIAL", "statement_late")
    assert asked.count("You have until Thursday 10 June, 12:00 for BCP-04, BCP-05, BCP-07 and BCP-08.") == 1
    ((who, _, _, why),) = ladder.recorded("late statement: extended")
    assert (who, why) == (
        "Improvement Programme Manager, Holder of Improvement Programme Manager", "until Thursday 10 June, 12:00"
    )  # fmt: skip


def test_more_time_can_not_be_given_once_it_is_over(ladder):
    with pytest.raises(Refusal, match="until Thursday 10 June, 12:00, and that has passed"):
        ladder.presses(PM, EXTEND, ladder.about(SOCIAL), at(10, 12))


def test_nobody_is_late_or_reported_who_was_first_asked_that_day(session, board):
    added = Ladder(session, board)
    reports_to(added, SOCIAL, DCS)
    added.plan(at(10, 10))  # the meeting is put in the diary three working days before

    for hour in (10, 11, 14):
        added.tick(at(10, hour))

    assert len(added.told("U_SOCIAL", "statement_requested")) == 1
    assert added.told(PM, "late_list") == added.told("U_DCS", "line_director") == []
    assert {"whoever owes a statement was asked for it only today"} == set(added.dropped("late_list"))
    assert set(added.dropped("late_list")) <= set(added.dropped("line_director"))


def test_who_was_asked_the_day_before_is_reported(session, board):
    added = Ladder(session, board)
    reports_to(added, SOCIAL, DCS)
    added.plan(at(9, 10))

    for day, hour in ((9, 10), (9, 14), (10, 9)):
        added.tick(at(day, hour))

    assert added.told(PM, "late_list") == []
    assert len(added.told("U_DCS", "line_director")) == 1


def test_a_post_that_nobody_answers_for_is_listed_though_nobody_was_asked(session, board):
    people.vacate(session, people.get_post(session, board.posts[SOCIAL]), date(2021, 5, 1))
    added = Ladder(session, board)
    added.plan(at(9, 10))

    for hour in (10, 14):
        added.tick(at(9, hour))

    (listed,) = added.told(PM, "late_list")
    assert SOCIAL in listed and QUALITY not in listed


def test_after_an_outage_the_programme_manager_has_two_hours_before_a_line_director_hears(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(10, 9, 30))  # the list of the day before goes only now
    assert len(ladder.told(PM, "late_list")) == 1

    ladder.tick(at(10, 11, 29))
    assert ladder.told("U_DCS", "line_director") == []
    ladder.tick(at(10, 11, 30))
    assert len(ladder.told("U_DCS", "line_director")) == 1


def test_after_a_longer_outage_a_line_director_hears_at_noon_all_the_same(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(10, 11))
    assert ladder.told("U_DCS", "line_director") == []

    ladder.tick(at(10, 12))

    assert len(ladder.told("U_DCS", "line_director")) == 1


@pytest.mark.parametrize("does", [EXTEND, PHONED])
def test_a_row_that_somebody_sees_to_waits_until_noon(ladder, does):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(9, 14))
    ladder.presses(PM, does, ladder.about(SOCIAL), at(9, 14))

    ladder.tick(at(10, 9))
    assert ladder.told("U_DCS", "line_director") == []

    ladder.tick(at(10, 12))
    (told,) = ladder.told("U_DCS", "line_director")
    assert told.splitlines()[1].startswith("No statement yet for BCP-04, BCP-05, BCP-07 and BCP-08 (")


def test_a_line_director_can_be_told_at_once_and_is_not_told_again(ladder):
    reports_to(ladder, SOCIAL, DCS)
    reports_to(ladder, QUALITY, DCS)
    ladder.tick(at(9, 14))
    ladder.presses(PM, EXTEND, ladder.about(SOCIAL), at(9, 14))

    ladder.presses(PM, TELL_LINE, ladder.about(SOCIAL), at(9, 14, 30))
    ladder.tick(at(9, 14, 30))
    (told,) = ladder.told("U_DCS", "line_director")
    assert "Pack is fixed on Thursday 10 June, 17:00." in told
    assert QUALITY not in told

    ladder.presses(PM, TELL_LINE, ladder.about(SOCIAL), at(9, 15))
    ladder.tick(at(10, 9))
    both = ladder.told("U_DCS", "line_director")
    assert [(QUALITY in each, SOCIAL in each) for each in both] == [(True, False), (False, True)]


def test_a_line_director_who_is_told_in_the_evening_hears_in_the_morning(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.presses(PM, TELL_LINE, ladder.about(SOCIAL), at(9, 18))
    ladder.plan(at(9, 18, 5))

    ladder.tick(at(9, 20))
    assert ladder.told("U_DCS", "line_director") == []
    ladder.tick(at(10, 8, 30))

    assert len(ladder.told("U_DCS", "line_director")) == 1


def test_several_posts_under_one_line_director_are_one_message(ladder):
    reports_to(ladder, SOCIAL, DCS)
    reports_to(ladder, QUALITY, DCS)

    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    (told,) = ladder.told("U_DCS", "line_director")
    assert f"BCP-03 and BCP-06 ({QUALITY}) and BCP-04, BCP-05, BCP-07 and BCP-08 ({SOCIAL})" in told
    assert [subject for _, subject, _, _ in ladder.recorded("escalation step 3")] == [
        f"BCP-03 and BCP-06, {QUALITY}",
        f"BCP-04, BCP-05, BCP-07 and BCP-08, {SOCIAL}",
    ]


def test_where_no_line_director_is_recorded_the_programme_manager_is_told_once(ladder):
    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    (told,) = ladder.told(PM, "no_line_director")
    assert f"BCP-03 and BCP-06: {QUALITY}: no line director is recorded." in told
    assert f"{SOCIAL}: no line director is recorded." in told


@pytest.mark.parametrize(
    ("state", "why"),
    [
        ("vacant", "and that post is vacant"),
        ("away", "whose holder is away"),
        ("themselves", "and the same person holds both"),
    ],
)
def test_a_line_director_who_is_not_there_is_not_told(ladder, state, why):
    session, line = ladder.session, people.get_post(ladder.session, ladder.sample.posts[EARLY_HELP])
    reports_to(ladder, SOCIAL, EARLY_HELP)
    if state == "vacant":
        people.vacate(session, line, date(2021, 6, 1))
    elif state == "away":
        people.set_away(session, line, date(2021, 6, 10))  # up to the very day
    else:
        people.hold(session, line, people.person_of(session, ladder.sample.workspace_id, "U_SOCIAL"), date(2021, 6, 1))

    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    (told,) = ladder.told(PM, "no_line_director")
    assert f"it reports to the {EARLY_HELP}, {why}" in told


def test_a_note_that_has_not_gone_when_the_post_reports_to_another_goes_to_that_line_director(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(9, 14))
    ladder.make_up(at(10, 9))

    reports_to(ladder, SOCIAL, EARLY_HELP)
    ladder.works(at(10, 9, 1))

    assert ladder.told("U_DCS", "line_director") == [], "who has another part in the plan, and none in this"
    (told,) = ladder.told("U_EARLY", "line_director")
    assert f"BCP-04, BCP-05, BCP-07 and BCP-08 ({SOCIAL})" in told


def test_of_two_posts_in_one_note_the_one_that_reports_to_another_by_then_is_told_there(ladder):
    reports_to(ladder, QUALITY, DCS)
    reports_to(ladder, SOCIAL, DCS)
    ladder.works(at(9, 14))
    ladder.make_up(at(10, 9))

    reports_to(ladder, SOCIAL, EARLY_HELP)
    ladder.works(at(10, 9, 1))

    assert [(QUALITY in told, SOCIAL in told) for told in ladder.told("U_DCS", "line_director")] == [(True, False)]
    assert [(QUALITY in told, SOCIAL in told) for told in ladder.told("U_EARLY", "line_director")] == [(False, True)]


def test_a_line_director_who_is_named_before_the_programme_manager_hears_that_there_is_none_is_told(ladder):
    ladder.works(at(9, 14))
    ladder.make_up(at(10, 9))

    for post in (QUALITY, SOCIAL):
        reports_to(ladder, post, DCS)
    ladder.works(at(10, 9, 1))

    (told,) = ladder.told("U_DCS", "line_director")
    assert QUALITY in told and SOCIAL in told


def test_a_line_director_who_is_named_later_is_told_when_the_button_is_pressed_again(ladder):
    ladder.tick(at(10, 9))
    reply = ladder.presses(PM, TELL_LINE, ladder.about(SOCIAL), at(10, 9, 30))
    assert "no line director is recorded. Say who it is, and press again." in said(reply)

    reports_to(ladder, SOCIAL, DCS)
    ladder.presses(PM, TELL_LINE, ladder.about(SOCIAL), at(10, 9, 40))
    ladder.plan(at(10, 9, 40))
    ladder.tick(at(10, 9, 40))

    assert len(ladder.told("U_DCS", "line_director")) == 1


def test_a_vacant_post_without_a_delegate_is_told_to_its_line_director(ladder):
    reports_to(ladder, QUALITY, DCS)
    people.vacate(ladder.session, people.get_post(ladder.session, ladder.sample.posts[QUALITY]), date(2021, 6, 9))

    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    (told,) = ladder.told("U_DCS", "line_director")
    assert f"BCP-03 and BCP-06: {QUALITY}. The post is vacant; nobody answers meanwhile." in told


def test_the_line_director_will_sort_it_and_the_lists_say_so(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    reply = ladder.presses("U_DCS", WILL_SORT, ladder.about(SOCIAL), at(10, 9, 20))

    assert "the pack is fixed on Thursday 10 June, 17:00" in said(reply)
    assert "You said that you will sort it (10 June, 09:20)." in ladder.told("U_DCS", "line_director")[0]
    assert "The line director will sort it (10 June, 09:20)." in ladder.told(PM, "late_list")[0]
    chosen = choices_for(ladder.session, ladder.meeting.id)[ladder.sample.posts[SOCIAL]]
    assert [each.choice for each in chosen] == [Choice.WILL_SORT]


def test_a_delegate_whom_the_line_director_names_is_asked_and_the_lists_say_so(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))

    about = f"{ladder.board.id}:{ladder.sample.posts[SOCIAL]}"
    ladder.fills("U_DCS", "absence_hand_over", about, at(10, 9, 20), {"delegate": EARLY_HELP, "person": None})
    ladder.tick(at(10, 9, 21))

    for told in (*ladder.told("U_DCS", "line_director"), *ladder.told(PM, "late_list")):
        assert f"{EARLY_HELP} answers meanwhile." in told
    (asked,) = ladder.told("U_EARLY", "asked_of_you")  # with what is wanted for the 16th
    assert f"for the {SOCIAL}" in asked


def test_what_was_chosen_before_a_meeting_was_moved_does_not_count_for_the_new_day(ladder):
    ladder.presses("U_QA", "late.wrong_person", ladder.about(QUALITY), at(9, 13))
    ladder.presses(PM, EXTEND, ladder.about(SOCIAL), at(9, 14))
    week = timedelta(days=7)
    meetings.change_meeting(
        ladder.session, ladder.meeting.id, moves=1, starts_at=ladder.meeting.starts_at + week,
        ends_at=ladder.meeting.ends_at + week, statements_due_at=at(15, 17), pack_at=at(17, 17),
    )  # fmt: skip
    ladder.session.expire_all()
    moved = Ladder(ladder.session, ladder.sample)
    moved.plan(at(9, 15))
    moved.tick(at(16, 14))

    (listed,) = ladder.told(PM, "late_list")
    assert "Late for Holding to Account, Tuesday 22 June" in listed
    assert "More time" not in listed and "Extend to Thursday 17 June, 12:00" in listed
    assert "says that it is not for them" in listed
    moved.presses(PM, EXTEND, moved.about(SOCIAL), at(16, 14, 30))
    assert "More time until Thursday 17 June, 12:00 (16 June, 14:30)." in ladder.told(PM, "late_list")[0]


def moved(ladder, day: int, due: datetime, moves: int) -> Ladder:
    """The meeting on another day of June, as moving it leaves it."""
    meetings.change_meeting(
        ladder.session, ladder.meeting.id, moves=moves, starts_at=at(day, 9, 30), ends_at=at(day, 12, 30),
        statements_due_at=due,
    )  # fmt: skip
    ladder.session.expire_all()
    return Ladder(ladder.session, ladder.sample)


def test_after_a_move_and_back_it_is_known_that_the_line_director_was_told(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(9, 14))
    ladder.tick(at(10, 9))
    post = int(ladder.about(SOCIAL).split(":")[1])
    assert post in posts_told_of(ladder.session, ladder.meeting)

    away = moved(ladder, 22, at(15, 17), moves=1)
    assert post not in posts_told_of(away.session, away.meeting), "for another day it is to be said anew"

    back = moved(away, 15, at(8, 17), moves=2)
    assert post in posts_told_of(back.session, back.meeting)


def test_pressing_about_what_has_come_in_does_nothing(ladder):
    ladder.comes_in("BCP-03", at(9, 13))
    ladder.comes_in("BCP-06", at(9, 13))

    for who, does in ((PM, EXTEND), (PM, PHONED), (PM, TELL_LINE), ("U_QA", "late.wrong_person")):
        assert "it has come in" in said(ladder.presses(who, does, ladder.about(QUALITY), at(9, 13, 30)))
    assert choices_for(ladder.session, ladder.meeting.id) == {}


def test_nothing_about_a_meeting_that_was_cancelled(ladder):
    meetings.change_meeting(ladder.session, ladder.meeting.id, cancelled_at=at(9, 13))

    ladder.tick(at(9, 14))

    assert ladder.dropped("late_list") == ["the meeting was cancelled"]
    with pytest.raises(Refusal, match="cancelled"):
        ladder.presses(PM, EXTEND, ladder.about(QUALITY), at(9, 14))


def test_a_list_that_could_not_go_yet_is_made_up_again_or_dropped_as_statements_come_in(ladder):
    reports_to(ladder, SOCIAL, DCS)
    ladder.tick(at(9, 14))
    (row,) = [row for row in outbox.due_to_make_up(ladder.session, at(10, 9)) if row.kind == "line_director"
              and row.args["post"] == ladder.sample.posts[SOCIAL]]  # fmt: skip
    due.make_up(ladder.session, row, at(10, 9))
    asked = {"at": at(10, 9), "row": row.id}
    assert before(ladder, asked) is None

    ladder.comes_in("BCP-04", at(10, 9, 1))
    assert "some of it came in" in before(ladder, asked).why
    for ref in ("BCP-05", "BCP-07", "BCP-08"):
        ladder.comes_in(ref, at(10, 9, 2))
    assert "the statements were in already" in before(ladder, asked).why


def before(ladder: Ladder, asked: dict):
    ids = outbox.next_to_go(ladder.session, now=asked["at"], machine_now=asked["at"], most=9, platform="slack")
    assert asked["row"] in ids
    found = ladder.session.get_one(tables.Outbox, asked["row"])
    leased = outbox.Leased(
        id=found.id, team="T1", platform="slack", board_id=found.board_id, key=found.key, kind=found.kind,
        args=found.args, to=found.to, message=None, due_at=found.due_at, attempts=1, in_doubt=False, heard="",
    )  # fmt: skip
    return due.before_sending(ladder.session, leased, asked["at"])


def test_the_pack_says_of_nobody_that_they_are_away(ladder):
    people.set_away(ladder.session, people.get_post(ladder.session, ladder.sample.posts[SOCIAL]), date(2021, 6, 30))

    missing = missing_statements(ladder.session, ladder.board, ladder.meeting, at(10, 17))

    theirs = [each.why for each in missing if each.post == SOCIAL]
    assert theirs and set(theirs) == {"Nobody answers meanwhile."}
    assert "away" not in f"{missing}"


def test_the_pack_says_by_post_what_is_missing_with_what_was_last_known(ladder):
    ladder.fills(
        "U_SOCIAL", "late_help", ladder.about(SOCIAL), at(9, 11), {"help": "other", "words": "Only between us"}
    )
    for ref in ("BCP-03", "BCP-06", "BCP-04", "BCP-05", "BCP-07"):
        ladder.comes_in(ref, at(9, 12))

    (missing,) = missing_statements(ladder.session, ladder.board, ladder.meeting, at(10, 17))

    assert (missing.ref, missing.post, missing.why) == ("BCP-08", SOCIAL, "They ask for help.")
    assert missing.last_known.startswith("Last statement ")
    assert "Deadline 30 September." in missing.last_known
    assert "between us" not in f"{missing}" and "Holder" not in f"{missing}"
