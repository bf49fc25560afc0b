"""When the next issue comes, in words, and the buttons that change it."""

from datetime import date

from bot.editorial import text
from bot.journeys.weekly import NextIssue
from bot.model import Publication
from bot.ui.actions import ActionButton
from bot.ui.digest import long_date
from bot.ui.pieces import button, in_zone, moment

NO_SCHEDULE = "No schedule is set: an admin sets one with /setup publication."


def when(publication: Publication, coming: NextIssue) -> str:
    """An issue's instant in the reader's own zone, and in the publication's."""
    schedule = publication.schedule
    return (
        moment(coming.at) if schedule is None else f"{moment(coming.at)} · {in_zone(coming.at, schedule.timezone)}"
    )


def next_run(publication: Publication, coming: NextIssue | None) -> str:
    """What comes next, and what stands in its way."""
    if coming is None:
        return NO_SCHEDULE
    if coming.late:
        return (
            f"The issue of {long_date(coming.day)} is past its hour and waits for your word: post it now, or skip "
            "it and leave its articles for the next one."
        )
    if publication.paused:
        return "Paused: nothing is posted. Resume goes on from then; what falls due meanwhile is not posted."
    if coming.skipped is not None:
        return f"The issue of {long_date(coming.skipped)} is skipped. Next issue: {when(publication, coming)}"
    return f"Next issue: {when(publication, coming)}"


def skip_button(publication: Publication, coming: NextIssue, *place: str) -> ActionButton:
    """Skip the coming week, or take that back. `place` says where the button stands."""
    if coming.skipped is not None:
        return button("Unskip", "desk-unskip", publication.id, coming.skipped, *place)
    return button("Skip" if coming.late else "Skip this week", "desk-skip", publication.id, coming.day, *place)


def pause_button(publication: Publication, *place: str) -> ActionButton:
    """Pause the schedule, or go on."""
    if publication.paused:
        return button("Resume", "desk-resume", publication.id, *place)
    return button("Pause", "desk-pause", publication.id, *place)


def skipped(publication: Publication, day: date) -> str:
    """What skipping has done."""
    return (
        f"The issue of {long_date(day)} of {text.escape(publication.name)} is skipped; its articles wait for the "
        "next one. Until its hour Unskip takes that back."
    )


def unskipped(publication: Publication, day: date) -> str:
    """What taking a skip back has done."""
    return f"The issue of {long_date(day)} of {text.escape(publication.name)} comes after all."


def paused(publication: Publication) -> str:
    """What pausing has done."""
    return (
        f"{text.escape(publication.name)} is paused: nothing is posted until somebody presses Resume, and what "
        "falls due until then is not posted later."
    )


def resumed(publication: Publication) -> str:
    """What resuming has done."""
    return (
        f"{text.escape(publication.name)} goes on: the schedule counts from now, and nothing that fell due while "
        "it was paused is posted."
    )


def retried(publication: Publication) -> str:
    """What Retry has done."""
    return f"What {text.escape(publication.name)} owes its channels is tried again now."
