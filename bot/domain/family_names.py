"""A family called by its surname, for the child guard: "the Kowalski family had three social workers".

No list of surnames is whole. So a surname is told in three ways: it is a common one; it ends or begins as surnames do;
or it stands after "the" and before a word for kin, and is no word that a plan has there, or is one that has no capital
there ("the Small family"). What is not told so is missed ("the Hope children"), and a product or a town that we do not
know is stopped.
"""

import re

from bot.domain.given_names import GIVEN_NAMES

# Left out are those that are also words or places: Foster, Hall, Poole, Young.
_SURNAMES = frozenset(
    (
        "Abdi Abdullah Abdullahi Achebe Adams Adebayo Adeyemi Afolabi Agarwal Ahmad Ahmed Akhtar Alexander Ali "
        "Allen Anderson Andrews Ansah Asante Ashraf Atkinson Aziz Bailey Balogun Bangura Barnes Barnett Begum "
        "Bennett Bhatt Bibi Boateng Bose Brady Brennan Byrne Campbell Chaudhary Chaudhry Chopra Choudhury Chowdhury "
        "Clark Clarke Coleman Collins Connolly Cox Cunningham Davies Davis Dawson Desai Diallo Dixon Doherty "
        "Donnelly Doyle Duffy Duncan Dunne Edwards Elliott Ellis Evans Eze Farooq Fernandes Ferreira Findlay "
        "Fitzgerald Fleming Fletcher Flynn Gallagher Ganguly Garcia Ghosh Gibbs Gill Goddard Gomes Gomez Gonzalez "
        "Graham Griffin Griffiths Gupta Hamza Haque Harding Harris Harrison Hasan Hassan Hayes Henderson Henry "
        "Higgins Hoang Hodgson Holloway Holmes Horvat Horvath Hossain Howard Howell Hughes Hussain Hussein Ibrahim "
        "Iqbal Islam Ivanov Jackson Jain Jenkins Johnson Johnston Jones Joshi Kamara Kapoor Kaur Kavanagh Kelly "
        "Kennedy Khan Khatun Kowal Kumar Lam Lawson Leung Lewis Lloyd Lopez Mahmood Malik Marsh Martin Martinez "
        "Matthews McCarthy Mehmood Mehta Mendes Mensah Miah Mirza Mistry Mitchell Mohamed Mohammed Moore Moreno "
        "Morgan Morris Muller Murphy Murray Mustafa Naidoo Nair Nguyen Nkosi Nowak Nunes Nwosu Obi Ochieng Odhiambo "
        "Ogunleye Okafor Okeke Okonkwo Oliveira Omar Osei Osman Owen Owusu Palmer Parmar Patel Pearson Pereira "
        "Perera Perry Pham Phillips Pires Popa Powell Qureshi Rahman Ramos Rana Rao Reddy Rehman Reid Reilly "
        "Reynolds Richards Richardson Roberts Robertson Robinson Rodrigues Rodriguez Rogers Rosario Rossi Roy "
        "Russell Ryan Saeed Saha Salah Saleh Sanchez Santos Sarkar Shah Shaikh Sharma Sheikh Silva Simmons Simpson "
        "Singh Smith Soares Sousa Spencer Stephens Stewart Sullivan Sultana Sutherland Svensson Tan Teixeira "
        "Tesfaye Thapa Thomas Thompson Thomson Tran Uddin Umar Verma Wagner Walsh Wang Watkins Watson Webb Wheeler "
        "Wilkinson Williams Williamson Wilson Wong Wright Yadav Yamamoto Yilmaz Yusuf Zaman Zhang Zhou"
    ).split()
)

# Polish and other Slavonic, Baltic, Romanian, Greek, Turkish, Iberian, Nordic, German, English; and O', Mc, Al-.
_ENDS = re.compile(
    r"(?:[sc]k[ia]|(?:[oe]v|[iaey]n|[oe]w|zy|ul)sky|skyj|wicz|[oe]vi[cć]|vich|cz[yae]k|[wn]iak|[^aeiou]ova|enko|chuk"
    r"|[ea]scu|eanu|oglu|oğlu|poulos|[aeo]kis|akos|idis|[dnr]ez|eira|zadeh|s[ks]on|[nt]sen|stein|berg|mann|quist|str[oö]m"
    r"|kins|thwaite|[ieu][nr]son|anson)$"
)
_BEGINS = re.compile(r"(?:[OÓ]['’]?[A-Z]|Ma?c[A-Z]|Fitz[a-z]|(?:Al|El|Abu|Ben)-[A-Z])")
_NO_SURNAMES = frozenset("Lesson Moldova Person Unison".split())


_WORDS = frozenset(
    (
        "A About Absent Achieve Act Actions Adolescent Adult Adults Adviser Afghan African After All Also Amber "
        "American An Another Any April Arab Area Armed Army Aspire Assistant At Audit August Autumn Avenue Average "
        "Away Baby Back Barnardo Beacon Bengali Bespoke Best Better Bexley Big Birmingham Birth Blackburn Blackpool "
        "Blue Board Both Bournemouth Brent Bridge Bright Brighton Bristol Britain Brixham Bromley Budget Bureau But "
        "Butterfly Cabinet Calderdale Camden Card Care Carer Carers Case Catholic Central Centre Chair Challenge "
        "Chief Child Children Christchurch Close Closed Closer Cohort College Combined Commissioner Compass Complex "
        "Confirmed Connect Connected Contact Contributor Core Cornwall Corporate Cottage Council Councillor County "
        "Court Coventry Croydon Cuban Cultural Cumbria Czech Darlington Data December Deputy Devon Director Disabled "
        "Discovery District Domestic Doncaster Door Dorset Draft Dudley Dutch Duty Each Early East Easter Edge Eight "
        "Elected Eleven Emergency Enfield England Essex Every Evidence Excel Exeter Explore Extended Extra Eye Faith "
        "Families Family Farm February First Footprints Forces Forest Foster Fostered Four Freedom French Fresh "
        "Friday Friendly Friends Front Future Futures Gateshead Gateway German Given Gloucester Golden Good "
        "Governance Grange Great Greek Greenwich Group Gujarati Gypsy Hackney Harbour Haringey Harrow Hartlepool "
        "Haven Head Heads Headteacher Health Help Hidden High Hillingdon Hindu Home Homes Hope Horizon Hospital "
        "Hounslow House Hub Hubs Human Ignite Impact In Independent Infant Inner Inspire Interim Iraqi Ireland "
        "Islington Israeli Jain January Jigsaw Jira Joint Journey July June Junior Kensington Key Kirklees Knowsley "
        "Kosovan Kurd Lambeth Large Last Late Launch Lead Leaders Leeds Legal Leicester Level Lewisham Life Lifelong "
        "Lift Lighthouse Link Links Liquidlogic Liverpool Local Lodge London Lone Longer Looked Luton Main Malawi "
        "Manager Managers Manchester Manor March May Measures Medway Member Members Mental Merseyside Mexican "
        "Microsoft Middlesbrough Migrant Minister Ministry Mixed Mobile Mockingbird Monday Month Monthly Moroccan "
        "Mosaic Multi-Agency Muslim My National Navigator Nest New Newcastle Newham Next Nine No Norfolk North "
        "Northumberland Nottingham November Nuclear Nursery Nurture Oasis October Office Officer Ofsted Older Omnibus "
        "On One Only Open Oracle Orthodox Other Our Outer Oxford Paignton Parent Parents Paris Part Partner Partners "
        "Pathfinder Pathfinders Pathway Pathways Pause Permanence Permanency Permanent Person Persons Peterborough "
        "Phoenix Pilot Pioneer Plan Planned Plymouth Police Policy Poole Poor Portfolio Portsmouth Post Poverty "
        "Practice Practitioner Preschool Previous Primary Private Professional Programme Project Public Punjabi Pupil "
        "Pupils Purple Quarter Queen Rainbow Recovery Red Redbridge Redcar Referral Refuge Refugee Regional "
        "Registered Report Resident Respect Respite Response Review Rights Road Rochdale Roma Roman Rotherham Royal "
        "Rural Rutland Safe Safer Safety Salford Same Sample Sanctuary Sandwell Saturday Saudi School Schools Scilly "
        "Scotland Secondary Sector Sefton Senior September Service Services Seven Several Sheffield Short Signs Sikh "
        "Single Six Sixth Slack Slough Slovak Small Solihull Solutions Somali Some Somerset Source South Southampton "
        "Southend Southwark Special Springboard Staff Star Stars State Statutory Step Steps Stockport Stoke Street "
        "Stronger Student Students Success Suffolk Summer Sunday Sunderland Sunflower Sunrise Support Supported Sure "
        "Surrey Sussex Swindon System Systemic Systems Tableau Tameside Tamil Targeted Team Teams Teenage Telford "
        "Temporary Ten Test Thai Thanet The Their Think This Thurrock Thursday Together Torbay Torquay Total Town "
        "Trafford Trailblazer Traveller Travellers Tree Triple Troubled Trust Tuesday Twelve Two Ukraine Umbrella "
        "Under Unit Universal Urban Urdu Vanguard Village Virtual Voices Voluntary Wakefield Wales Walsall Wandsworth "
        "Water Wednesday Week Weekly Westminster Whole Wider Wigan Wight Winter Wirral Wokingham Wolverhampton Women "
        "Worcester Work Worker Workers Workforce Wrekin Year Years Yemeni Younger Youth Zulu"
    ).split()
)
"""What stands before "family" or "children" in a plan and is nobody's name: services, programmes, places, peoples."""

_SURNAMES_TOO = frozenset(
    "Best Bright Close Early Good Key Large Little Long Poor Rich Short Small Strong Wise Young".split()
)
"""What a plan has there in small letters, so that a capital makes it a name: where it stands alone. "The Little Acorns
children" are those of a nursery."""
# As peoples are spelt: "the Black children in our care".
_PEOPLES = frozenset({"Black", "White"})

# "Parenting", "Reunification", "Toolbox", "English", "Romanian".
_ENDS_OF_WORDS = re.compile(
    r"(?:ing|[st]ion|ment|ness|ity|ship|able|ible|ful|less|ive|ical|ism|box|kit|care|work|works|line|point|space|start"
    r"|time|ward|shire|ish|ese|ian|ean|s['’]|stani|deshi)$"
)
# Towns are called so, and families, too: "the Brixham children" are children of a town.
_PLACES = re.compile(
    r"(?:Bury|Derby|Durham|Hull|Kent|Lincoln|York"
    r"|\w+(?:ham|ton|ford|bury|mouth|pool|chester|port|minster|bridge|ley|quay|wick|stead|worth|sea))$"
)

_A_WORD = r"[A-ZÀ-ÖØ-Þ][^\W\d_]*(?:[-'’][^\W\d_]{2,})*"
_KIN = "family|household|siblings|twins|triplets|brothers|sisters|children|boys|girls|kids"
_THINGS = (
    "actions?|activit(?:y|ies)|advice|advocates?|approach|assessments?|benefits|boards?|campaign|cent(?:re|er)s?"
    "|champions?|charter|checks?|clubs?|coach(?:es|ing)?|conferenc(?:es?|ing)|council|courts?|days?|drop-in|engagement"
    "|events?|finding|forums?|foundation|fun|fund|groups?|guide|health|help|homes?|house|hubs?|in care|income"
    "|information|intervention|justice|law|learning|library|line|links?|mediation|meetings?|mentors?|mentoring|model|networks?"
    "|nurses?|offer|outreach|panel|partnership|plans?|policy|practice|practitioners?|programmes?|projects?|protocol"
    "|rights|rooms?|safeguarding|schemes?|services?|sessions?|social|solutions|strategy|support|survey|systemic"
    "|systems?|teams?|therap(?:y|ists?)|time|tools?|toolkit|tree|trust|view|visitors|voices?|ward|waste|welfare"
    "|wellbeing|work|workers?|workshops?|zone"
)
"""What a family is only the kind of: "the Torbay family hubs" are hubs."""
_NO_THING = rf"(?![-/])(?!\s+of\b(?!\s+(?:\d|two|three|four|five|six|seven|eight|nine|ten)\b))(?!\s+(?:{_THINGS})\b)"
_AFTER_THE = re.compile(
    rf"\b[Tt]he\s+(?:(?:van|von|de|da|di|dos|del|la|le|bin|der|den)\s+){{0,2}}({_A_WORD}(?:\s{_A_WORD})?)\s+"
    rf"({_KIN})\b{_NO_THING}(?!(?<=n)['’]s)"
)
_TWO_AFTER_THE = re.compile(rf"\b[Tt]he\s+({_A_WORD})\s+and\s+({_A_WORD})\s+families\b{_NO_THING}")
# Centres, homes and schools are named after people: "the St Thomas children's centre".
_NAMED = re.compile(
    rf"\b({_A_WORD})['’]?s?\s+(?i:{_KIN}|case)\b(?!['’]s\s+(?:homes?|hospital|schools?|services?|wards?|work|fund)\b)"
    r"(?!(?:['’]s)?\s+(?:cent(?:re|er)s?|charity|foundation|house|hubs?|law|nursery|trust|unit)\b)"
)
_IN_SMALL = re.compile(rf"\bthe\s+([a-z]{{3,}})\s+(?:{_KIN})\b{_NO_THING}")
_CALLED = re.compile(rf"\b[Ff]amily\s+({_A_WORD})")


def names_a_family(text: str) -> bool:
    """Whether `text` calls a family, or the children of one, by what seems to be a surname."""
    if any(is_surname(match[1]) for pattern in (_NAMED, _CALLED) for match in pattern.finditer(text)):
        return True
    if any(is_surname(match[1].title()) for match in _IN_SMALL.finditer(text)):
        return True
    if any(_is_nothing_else(list(match.groups()), "children") for match in _TWO_AFTER_THE.finditer(text)):
        return True
    return any(_is_nothing_else(match[1].split(), match[2]) for match in _AFTER_THE.finditer(text))


def is_surname(word: str) -> bool:
    """Whether `word` is, by itself, more likely a surname than anything else; in capitals or not."""
    return _BEGINS.match(word) is not None or any(_is_one(part) for part in word.split("-"))


def _is_one(word: str) -> bool:
    plain = word.title() if word.isupper() else word
    is_formed_so = len(plain) > 5 and _ENDS.search(plain.lower()) is not None and plain not in _NO_SURNAMES
    return plain in _SURNAMES or is_formed_so


def _is_nothing_else(words: list[str], kin: str) -> bool:
    if any(is_surname(word) for word in words):
        return True
    if len(words) == 1 and words[0] in _SURNAMES_TOO:
        return True
    may_be_of_a_place = kin in ("children", "boys", "girls", "kids")
    if may_be_of_a_place and any(word in _PEOPLES or _PLACES.match(word) for word in words):
        return False
    return not any(_is_of_a_plan(word) for word in words)


def _is_of_a_plan(word: str) -> bool:
    is_short = word.isupper() and len(word) > 1  # BCP, NSPCC
    return word not in GIVEN_NAMES and (
        is_short or word in _WORDS | _SURNAMES_TOO or _ENDS_OF_WORDS.search(word) is not None
    )
