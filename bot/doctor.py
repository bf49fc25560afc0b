"""`digest-bot doctor`: looks at everything that the bot needs, and changes nothing on Discord."""

from collections.abc import AsyncGenerator

from bot import app
from bot.client import use_api
from bot.config import Settings
from bot.editorial.text import counted
from bot.errors import DigestError
from bot.store import publications
from bot.store.database import Database
from bot.ui.examination import Finding, examine, logged_in


async def checkup(settings: Settings) -> AsyncGenerator[Finding]:
    """Settings, database and migrations, and with a token the permissions in every channel."""
    yield Finding(True, f"settings: Discord at {settings.discord_api_url}")
    try:
        async with app.opened(settings.digest_database) as database:
            yield Finding(
                True, f"database: {settings.digest_database}, at the newest version, {await _size(database)}"
            )
            async for finding in _on_discord(settings, database):
                yield finding
    except DigestError as error:
        yield Finding(False, str(error))


async def _on_discord(settings: Settings, database: Database) -> AsyncGenerator[Finding]:
    if settings.discord_token is None:
        yield Finding(True, "Discord: no DISCORD_TOKEN is set, so only the sandbox can be run")
        return
    use_api(settings.discord_api_url)
    async with logged_in(settings.token) as client:
        yield Finding(True, f"Discord: logged in as {client.user}")
        async with database.read() as reader:
            for publication in await publications.all_of(reader):
                channels = await publications.channels(reader, publication.id)
                for finding in await examine(client, publication.guild_id or 0, channels) if channels else []:
                    yield Finding(finding.fine, f"{publication.name}: {finding.said}")


async def _size(database: Database) -> str:
    async with database.read() as reader:
        count = len(await publications.all_of(reader))
    return counted(count, "publication", "publications")
