"""What a chair might ask: fixed rules over facts, in the order of the cycle, three at most."""

from dataclasses import replace
from datetime import date

import pytest

from bot.domain.actions import Lifecycle
from bot.domain.outcomes import Promise
from bot.domain.packs import pack_item
from bot.domain.questions import Known, suggested_questions, what_happened
from bot.domain.rating_facts import Rating
from bot.messages.sample_plan import TODAY, sample_plan

QUIET = pack_item(sample_plan()[0], 0, why_missing=None, new_date=None, is_watched=False)
GREEN = replace(
    QUIET, self_assessed=Rating.GREEN, suggested=Rating.GREEN, forecast=QUIET.deadline, rules=(), in_short=()
)


def asked(item=GREEN, **more) -> tuple[str, ...]:
    return suggested_questions(Known(item, TODAY, **more))


def test_of_an_action_that_goes_well_it_asks_what_can_always_be_asked() -> None:
    assert asked() == (
        "What is different for children since last time, and how do you know?",
        "What could stop this, and who would notice first?",
        "What will be done by the next meeting, and by when?",
    )


@pytest.mark.parametrize(
    ("item", "more", "first"),
    [
        (replace(GREEN, is_missing=True, statement_on=date(2021, 5, 25)), {},
         "What has been done since the last statement, 25 May, and what would help to send one next time?"),
        (replace(GREEN, is_missing=True, statement_on=None), {},
         "What has been done so far, and what would help to send one next time?"),
        (replace(GREEN, suggested=Rating.AMBER, in_short=("no deadline yet",)), {},
         "You say Green and the rules suggest Amber: no deadline yet. What do you know that they do not?"),
        (GREEN, {"promises": [Promise("four measures", date(2021, 6, 1))]},
         "Last time you promised: four measures by 1 June. Is it done, and how do we know?"),
        (GREEN, {"promises": [Promise("four measures", date(2021, 7, 16))]},
         "Last time you promised: four measures by 16 July. Will it be done by then?"),
        (replace(GREEN, self_assessed=Rating.RED), {},
         "What is the cause, and what do you need from this Board to bring it back?"),
        (replace(GREEN, new_date=date(2021, 9, 30)), {},
         "A new date is asked for, 30 September. What was tried to keep the old one, and what does the wait mean for "
         "children?"),
        (replace(GREEN, is_watched=True), {}, "It is on the watch list. What would show that it can come off?"),
        (GREEN, {"help_from": "the DCS"}, "Help is asked of the DCS. Has it come, and who will see to it?"),
        (GREEN, {"off_target": ["Audits a month"]},
         "Audits a month: the figure is short of its target. What is behind that?"),
        (GREEN, {"has_evidence": False},
         "There is no evidence yet. What could we look at that shows the progress?"),
    ],
)  # fmt: skip
def test_what_stands_out_is_asked_first(item, more, first) -> None:
    assert asked(item, **more)[0] == first


def test_there_are_three_in_the_order_of_the_cycle() -> None:
    item = replace(GREEN, is_missing=True, self_assessed=Rating.RED, new_date=date(2021, 9, 30), is_watched=True)

    first, second, third = asked(item, promises=[Promise("four measures", None)], help_from="the DCS")

    assert first.startswith("What has been done")
    assert second.startswith("Last time you promised")
    assert third.startswith("What is the cause")


def test_of_a_closed_action_nothing_is_asked() -> None:
    assert asked(replace(GREEN, lifecycle=Lifecycle.CLOSED_COMPLETE, is_watched=True)) == ()


def test_what_happened_since_the_last_meeting_is_what_is_on_record() -> None:
    action = sample_plan()[1].action
    step = action.milestones[0]
    done = replace(step, title="posts filled", due=date(2021, 5, 31), done_on=date(2021, 6, 3))
    old = replace(done, title="plan agreed", done_on=date(2021, 3, 1))
    late = replace(step, title="rota runs", due=date(2021, 6, 1), done_on=None)
    coming = replace(late, title="rota checked", due=date(2021, 9, 1))
    seen = replace(action, milestones=(old, done, late, coming), confirmed=None)

    assert what_happened(seen, date(2021, 5, 11), TODAY) == (
        "Done 3 June: posts filled", "Not done, due 1 June: rota runs",
    )  # fmt: skip
    assert what_happened(seen, None, TODAY)[0] == "Done 1 March: plan agreed"
