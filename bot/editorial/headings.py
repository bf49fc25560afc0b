"""The headings that scientific abstracts are divided by, and what stands under each."""

import re
from typing import Literal

Role = Literal["opening", "methods", "results", "conclusion", "abstract", "body", "apparatus"]

_LONGEST = 80
_LONGEST_IN_WORDS = 6

_PHRASES: dict[Role, str] = {
    "opening": """
        background | introduction | context | importance | rationale | motivation | purpose | scope
        | aim | aims | objective | objectives | goal | goals | hypothesis | hypotheses | research
        question | study question | aim of the study | aims of the study | purpose of the study |
        what is known | what is already known
    """,
    "methods": """
        method | methods | material | materials | methodology | design | study design | research
        design | experimental design | setting | settings | patient | patients | participant |
        participants | population | subjects | samples | animals | intervention | interventions |
        exposure | exposures | measurements | measures | main outcome measures | main outcomes |
        outcomes | outcome measures | approach | experimental approach | experimental procedures |
        data sources | data source | data collection | study selection | data extraction | data
        synthesis | statistical analysis | analysis | search strategy | selection criteria |
        eligibility criteria | procedures | experimental | review methods
    """,
    "results": """
        result | results | finding | findings | main result | main results | key results | key
        findings | main findings | principal findings | results of the study | observations |
        results and discussion | innovation
    """,
    "conclusion": """
        conclusion | conclusions | concluding remarks | interpretation | interpretations |
        significance | significance statement | statement of significance | relevance | clinical
        relevance | clinical significance | implications | clinical implications | implications for
        practice | impact | translational impact | authors' conclusions | author's conclusions |
        conclusion of the study | take-home message | take home message | bottom line | what this
        study adds | what this adds
    """,
    "abstract": """
        abstract | summary | structured abstract | plain language summary | lay summary | graphical
        abstract | highlights | key points | key messages | in brief
    """,
    "body": """
        main body | main text | main body of the abstract | overview | main content | discussion |
        outlook | perspective | perspectives | future directions | future perspectives
    """,
    "apparatus": """
        limitations | strengths | funding | registration | trial registration | clinical trial
        registration | clinical trial number | keywords | key words | availability | implementation
        | availability and implementation | data availability | supplementary information |
        acknowledgements | acknowledgments | competing interests | conflict of interest | conflicts
        of interest | declarations | references
    """,
}
_ROLES: dict[str, Role] = {
    " ".join(phrase.split()): role for role, phrases in _PHRASES.items() for phrase in phrases.split("|")
}
_JOINTS = re.compile(r" and | & | ?/ ?|, (?:and )?")


def heading_of(line: str) -> str | None:
    """The heading that a line is, as it is written but without colon and marks such as "##" or "**"; else None."""
    heading = _bare(line)
    return heading if heading and role_of(heading) else None


def leading_heading(line: str) -> tuple[str, str] | None:
    """A known heading and the text after it, where a line reads "Conclusions: Exosomes …"; else None."""
    start, colon, rest = line.partition(":")
    heading = heading_of(start) if colon and rest.strip() else None
    return (heading, rest.strip()) if heading else None


def looks_like_heading(line: str) -> bool:
    """Whether a line is no known heading but made like one: a few words that end in a colon."""
    short = line.strip()
    if not 1 < len(short) <= _LONGEST or short[-1] not in ":：":
        return False
    return short[0].isalpha() and not short[0].islower() and len(short.split()) <= _LONGEST_IN_WORDS


def role_of(heading: str) -> Role | None:
    """What stands under a known heading, None where it is unknown.

    Of a compound, such as "Results and discussion", it is what the last word says.
    """
    folded = " ".join(_bare(heading).casefold().replace("’", "'").split())
    if folded in _ROLES:
        return _ROLES[folded]
    words = _JOINTS.split(folded)
    return _ROLES[words[-1]] if all(word in _ROLES for word in words) else None


def _bare(line: str) -> str:
    """Long lines are no headings, and are not looked at closely."""
    short = line.strip()
    return short.strip("#*_").strip().rstrip(":：").strip("*_").strip() if len(short) <= _LONGEST else ""
