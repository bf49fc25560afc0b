"""What an admin sees at /setup follow and /setup unfollow."""

from discord import ui

from bot.editorial import text
from bot.journeys.follow import Followed
from bot.ui.pieces import sentence


def followed(done: Followed) -> ui.LayoutView:
    """What the server follows from now on."""
    places = _places(done)
    return sentence(
        f"{_whose(done)} goes into {places} from its next issue on. /digest and /search here find its archive; "
        "/setup status shows how it stands, /setup unfollow ends it."
    )


def unfollowed(done: Followed) -> ui.LayoutView:
    """What the server no longer follows."""
    return sentence(f"{_whose(done)} no longer goes into {_places(done)}. What has been posted there stays.")


def _whose(done: Followed) -> str:
    return f"{text.escape(done.publication.name)} of {text.escape(done.server) or 'another server'}"


def _places(done: Followed) -> str:
    return ", ".join(f"<#{channel.channel_id}>" for channel in done.channels)
