"""Autocomplete lists that several commands share."""

from collections.abc import Sequence

from discord import app_commands
from rapidfuzz import fuzz, process, utils

from bot.editorial import weeks
from bot.editorial.text import clean_line, shorten
from bot.journeys.browse import Browse, described
from bot.journeys.setup import Setup
from bot.journeys.suggest import Suggestion
from bot.model import DigestSummary
from bot.ui.actions import Interaction
from bot.ui.people import actor_of

MOST = 25
MOST_ISSUES = 10  # beside entries
CHOICE_LIMIT = 100
Choices = list[app_commands.Choice[str]]


async def publication_choices(setup: Setup, interaction: Interaction, typed: str) -> Choices:
    """The server's own publications that fit what is typed, all of them where nothing is."""
    return fitting([(name, name) for name in await setup.names(actor_of(interaction).guild_id)], typed)


async def readable_choices(browse: Browse, interaction: Interaction, typed: str) -> Choices:
    """The same with those that the server follows."""
    return fitting(await browse.readable(actor_of(interaction).guild_id), typed)


def fitting(known: Sequence[tuple[str, str]], typed: str) -> Choices:
    """Those of (label, value) whose label fits what is typed, all of them where nothing is."""
    if typed.strip():
        labels = dict(enumerate(label for label, _ in known))
        ranked = process.extract(typed, labels, scorer=fuzz.WRatio, processor=utils.default_process, limit=MOST)
        known = [known[place] for _, _, place in ranked]
    return [
        app_commands.Choice(name=label[:CHOICE_LIMIT], value=value[:CHOICE_LIMIT]) for label, value in known[:MOST]
    ]


def zone_choices(typed: str) -> Choices:
    """Time zones that fit what is typed."""
    return [app_commands.Choice(name=zone, value=zone) for zone in weeks.zones(typed, MOST)]


def suggested(known: Sequence[Suggestion], typed: str) -> Choices:
    """What was typed, as it is, and then what may be meant by it, each with why it is offered."""
    return [*_as_typed(typed), *_reasoned(known)][:MOST]


def with_issues(issues: Sequence[DigestSummary], known: Sequence[Suggestion]) -> Choices:
    """Issues, and then entries, authors, tags and abbreviations, so that there is room for some of each."""
    several = len({one.publication for one in issues}) > 1
    names = [(described(one, with_publication=several)[:CHOICE_LIMIT], one.uid) for one in issues]
    choices = [app_commands.Choice(name=name, value=uid) for name, uid in names]
    others = _reasoned(known)
    return [*choices[: max(MOST_ISSUES, MOST - len(others))], *others][:MOST]


def _as_typed(typed: str) -> Choices:
    """Discord may take the first choice where somebody just goes on, so that has to be the text itself."""
    words = clean_line(typed)
    fits = 0 < len(words) <= CHOICE_LIMIT
    return [app_commands.Choice(name=shorten(f"as typed: {words}", CHOICE_LIMIT), value=words)] if fits else []


def _reasoned(known: Sequence[Suggestion]) -> Choices:
    """Each with why it is offered, as far as a choice has room; entries of one title with their issue."""
    choices: dict[str, app_commands.Choice[str]] = {}
    for one in known:
        name = shorten(f"{one.kind}: {one.text}", CHOICE_LIMIT)
        if name in choices and one.label:
            name = f"{shorten(name, CHOICE_LIMIT - len(one.label) - len(' · '))} · {one.label}"
        if len(one.value) <= CHOICE_LIMIT:
            choices[name[:CHOICE_LIMIT]] = app_commands.Choice(name=name[:CHOICE_LIMIT], value=one.value)
    return list(choices.values())
