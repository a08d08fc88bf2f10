"""What an officer is asked, how the form helps them say it, and what the chair then sees."""

from datetime import date

import pytest

from tests.conversations.boards import (
    CHAIR,
    DCS,
    EARLY_HELP,
    INCLUSION,
    QUALITY,
    SOCIAL_CARE,
    name_delegate,
    row,
    set_up,
)

LATE = {"forecast_date": "2021-10-16", "brag_self": "Amber"}
"""Sixteen days after the deadline: the rules suggest Amber."""
PLAN = (
    row("A1", "Fill the vacant senior posts", DCS),
    row("A2", "Recruit and keep social workers", SOCIAL_CARE, update_text="Three of ten posts are filled."),
    row("A3", "Publish the key measures every month", QUALITY),
    row("A4", "Cut the waiting list for family support", INCLUSION),
    row("A5", "Give schools a named contact", INCLUSION, **LATE),
    row("A6", "Audit twenty-five cases a month", QUALITY),
    row("A7", "Agree the threshold document", SOCIAL_CARE),
    row("A8", "Open the second children’s home", SOCIAL_CARE),
    row("A9", "Start the parenting course", INCLUSION, **LATE),
    row("A10", "Train every team in the practice model", QUALITY),
)
SAID = {"progress": "Work went on as planned.", "effect": "None yet."}


@pytest.fixture(scope="module")
def world(open_world):
    made = open_world()
    set_up(made, PLAN)
    name_delegate(made, INCLUSION, EARLY_HELP, date(2021, 6, 30))
    made.clock.push_to("Tuesday 1 June 2021, 10:00")
    return made


def test_each_officer_gets_one_private_message_with_all_that_is_theirs(world):
    for officer, refs in {DCS: "A1", SOCIAL_CARE: "A2, A7 and A8", QUALITY: "A3, A6 and A10"}.items():
        requests = [each for each in world.signs_in(officer).private_messages() if "Please send" in each]
        assert len(requests) == 1
        assert f"for {refs} by Tuesday 8 June, 17:00" in requests[0]
        assert requests[0].buttons == [*["Write"] * refs.count("A"), "Hand to delegate", "I am away"]


def test_an_officers_first_message_says_who_set_this_up_who_reads_and_whom_to_ask(world):
    first = world.signs_in(DCS).private_messages()[0]

    assert "Priya Nair set it up for Children’s Improvement Board." in first
    assert "read by the chair, the programme manager, the members of the board and its advisers" in first
    assert "ask Priya Nair, the programme manager" in first


def test_the_form_says_who_reads_it_and_stands_beside_the_last_statement(world):
    form = world.signs_in(SOCIAL_CARE).opens_statement("A2")

    assert form.title == "Statement for A2"
    assert "Last time (Green, 25 May)" in form
    assert "Three of ten posts are filled." in form
    assert "Read by the chair, the programme manager, the members of the board and its advisers." in form
    assert form.value("forecast") == "2021-09-30"
    assert form.value("progress") is None
    form.closes()


def test_a_form_sent_without_a_rating_or_progress_stays_open_and_says_what_is_missing(world):
    form = world.signs_in(SOCIAL_CARE).opens_statement("A2")

    form.submit(effect="None yet.")

    assert form.is_open
    assert form.error("progress") and form.error("rating")
    form.closes()


@pytest.mark.parametrize("rating", ["Red", "Amber"])
def test_red_and_amber_ask_what_will_bring_it_back_and_need_an_answer(world, rating):
    form = world.signs_in(SOCIAL_CARE).opens_statement("A8")
    assert form.label("next_steps") == "Next steps"

    form.fill(**SAID, rating=rating)
    assert form.label("next_steps") == "What will bring it back, and by when?"
    form.fill(**{"cause": "Not known yet."} if rating == "Red" else {})

    form.submit()
    assert form.is_open and form.error("next_steps"), "it is required now, which Slack itself sees to"
    assert form.value("progress") == SAID["progress"]
    form.fill(rating="Green")
    assert form.label("next_steps") == "Next steps"
    form.closes()


def test_a_rating_better_than_the_rules_is_asked_for_its_reason_and_can_be_sent_without_one(world):
    officer, chair = world.signs_in(INCLUSION), world.signs_in(CHAIR)
    form = officer.opens_statement("A5")
    assert not form.asks_for("reason")

    form.fill(**SAID, rating="Green")
    assert "Amber because the forecast is 16 October, 16 days after the deadline, 30 September." in form
    assert form.label("reason") == "Your rating is better than the rules suggest. Why?"
    assert "no reason given" in form.hint("reason")
    form.submit()

    assert not form.is_open
    assert "The chair will see “no reason given”." in officer.last
    assert "The officer says Green: no reason given." in chair.asks("/status A5")


def test_a_reason_that_is_given_goes_to_the_chair(world):
    officer, chair = world.signs_in(INCLUSION), world.signs_in(CHAIR)

    officer.opens_statement("A9").submit(**SAID, rating="Green", reason="The venue is booked for September.")

    assert "Your reason goes with it." in officer.last
    card = chair.asks("/status A9")
    assert "The officer says Green, because: “The venue is booked for September.”" in card.text.replace("\n", " ")


def test_a_rating_that_the_rules_like_less_once_the_forecast_changes_is_asked_for_a_reason_before_it_is_kept(world):
    """Slack sends the form before it has drawn the question: nothing is kept until the officer has seen it."""
    officer = world.signs_in(QUALITY)
    form = officer.opens_statement("A10")
    world.order_fault("views.update", "server_error", times=10)
    form.fill(**SAID, rating="Green", forecast="2021-10-20")
    world.pretend.sandbox.faults.clear()
    assert not form.asks_for("reason")

    form.submit()

    assert form.is_open
    assert form.label("reason") == "Your rating is better than the rules suggest. Why?"
    assert form.value("progress") == SAID["progress"]
    assert world.rows("SELECT 1 FROM statement WHERE came_by != 'import' AND post = :post AND action_id IN "
                      "(SELECT id FROM action WHERE ref = 'A10')", post=QUALITY) == []  # fmt: skip
    form.submit()
    assert "The chair will see “no reason given”." in officer.last


def test_a_rating_worse_than_the_rules_is_thanked_and_asked_for_no_reason(world):
    officer = world.signs_in(DCS)
    form = officer.opens_statement("A1").fill(**SAID, rating="Amber", next_steps="Advertise again in July.")
    assert not form.asks_for("reason")

    form.submit()

    assert "The rules suggest Green; saying so early is a help, and no reason is needed." in officer.last


def test_help_is_asked_for_from_whom_and_by_when_and_the_chair_sees_it(world):
    form = world.signs_in(SOCIAL_CARE).opens_statement("A7")
    assert not form.asks_for("help_needed")

    form.fill(**SAID, rating="Amber", next_steps="Consult in July.", help="yes")
    form.submit(help_needed="A decision on the two tiers", help_from="DCS", help_by="2021-06-18")

    assert not form.is_open
    help_asked = world.signs_in(CHAIR).asks("/status A7")
    assert "Help needed from DCS, needed by 18 June" in help_asked
    assert "A decision on the two tiers" in help_asked


def test_a_draft_is_kept_and_found_again_by_the_one_who_wrote_it(world):
    officer, delegate = world.signs_in(INCLUSION), world.signs_in(EARLY_HELP)
    form = officer.opens_statement("A4").fill(progress="Half written", rating="Amber").presses("Save draft")
    assert "Draft saved 1 June, 10:00. It is yours alone until you send it." in form
    form.closes()

    theirs = delegate.opens_statement("A4")
    assert theirs.value("progress") is None
    theirs.closes()
    again = officer.opens_statement("A4")
    assert (again.value("progress"), again.value("rating")) == ("Half written", "Amber")
    assert again.label("next_steps") == "What will bring it back, and by when?"
    again.submit(effect="None yet.", next_steps="A second clinic from 21 June.")

    assert "Half written" in world.signs_in(CHAIR).asks("/status A4")
    after = officer.opens_statement("A4")
    assert "You correct: what you sent 1 June, 10:00." in after
    assert after.value("progress") == "Half written", "to correct it one begins with what was sent"
    after.closes()


def test_a_form_that_is_closed_half_written_is_gone_on_with_from_any_device(world):
    """Slack tells nobody what stood in a form that is closed; it was told while it was typed."""
    officer = world.signs_in(SOCIAL_CARE)
    asked = next(each for each in officer.private_messages() if "Please send" in each)
    asked.presses(asked.buttons[0], about="A2")
    officer.form.fill(progress="Four of ten posts")
    officer.form.closes()

    asked = next(each for each in officer.private_messages() if "Please send" in each)
    assert asked.buttons[0] == "Continue"
    asked.presses("Continue", about="A2")
    assert officer.form.value("progress") == "Four of ten posts"
    officer.form.closes()
    home = officer.opens_home()
    assert "Continue" in home.buttons
    home.presses("Continue", about="A2")
    officer.form.submit(effect="None yet.", rating="Green")

    assert "Four of ten posts" in world.signs_in(CHAIR).asks("/status A2")
    assert world.rows("SELECT 1 FROM draft WHERE action_id IN (SELECT id FROM action WHERE ref = 'A2')") == []


def test_a_delegate_writes_on_behalf_of_the_officer_who_stays_accountable(world):
    delegate = world.signs_in(EARLY_HELP)
    form = delegate.opens_statement("A4")
    assert f"You write on behalf of the {INCLUSION}." in form

    form.submit(progress="The clinic is open.", effect="Families wait two weeks less.", rating="Green")

    assert "Thank you. A4 received" in delegate.last
    card = world.signs_in(CHAIR).asks("/status A4")
    assert f"by the {EARLY_HELP} on behalf of the {INCLUSION}" in card
    assert card.line("Accountable officer").endswith(f"{INCLUSION} (Samir Khan)")


def test_a_statement_can_be_corrected_and_the_first_one_stays_on_the_record(world):
    officer = world.signs_in(QUALITY)
    officer.opens_statement("A3").submit(**SAID, rating="Green")

    officer.last.presses("Correct A3")
    officer.form.submit(progress="April and May are out.", effect="None yet.", rating="Green")

    assert "April and May are out." in world.signs_in(CHAIR).asks("/status A3")
    words = world.rows(
        "SELECT progress FROM statement WHERE came_by != 'import' AND action_id IN "
        "(SELECT id FROM action WHERE ref = 'A3') ORDER BY id"
    )
    assert [each[0] for each in words] == [SAID["progress"], "April and May are out."]


def test_the_thanks_lists_what_is_still_asked_for(world):
    officer = world.signs_in(QUALITY)
    before = officer.asks("/statement")
    assert "You are asked for" in before and "A6" in before

    officer.opens_statement("a6").submit(**SAID, rating="Green")

    assert "A6" not in officer.asks("/statement").text.partition("You are asked for")[2]


def test_what_asked_shows_what_came_in_and_offers_no_more_than_is_still_wanted(open_world):
    world = open_world()
    set_up(world, PLAN[:6])
    name_delegate(world, QUALITY, EARLY_HELP, date(2021, 6, 30))
    world.clock.push_to("Wednesday 9 June 2021, 10:00")
    officer, delegate = world.signs_in(QUALITY), world.signs_in(EARLY_HELP)
    asked = officer.private_messages()
    assert len(asked) == 4 and "A3 and A6" in delegate.last

    officer.opens_statement("A6").submit(**SAID, rating="Green")

    from_another = "Received 9 June, 10:00 from the {}. Nothing more is needed."
    for each in officer.private_messages()[:4]:
        assert each.line("A6 Audit").endswith("Received 9 June, 10:00. Thank you.")
    assert delegate.last.line("A6 Audit").endswith(from_another.format(QUALITY))
    for each in [*officer.private_messages()[:4], delegate.last]:
        assert each.buttons.count("Write") == 1 and len(each.buttons) == 3, "A3 is still wanted"

    delegate.opens_statement("A3").submit(**SAID, rating="Green")

    for each in officer.private_messages()[:4]:
        assert each.line("A3 Publish").endswith(from_another.format(EARLY_HELP))
    assert delegate.private_messages()[0].line("A3 Publish").endswith("Received 9 June, 10:00. Thank you.")
    for each in [*officer.private_messages()[:4], delegate.private_messages()[0]]:
        assert each.buttons == []


def test_whoever_says_hello_can_practise_and_nothing_of_it_shows_on_the_plan(world):
    officer = world.signs_in(DCS)
    before = officer.asks("status A1").lines

    officer.says("hello").presses("Practise a statement")
    assert "This is practice" in officer.form
    officer.form.fill(rating="Red")
    officer.form.submit(**SAID, next_steps="Phone them.", cause="Not known yet.", forecast="2021-06-20")

    assert "Practice: not saved" in officer.last
    assert officer.asks("status A1").lines == before
