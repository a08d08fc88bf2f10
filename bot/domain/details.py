"""What looks like details of a child, one kind after the other; the guard asks, and has made the text plain."""

import re
from collections.abc import Callable, Mapping

from bot.domain.dates import MONTHS
from bot.domain.family_names import names_a_family
from bot.domain.given_names import GIVEN_NAMES
from bot.domain.guard import Kind


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


_MONTH = "(?:" + "|".join(f"{month[:3]}(?:{month[3:]})?" for month in MONTHS) + "|Sept)"
_DAY_SPELT = r"(?:(?:twenty|thirty)[\s\-])?(?:fir|seco|thi|four|fif|six|seven|eigh|nin|ten|elev|twel|thir|twen)[a-z]*"
_YEAR_SPELT = r"(?:['’]?\d{2,4}|(?:two\s+thousand|twenty|nineteen)[\s\-]+[a-z]{2,})"
_DAY_WORDS = rf"(?:\d{{1,2}}(?:st|nd|rd|th)?|{_DAY_SPELT})(?:\s+of)?\s+{_MONTH}\.?,?\s+{_YEAR_SPELT}"
_DAY = (
    r"(?:\d{1,2}\s?[./\-\s]\s?\d{1,2}\s?[./\-\s]\s?\d{2,4}|\d{4}[\-/.]\d{1,2}[\-/.]\d{1,2}|\d{8}\b"
    rf"|{_DAY_WORDS}|{_MONTH}\.?\s+\d{{1,2}}(?:st|nd|rd|th)?,?\s+\d{{4}}|\d{{1,2}}-{_MONTH}-\d{{2,4}})"
)

# NHS Data Dictionary: ten digits, the last a modulus 11 check on the nine before it; written 3-3-4 or in one, and
# where it is called a number, in any groups.
_NHS = re.compile(
    r"(?<![\d.,/\-£$])(?:(\d{3})([.\-–_/]?)(\d{3})\2(\d{4})|(\d{3})\s{0,2}(\d{3})\s{0,2}(\d{4}))(?![\d/]|[.,\-]\d)"
)
_NHS_CALLED_SO = re.compile(
    r"\bNHS\s*(?:no\b|num(?:ber)?\b|id\b|#)\W{0,3}((?:\d[ .\-–]{0,2}){9}\d)(?!\d)", re.IGNORECASE
)


def _has_nhs_number(text: str) -> bool:
    found = [re.sub(r"\D", "", match[0]) for match in _NHS.finditer(text)]
    found += [re.sub(r"\D", "", match[1]) for match in _NHS_CALLED_SO.finditer(text)]
    return any(_is_nhs_number(digits) for digits in found)


def _is_nhs_number(digits: str) -> bool:
    total = sum(int(digit) * (10 - place) for place, digit in enumerate(digits[:9]))
    return (11 - total % 11) % 11 == int(digits[9]) and digits.strip("0") != ""


# DfE, "Unique pupil numbers: a guide": a check letter (without I, O, S), then twelve digits, the last of which is a
# letter in a temporary number; weights 2 to 13, modulus 23.
_UPN = re.compile(r"\b([A-HJ-NP-RT-Z])(?:(\d{11})([\dA-HJ-NP-RT-Z])|[\s\-]?((?:\d[\s\-]?){11})(\d))\b", re.IGNORECASE)
_UPN_LETTERS = "ABCDEFGHJKLMNPQRTUVWXYZ"


def _has_pupil_number(text: str) -> bool:
    found = ("".join(filter(None, match.groups())) for match in _UPN.finditer(text.upper()))
    return any(_is_pupil_number(re.sub(r"[\s\-]", "", number)) for number in found)


def _is_pupil_number(number: str) -> bool:
    values = [int(sign) if sign.isdigit() else _UPN_LETTERS.index(sign) for sign in number[1:]]
    return _UPN_LETTERS[sum(value * (place + 2) for place, value in enumerate(values)) % 23] == number[0]


_YEAR = r"(?:19[89]\d|20[0-3]\d)(?!\d)"
_NUMBER_WORD = r"(?:\s*(?:no\b\.?|nos\b\.?|number|num|ref(?:erence)?|id)\b\.?\s*[:#=]?\s*|\s*[:#]\s*)"
_SYSTEM = r"(?:LCS|ICS|SSID|PARIS|Mosaic|Liquid\s?logic|Care\s?First|Care\s?Director|Azeus|Framework-?i)"
_CASE_NUMBERS = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        # The name of a case system, and a number too long to be a year; with "ID" or "no." shorter ones too.
        rf"\b{_SYSTEM}(?:\s+(?:record|case|client|person))?{_NUMBER_WORD}[A-Z]{{0,3}}-?\d{{3,}}",
        rf"\b{_SYSTEM}(?:\s+(?:record|case|client|person))?[\s\-]*[A-Z]{{0,3}}-?\d{{5,}}",
        r"\b(?:case|client|person|child|record|referral|file)(?:\s+file)?"
        rf"{_NUMBER_WORD}(?:[A-Z]{{1,4}}[-/ ]?)?\d{{3,}}",
        rf"\bcase\s+(?:file\s+)?(?!{_YEAR})\d{{4,}}\b(?!\s*(?:files?|notes|audits|reviews)\b)",
    )
)


def _has_case_number(text: str) -> bool:
    return any(pattern.search(text) for pattern in _CASE_NUMBERS)


_BIRTH = re.compile(
    r"(?:\bd\.?\s?o\.?\s?b\b\.?|(?<!\w)b\.)\W{0,3}(?:19|20)\d\d\b(?![\-/])"
    r"|(?:\bd[.\-]?\s?o[.\-]?\s?b\b\.?|\bdate[\s\-]+of[\s\-]+birth\b|\bbirth\s?da(?:te|y)\b|\bborn\b|(?<!\w)b\.(?=\s?\d))"
    rf"\W{{0,3}}(?:(?:in|at)\s+(?:[\w’'.]+\s+){{1,4}}?)?(?:(?:is|was|on|the)\s+){{0,3}}{_DAY}"
    rf"|(?<![\d/.\-]){_DAY}\W{{0,3}}(?:d[.\-]?\s?o[.\-]?\s?b\b|date[\s\-]+of[\s\-]+birth\b)",
    re.IGNORECASE,
)

# A month of birth. What is born may be a scheme, and those who are born a year's children: see `_OF_MANY`.
_MONTH_OF_YEAR = rf"(?:{_MONTH}\.?,?\s+(?:of\s+)?(?:19|20)\d\d\b|\d{{1,2}}[/.\-](?:19|20)\d\d\b(?![/.\-]\d))"
_BIRTH_MONTH = re.compile(
    rf"\bborn\b[\s:=\-]{{0,3}}(?:in\s+(?:(?!{_MONTH}\b)[a-z’'\-]+,?\s+in\s+)?)?{_MONTH_OF_YEAR}"
    rf"|(?:\bd[.\-]?\s?o[.\-]?\s?b\b\.?|\bdate[\s\-]+of[\s\-]+birth\b|\bbirth\s?date\b)[\s:=(\-]{{0,3}}(?:(?:is|was)\s+)?{_MONTH_OF_YEAR}",
    re.IGNORECASE,
)
_OF_MANY = re.compile(
    r"\b(?:children|babies|infants|pupils|people|those|all|scheme|board|plan|service|programme|project|pilot|idea|team|"
    r"partnership|strategy|policy|initiative|network|hub|forum|model|panel|group|trust|council|app|approach|campaign|"
    r"charity|framework)(?:,?\s+(?:that|which))?,?\s+(?:(?:was|were|is|are|had|has|have|been)\s+){0,2}$",
    re.IGNORECASE,
)
# "b 14/03/2012"; but a letter numbers options and the parts of a list, too.
_B_BARE = re.compile(rf"(?<![\w(])b\s{{1,2}}{_DAY}|\(\s?b\s{{1,2}}{_DAY}")
_LETTERED = re.compile(
    r"(?:\b(?:option|item|part|appendix|annex|section|point|phase|group|grade|band|tier|level|version|stage|cohort|"
    r"milestones?|recommendation|line|column|row|priority|action|plan|table|figure|schedule|step|route|type|class|theme|"
    r"objective|paragraph|para|clause|question|hepatitis|hep|vitamin|and|or|to|\w{0,6}\d)\s+|(?<!\w)a\)?\s+\d.*)$",
    re.IGNORECASE | re.DOTALL,
)


def _before(match: re.Match[str]) -> str:
    return match.string[max(match.start() - 200, 0) : match.start()]


def _has_birth(text: str) -> bool:
    return (
        _BIRTH.search(text) is not None
        or any(not _OF_MANY.search(_before(match)) for match in _BIRTH_MONTH.finditer(text))
        or any(not _LETTERED.search(_before(match)) for match in _B_BARE.finditer(text))
    )


_POSTCODE = re.compile(r"(?<![\w\-/.])([A-Z]{1,2})(\d[A-Z\d]?)(\s{0,2}|[\-.])(\d)([A-Z]{2})(?![\w\-])", re.IGNORECASE)
# Its gaps in other places: "BH15 2 AB", "BH 15 2AB". Only in capitals, since "to 12 2 an" is no address.
_POSTCODE_GAPPED = re.compile(r"(?<![\w\-/.])([A-Z]{2}) ?(\d ?[A-Z\d]?) {0,2}(\d) ?([A-Z]{2})(?![\w\-])")
_IN_NO_UNIT = frozenset("CIKMOV")
"""Royal Mail, "Programmers' guide": letters that no postcode ends with, but for the NHS's own of nowhere, ZZ99 3VZ."""
_AREAS = _words(
    "AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX "
    "FK FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N "
    "NE NG NN NP NR NW OL OX PA PE PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF "
    "TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE ZZ "
)
_ORDINALS = {"1": "ST", "2": "ND", "3": "RD"}


def _has_postcode(text: str) -> bool:
    return any(_is_postcode(match) for match in _POSTCODE.finditer(text)) or any(
        _is_gapped_postcode(match) for match in _POSTCODE_GAPPED.finditer(text)
    )


def _is_postcode(match: re.Match[str]) -> bool:
    area, _, gap, sector, unit = (part.upper() for part in match.groups())
    # "M3 2nd half" is a milestone and an ordinal, though "M3 2ND" could be delivered to.
    is_ordinal = bool(gap) and unit == _ORDINALS.get(sector, "TH") and not match[5].isupper()
    is_unit = area == "ZZ" or not _IN_NO_UNIT.intersection(unit)
    return area in _AREAS and is_unit and not is_ordinal and unit != _ORDINALS.get(sector)


def _is_gapped_postcode(match: re.Match[str]) -> bool:
    """The last two letters may be what the digit before them counts: "PR1 2 SW posts", "SO 10 5WD"."""
    area, _, sector, unit = match.groups()
    counts = unit in _ABBREVIATIONS or unit in ("WD", _ORDINALS.get(sector, "TH"))
    return area in _AREAS and not counts and not _IN_NO_UNIT.intersection(unit)


_BY_LETTER = re.compile(
    r"\b(?i:child(?:ren)?|bab(?:y|ies)|boy|girl|kid|lad|lass|toddler|teenager|sibling|twin|young\s+person|YP|pupil|student|"
    r"family|mother|father|parent|carer)\s+['‘“\"]?(?:[A-HJ-Z]|I(?!\s+[a-z]))(?:\.\s?[A-Z]\b\.?|[A-Z]\b)?"
    r"(?!\w|&|\s?-\s?(?i:level|to|z)|\s+(?i:levels?|to\s+z|grade)\b|/)"
)
# "Child (Q)", "Child-Q", "Child: Q", and with a small letter, but for those that number a list ("(a)", "(i)") or mark a
# plural ("child(s)"), that are words ("a"), that a lost
# apostrophe leaves behind ("child s plan") or that stand for one ("child v local authority").
_BY_LETTER_ALONE = re.compile(
    r"\b(?i:child|baby|boy|girl|sibling|twin|young\s+person|YP|pupil)"
    r"(?:(?:\s?\(\s?[A-HJ-RT-Zd-hj-rtuwyz]\s?\)|-[A-HJ-Z]|:\s*[B-HJ-Z])(?![\w&/\-.]\w|\s?-\s?(?i:level|to)|\s+(?i:levels?|to\s+z)|\w)"
    r"|\s+[b-hj-ru-xyz](?<!v)(?![\w&/'’=\-]|\s?=|\.\w|\.?\s*\d))"
)
# As reviews number them: "Child 1", "Child #2". Not where the number counts what follows, or is a date or a range.
_BY_NUMBER = re.compile(
    r"(?<!\bper\s)(?<!\b[Ee]ach\s)(?<!\b[Ee]very\s)(?<!\bof\sthe\s)(?<!\bThink\s)"
    r"(?:\b(?:Child|CHILD|Baby|Boy|Girl|Sibling|Twin|Young\s+[Pp]erson)(?:\s|-|\s?#\s?|\s+(?:[Nn]o\b\.?|[Nn]umber)\s*)"
    r"|\b(?:child|baby|boy|girl|sibling|twin|young\s+person|YP)\s?#\s?)"
    r"[1-9]\d?(?![\w%+]|[:./]\d|\s?[-–/&]\s?\w|\s*(?:%|\+))"
    rf"(?!\s+(?i:to|plus|or|(?:in|of|out\s+of)\s+\d+|per\s?cent|working|calendar|new|open|more|further|extra|priority|"
    rf"years?|months?|weeks?|days?|hours?|minutes?|{_MONTH})\b)"
    r"(?!\s+(?!(?:has|was|is|needs|remains|lives|attends|says|wants|does|goes|moves|feels|stays|waits|as|across|always)\b)[a-z]+s\b)"
    r"|\bChildren\s+[1-9]\s+and\s+[1-9](?![\w%+:./–-])(?!\s+(?:years?|months?|to|or)\b)"
)
# "CHILD IN NEED" has a word after it and "Child LA" an abbreviation: neither is a pair of initials.
_TWO_BARE_LETTERS = re.compile(r"\s[A-Z]{2}$")


def _is_child_by_letter(text: str) -> bool:
    return any(_names_a_child(match[0]) for match in _BY_LETTER.finditer(text)) or any(
        pattern.search(text) for pattern in (_BY_LETTER_ALONE, _BY_NUMBER)
    )


def _names_a_child(words: str) -> bool:
    bare = _TWO_BARE_LETTERS.search(words)
    in_capitals = words.isupper() and not words.startswith("YP")
    return bare is None or (bare[0].strip() not in _ABBREVIATIONS and not in_capitals)


_AGE = r"(?:1[0-9]|2[0-5]|[0-9])(?![\d%.:/]\d|\d|%|\+)"
_NO_RANGE = r"(?!\s*(?:to|(?:and|or)\s+(?:over|under|above|below|more|less))\b)(?!\s*[-–]\s*\d)"
_AGE_WORD = "(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen)"
_AGED = rf"(?:aged?|age:)\s*(?:{_AGE}|{_AGE_WORD})\b{_NO_RANGE}(?!\s*(?:working|days?|weeks?|months?)\b(?!\s+old))"
_YEARS_OLD = rf"{_AGE}\s*-?\s*(?:years?\s*-?\s*old|yrs?\s*-?\s*old|year-old|yo\b|y/o\b|yrs?\b|months?\s+old)"
_INITIALS = r"(?<![\w.&/'’\-])((?:[A-Z]\.\s?){2,3}|[A-Z]\.[A-Z]|[A-Z]{2,3}|[A-Z](?:\s[A-Z]){1,2})"
_INITIALS_AGED = re.compile(
    rf"{_INITIALS}(?:\s*[,(:–\-]\s*|\s+)(?:(?:who\s+)?(?:is|was)\s+|now\s+|a\s+)?(?:{_AGED}|{_YEARS_OLD})"
)
# A number that no noun follows which it could count: it may be an age.
_COUNTS_NOTHING = (
    r"(?:\s*(?:years?|yrs?))?\b(?=\s*(?:[,;.)!?]|[–—-]\s|$|\n|(?:and|but|who|when|is|was|has|had|in|at|from|with|moved|lives|went|waits|waited)\b))"
    r"(?![.,]\d)"
)
# Initials and a bare number: in brackets, after a comma or after a dash. A space alone is how references are written.
_INITIALS_NUMBER = re.compile(
    rf"{_INITIALS}(?:\s*\(\s*{_AGE}\s*(?:years?|yrs?)?\s*\)"
    rf"|(?:,\s*|\s+[–—-]\s+|,?\s+(?:who\s+)?(?:is|was|turns|turned)\s+){_AGE}{_COUNTS_NOTHING})"
    rf"|(?<![\w.&/'’\-])((?:[A-Z]\.\s?){{2,3}})\s*{_AGE}{_COUNTS_NOTHING}"
)
# In small letters no two of them are a word: none is a vowel.
_SMALL_INITIALS_AGED = re.compile(rf"(?<![\w.&/'’\-])([b-df-hj-np-tv-xz]{{2}})[\s,(]{{1,3}}{_AGED}")
_AGED_INITIALS = re.compile(rf"\b{_YEARS_OLD}s?,?\s+{_INITIALS}(?!\w)")
_ABBREVIATIONS = _words(
    "AM ASB CHC CMS CWD DSL EDS EHE EMT FE FGM FSW FT HE HV IFA IMT IS LD LGO MDT MET MI MOU NE NFA NW OK OOH "
    "OT PCN PID RO RP SCP SE SIF SOP SPA VAT YP AD AI AP APR BI BP CAB CAF CC CCE CCG CEO CFO CFS CIB CIN CLA "
    "CMT CP CPC CPP CQC CSC CSE CSP CYP DA DBS DCS DFE DHR DPO DV EDT EET EH EHA EHC FGC FOI FTE GP GRT HMI "
    "HOS HR HTA IB ICB ICO ICS ICT IN IRO IT ISA IV JD JSNA KPI KPO LA LAC LCS LGA LGR LM LSC MAG MD ME MP NHS "
    "NO OFF OR OS PA PAN PEP PI PLO PM PMO PR PRU PSW QA QC RAG RAA RI SC SCR SDQ SEF SEN SG SGO SLA SLT SM "
    "SRO SW TAC TAF TAS TM TOR UK US VCS VS WTE YJS YOS YOT YTD "
)


def _has_initials_with_age(text: str) -> bool:
    patterns = (_INITIALS_AGED, _SMALL_INITIALS_AGED, _INITIALS_NUMBER, _AGED_INITIALS)
    found = (match for pattern in patterns for match in pattern.finditer(text))
    return any(_are_initials(next(filter(None, match.groups()))) for match in found)


def _are_initials(letters: str) -> bool:
    return re.sub(r"[.\s]", "", letters).upper() not in _ABBREVIATIONS or "." in letters


_NAME = r"(?<![\w’'\-])([A-Z][a-zé]+(?:[-'’][A-Z][a-z]+)?)((?:\s[A-Z][a-z]+(?:[-'’][A-Z][a-z]+)?)?)"
_NAME_AGED = re.compile(rf"{_NAME}(?:\s*[,(]\s*|\s+)(?:(?:is|was)\s+)?(?:{_AGED}|{_YEARS_OLD})")
_AGED_NAME = re.compile(rf"\b{_AGE}[\s\-]?(?:years?[\s\-]old|yrs?[\s\-]old|y/?o),?\s+{_NAME}")
# The age first: "Aged 14, Tyrone went missing". Only a name that is a common one, since any sentence may begin so.
_AGE_BEFORE = re.compile(rf"\b(?i:{_AGED}),\s+([A-Z][a-zé]+)\b")
_NOT_NAMES = _words(
    "Red Amber Green Blue Grey Purple Black White Monday Tuesday Wednesday Thursday Friday Saturday Sunday "
    "January February March April May June July August September October November December Sept Easter "
    "Bournemouth Poole Torbay Hampshire Dorset Council Ofsted Police Health Education Target Baseline Total "
    "Adolescent Backlog Board Building Case Contract Council Data Framework Guidance Notice Plan Policy "
    "Programme Referral Report Review Service Strategy System Team All Any Anyone Average Baby Boy Care Child "
    "Children Cohort Each Every Everyone For From Girl In Infant Is Mean Median Most No Nobody One Our Over "
    "People Person Population Provision Pupil School Services Some Someone Student Support The Their There "
    "They This Those Under Until Was When Which Who Women Men Year Young Youth "
)
_GROUPS = _words(
    "Adults Applicants Babies Boys Carers Cases Clients Dependants Families Fathers Girls Infants Learners "
    "Leavers Members Men Minors Mothers Parents Pupils Referrals Residents Siblings Students Teenagers Victims "
    "Workers "
)
_NAMES_IN_S = _words(
    "Agnes Alexis Chris Curtis Darius Dennis Doris Elias Francis Iris James Jess Jonas Lewis Louis Lucas Luis "
    "Marcus Matthias Miles Niklas Otis Ross Silas Thomas Tobias Travis "
)

_NAME_NUMBER = re.compile(
    r"(?<![\w’'\-])([A-Z][A-Za-zé]+)(?:[-'’][A-Z][a-z]+)?((?:\s[A-Z](?:[A-Za-zé’'\-]+|\.)?)?)"
    r"(?:\s*[,(–—-]\s*|\s+|,?\s+who\s)(?:(?:is|was|turns|turned|now|just)\s+){0,2}"
    rf"(?:{_AGE}|{_AGE_WORD}){_COUNTS_NOTHING}"
)
# A name that is not among the common ones is told from a place or a team by what is said of it.
_SOMEBODY = re.compile(
    rf"{_NAME},\s*{_AGE},\s*(?:has|had|is|was|who|moved|moves|lives|lived|went|remains|needs|needed|refused|told|said)\b"
)


def _has_name_with_age(text: str) -> bool:
    if any(_has_given_name(match) for match in _NAME_NUMBER.finditer(text)):
        return True
    if any(_is_given_name(match[1]) and match[1].title() not in _WORDS_TOO for match in _SMALL_NAME.finditer(text)):
        return True
    if any(_is_given_name(match[1]) for match in _AGE_BEFORE.finditer(text)):
        return True
    patterns = (_NAME_AGED, _AGED_NAME, _SOMEBODY)
    return any(_is_name(match[1], match[2]) for pattern in patterns for match in pattern.finditer(text))


# Typed in small letters, in brackets or called an age: "amelia (7)", "amelia aged 7".
_SMALL_NAME = re.compile(rf"\b([a-z]{{3,}})(?:\s*\(\s*(?:aged?\s+)?{_AGE}\s*\)|,?\s+{_AGED})")
_WORDS_TOO = _words(
    "Angel Archer Ash Asher Bill Blake Bonnie Carol Cody Cole Dale Dan Daisy Dean Drew Eden Finn Frank Gale Grant Guy "
    "Harper Harry Holly Hunter Iris Ivy Jack Jade Jasmine Jay Jean Joy Ken Kit Lane Lee Lily Logan Mason Max Miles "
    "Nick Olive Parker Pat Penny Pearl Peter Poppy Ray Reed Robin Rose Rowan Ruby Sky Skye Sonny Summer Tucker Violet "
    "Willow Bailey Basil Hazel Heather Taylor Tyler Sue Ted Melody Victor Woody Scarlet Scarlett Alec Levi Luna "
)

# Schools, wards and hospitals are named after people: "St James (12)", "Elizabeth House, 4".
_BEFORE_PLACES = _words("St Saint King Queen Prince Princess Lord Lady")
_PLACES = _words(
    "Academy Centre College Court Foundation House Hospital Hub Lodge Nursery Primary School Team Trust Unit Ward"
)


def _has_given_name(match: re.Match[str]) -> bool:
    first, second = match[1], match[2].strip()
    is_place = first in _BEFORE_PLACES or second in _PLACES or match.string[: match.start()].endswith("St. ")
    return not is_place and (_is_given_name(first) or _is_given_name(second))


def _is_given_name(word: str) -> bool:
    return word.strip().title() in GIVEN_NAMES


_ONE_CHILD = (
    "(?:boy|girl|lad|lass|son|daughter|stepson|stepdaughter|brother|sister|toddler|teenager|youngster|nephew|niece"
    "|schoolboy|schoolgirl)"
)
_BY_AGE = re.compile(
    rf"\b{_ONE_CHILD}(?:,\s*|\s*\(\s*)(?:{_AGE}|{_AGE_WORD}){_COUNTS_NOTHING}"
    rf"|(?<!\bone\s)(?<!\bno\s)(?<!\b1\s)\b{_ONE_CHILD}\s+of\s+(?:{_AGE}|{_AGE_WORD}){_COUNTS_NOTHING}"
    rf"|\b{_ONE_CHILD},?\s+(?:who\s+is\s+|is\s+)?{_AGED}"
    rf"|(?<![\d.\-–])(?<!to\s)\b(?:{_AGE}|{_AGE_WORD})[\s\-]?(?:years?[\s\-]old|yrs?[\s\-]old|y/?o)\s+{_ONE_CHILD}\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"\b(?i:child|boy|girl|baby|YP|young\s+person|sibling|twin|son|daughter|pupil|mother|father|mum|dad)"
    r"(?:,?\s+(?:(?:is|was)\s+)?(?:named|called|known\s+as)|['’]s\s+name\s+(?:is|was)|\s+(?P<bare>is|was))\s+"
    rf"{_NAME}"
)


def _is_child_named(text: str) -> bool:
    return any(_is_name_of_child(match) for match in _CALLED.finditer(text))


def _is_name_of_child(match: re.Match[str]) -> bool:
    """After a bare "is" only a name that can be nothing else is one: "The child is Safe" has none."""
    first, second = match[2], match[3]
    return _is_given_name(first) if match["bare"] else _is_name(first, second)


# A number, one to three words in capitals and what a street is called, and no noun after it ("12 Family Road map").
_STREET = re.compile(
    r"(?<![\w.,/\-£#])\d{1,3}[A-Za-z]?,?\s+((?:[A-Z][a-z’']+(?:-[A-Z][a-z]+)*\s+){1,3})"
    r"(?:Road|Rd|Street|St|Avenue|Ave|Lane|Ln|Close|Drive|Crescent|Cres|Gardens|Gdns|Grove|Terrace|Way|Court|Place|Mews|Walk"
    r"|Hill|Square|Row|Parade|Rise|View|Green)\b\.?"
    r"(?=\s*(?:[,;:.)!?'’]|$|\n|(?:to|and|in|is|was|with|since|on|at|for|from|by|has|had|where|near|after|until|but|or)\b"
    r"|(?!Maps?\b)[A-Z]))"
)
_NO_STREETS = _words(
    "January February March April May June July August September October November December Family Crown County Youth "
    "Magistrates Supreme Safe Red Amber Best Improvement Better Own Right Care Early Help Civic"
)


def _has_address(text: str) -> bool:
    return any(_is_street(match) for match in _STREET.finditer(text))


def _is_street(match: re.Match[str]) -> bool:
    words = match[1].split()
    is_high_court = words[-1] == "High" and re.search(r"\bCourt", match[0]) is not None
    return not is_high_court and words[0] not in _NO_STREETS


def _is_name(first: str, second: str) -> bool:
    words = [first, *second.split()]
    if any(word in _NOT_NAMES or word in _GROUPS for word in words):
        return False
    # A word alone in the plural counts something ("Placements aged 7"), but for the names that end so.
    return len(words) > 1 or not first.endswith("s") or first in _NAMES_IN_S


DETECTORS: Mapping[Kind, Callable[[str], bool]] = {
    Kind.NHS_NUMBER: _has_nhs_number,
    Kind.PUPIL_NUMBER: _has_pupil_number,
    Kind.CASE_NUMBER: _has_case_number,
    Kind.DATE_OF_BIRTH: _has_birth,
    Kind.POSTCODE: _has_postcode,
    Kind.CHILD_BY_LETTER: _is_child_by_letter,
    Kind.INITIALS_WITH_AGE: _has_initials_with_age,
    Kind.NAME_WITH_AGE: _has_name_with_age,
    Kind.CHILD_NAMED: _is_child_named,
    Kind.FAMILY_NAMED: names_a_family,
    Kind.CHILD_BY_AGE: lambda text: _BY_AGE.search(text) is not None,
    Kind.ADDRESS: _has_address,
}
