"""Words about a child at risk: however they are put, and whatever an account of a service says beside them."""

from bot.domain.concerns import may_be_about_a_child_at_risk, tells_of_a_child_at_risk

REPORTED = """\
a child is at risk in Elm Road
I am worried that a boy in my class is being hurt at home
one of our girls has been hit by her stepdad
a kid just told me his dad beats him
my foster daughter says she was touched by her uncle
there is a baby left alone in the flat
a toddler was found wandering on her own last night
he says he wants to kill himself
she has taken an overdose
a pupil disclosed abuse to me today
two children have gone missing from the placement
a teenager is being groomed online
a young person is being exploited by a gang
I think a child is being trafficked
the children are locked in their room
a chlid is in danger
a child is being abuesd
my duaghter is not safe
a child is frigtened to go home
there are bruses on a little boy's arms
a student came in with a knife wound
someone is threatening the kids with a knife
the baby is not being fed and is starving
a girl of ours is cutting herself
self harm: a pupil needs help now
I need to report a safeguarding concern
how do I make a safeguarding referral
who do I tell if I think a child is being neglected
URGENT child in danger
CHILD ABUSE at number 14
a newborn has been shaken
their little one is covered in burns
a boy was stabbed outside school
her stepfather is hurting her
his mum is drunk and the kids are scared
a minor is being sexually abused
we have a child who ran away from home
the twins are being starved
my nephew has been strangled
I'm worried about a child
worried about the safety of a young person
a child needs help right now
he is being beaten at home
she was raped
suicidal teen what do I do
my pupil was slapped by her dad
pls help kid bleeding
a chidl was hit
child home alone at no 5
I've got a girl here who says her mum's boyfriend touches her
what's the number for safeguarding, a baby's been burnt
how do I report abuse of a child
young lad with a knife outside
someone's hurting the children next door
theyre starving that little girl
can someone come, he's going to kill her
the children aren't safe with him
there is a boy sleeping rough
a child hasn't been seen for weeks and I'm worried
kids screaming next door
""".splitlines()
"""Typed in haste, by somebody who is afraid for a child; made up, every one."""
ASKED = """\
status red
overdue
which actions are at risk
what is late
who answers for A6
who is the lead for child protection
missing statements
what changed since the last meeting
due in 30 days
actions about missing children
show me the action on children missing from care
how many children are in care
early help
child protection plans
children in need
watch list
challenge A6
the pack for 15 June
the MASH action
neglect strategy
what about the exploitation strategy
domestic abuse action
next meeting
can I have more time
I am away until Monday
who is my delegate
the front door
what did I promise
A6
BCP-03
statement A6
thank you
is the run sheet ready
what are the ratings
why is A6 red
danger of slipping
help
""".splitlines()
"""What people ask of the plan."""
TOLD = """\
A boy in my class was hit by his stepfather last night.
Audits are up. Please help: a child is being hurt in one of our placements.
One girl told me that her uncle hurts her.
My daughter is being groomed and I do not know whom to tell.
The baby is not safe there.
A young person has gone missing tonight and nobody answers.
He is being beaten at home.
She is suicidal.
I am worried about a child we saw today.
Our pupil disclosed that she is being abused.
The toddler was left alone.
A foster child is in danger now.
This boy said he is scared to go home because his father beats him.
Her stepfather keeps hitting her.
A boy was abused by his stepfather.
A girl is being abused at home.
She is being abused.
His uncle says he abuses her. He abuses her.
The girl was bruised by her father.
There is a child being hit next door.
Two children are being beaten at home.
Please help, the kids are left alone.
A child I know is getting hurt.
The child is at risk.
""".splitlines()
"""What somebody may write into a form, which is for something else."""
WRITTEN = """\
Children at risk of exploitation are seen within five days.
Fewer children went missing from care: 12, down from 20.
Each child at risk of harm has a plan.
When a child is at risk of exploitation, the panel meets within a week.
A child is seen alone at every visit.
Return interviews are offered within 72 hours when a child goes missing.
Staff raise safeguarding concerns earlier.
The strategy for child sexual exploitation was agreed.
Domestic abuse: 40 workers trained.
The neglect toolkit is used in all teams.
Children told us that they feel safer.
Young people say that they were listened to.
The action is at risk: two posts are vacant.
Amber: at risk, since a milestone slipped.
Practice on children who were abused improved.
The child's voice is heard in 80% of plans.
Audit found that one child was not seen in 20 days.
Injuries to under-fives fell.
The boys' group on knife crime meets weekly.
None yet: no child has been affected.
The missing team is at risk of losing two posts.
The risk is that the school is not safe to open.
Referrals that a child is at risk of neglect rose.
A plan for each young person at risk of homelessness.
The service is in danger of missing its deadline.
The child protection report is missing.
The child practice review is at risk.
The child's plan was hit by delays.
A child has eaten breakfast at the club every day.
Training on suicidal ideation was given to 20 staff.
A pathway for suicidal young people was agreed.
The children who were abused are seen by one team.
The child was amused by the dancer.
""".splitlines()
"""What officers write of their service."""


def test_a_child_at_risk_is_heard_however_it_is_put_and_through_a_slip_of_the_finger():
    assert [words for words in REPORTED if not may_be_about_a_child_at_risk(words)] == []


def test_what_is_asked_of_the_plan_is_not_taken_for_it():
    assert [words for words in ASKED if may_be_about_a_child_at_risk(words)] == []


def test_one_child_in_danger_is_told_from_the_service_that_a_statement_is_about():
    assert [words for words in TOLD if not tells_of_a_child_at_risk(words)] == []
    assert [words for words in WRITTEN if tells_of_a_child_at_risk(words)] == []
