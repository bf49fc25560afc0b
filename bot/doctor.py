"""`digest-bot doctor`: looks at everything that the bot needs, and changes nothing on Discord."""

import logging
import os
from collections.abc import AsyncGenerator
from pathlib import Path

from bot import app
from bot.client import use_api
from bot.config import Settings
from bot.editorial.text import counted
from bot.errors import DigestError
from bot.search import stored
from bot.store import publications
from bot.store.database import Database
from bot.ui.examination import Finding, examine, logged_in


async def checkup(settings: Settings) -> AsyncGenerator[Finding]:
    """Settings, database and migrations, and with a token the permissions in every channel."""
    logging.getLogger("discord").setLevel(logging.CRITICAL)  # what it would say stands in the findings
    yield Finding(True, f"settings: Discord at {settings.discord_api_url}")
    try:
        if not os.path.lexists(settings.digest_database):
            yield _to_be_made(settings.digest_database)
            async for finding in _on_discord(settings, None):
                yield finding
            return
        async with app.opened_as_set(settings) as database:
            yield Finding(
                True, f"database: {settings.digest_database}, at the newest version, {await _size(database)}"
            )
            yield await _search(settings, database)
            async for finding in _on_discord(settings, database):
                yield finding
    except DigestError as error:
        yield Finding(False, str(error))


def _to_be_made(path: Path) -> Finding:
    """Whether the first start can make the database, with its folders."""
    above = next(one for one in path.absolute().parents if os.path.lexists(one))
    if not os.path.isdir(above) or not os.access(above, os.W_OK | os.X_OK):
        return Finding(
            False, f"database: {path} cannot be made, for {above} is no folder to write to. Check DIGEST_DATABASE."
        )
    return Finding(True, f"database: {path} is not there yet; the first start makes it")


async def _on_discord(settings: Settings, database: Database | None) -> AsyncGenerator[Finding]:
    if settings.discord_token is None:
        yield Finding(True, "Discord: no DISCORD_TOKEN is set, so only the sandbox can be run")
        return
    use_api(settings.discord_api_url)
    async with logged_in(settings.token) as client:
        yield Finding(True, f"Discord: logged in as {client.user}")
        if database is None:
            return
        async with database.read() as reader:
            for publication in await publications.all_of(reader):
                channels = await publications.channels(reader, publication.id)
                for finding in await examine(client, publication, channels):
                    yield Finding(finding.fine, f"{publication.name}: {finding.said}")


async def _size(database: Database) -> str:
    async with database.read() as reader:
        count = len(await publications.all_of(reader))
    return counted(count, "publication", "publications")


async def _search(settings: Settings, database: Database) -> Finding:
    """Whether the index of each publication fits into the memory that is set aside."""
    async with database.read() as reader:
        name, size = await stored.largest(reader)
    megabytes, kept = -(-size // 2**20), settings.digest_index_memory
    if megabytes <= kept:
        return Finding(True, f"search: the largest index takes {megabytes:,} of {kept:,} MB")
    return Finding(
        False,
        f"search: the index of {name} takes {megabytes:,} MB and only {kept:,} are kept in memory, so every search"
        f" reads the rest from the disk. Set DIGEST_INDEX_MEMORY to {megabytes:,} or more.",
    )
