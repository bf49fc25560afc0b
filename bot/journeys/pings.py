"""Whether roles can be pinged where they are to be: told once, and no reason to pause; all comes without, too."""

from typing import NamedTuple, Protocol

from bot.clock import Clock
from bot.editorial.marks import notice_mark
from bot.model import Publication
from bot.store import notices, publications, records
from bot.store.connection import Reader, Writer
from bot.store.database import Database


class PingInspector(Protocol):
    """What looks at Discord, without asking it anything."""

    def unpingable(self, guild_id: int, channel_id: int, role_id: int) -> str | None:
        """Why a role is not pinged in a channel, empty where it is; None where that is not known."""
        ...


class _Ping(NamedTuple):
    """A role that is to be pinged in a channel, with a digest or with what moderators are told."""

    publication: Publication
    guild_id: int
    channel_id: int
    role_id: int
    text: str

    @property
    def key(self) -> str:
        return f"ping:{self.publication.id}:{self.channel_id}:{self.role_id}"


async def look(database: Database, clock: Clock, inspector: PingInspector, guild_id: int | None) -> bool:
    """Look at one guild's pings, or at all; whether somebody is to be told something new."""
    async with database.read() as reader:
        known = await records.kept_under(reader, "ping:")
        pings = await _every(reader, guild_id)
    seen = [(one, inspector.unpingable(one.guild_id, one.channel_id, one.role_id)) for one in pings]
    news = [(one, why) for one, why in seen if why is not None and why != known.get(one.key, "")]
    if news:
        await database.write(lambda tx: _note(tx, clock, news))
    return any(why for _, why in news)


async def _every(reader: Reader, guild_id: int | None) -> list[_Ping]:
    channels = [one for one in await publications.every_channel(reader, guild_id) if one.role_id is not None]
    own = await (publications.all_of(reader) if guild_id is None else publications.of_guild(reader, guild_id))
    by_id = {one.id: one for one in own}
    for publication_id in {one.publication_id for one in channels} - by_id.keys():
        by_id[publication_id] = await publications.get(reader, publication_id)  # which the guild follows
    return [
        *(
            _Ping(by_id[one.publication_id], one.guild_id, one.channel_id, one.role_id or 0, _POST)
            for one in channels
        ),
        *(_desk(one) for one in own if None not in (one.guild_id, one.moderators_channel, one.moderators_role)),
    ]


def _desk(own: Publication) -> _Ping:
    return _Ping(own, own.guild_id or 0, own.moderators_channel or 0, own.moderators_role or 0, _DESK)


async def _note(tx: Writer, clock: Clock, news: list[tuple[_Ping, str]]) -> None:
    now = clock.now()
    for one, why in news:
        await records.keep(tx, one.key, why)
        if why:
            text = one.text.format(name=one.publication.name, channel=one.channel_id, why=why)
            mark = notice_mark(one.publication.uid, one.key, text, now.isoformat())
            await notices.add(tx, one.publication.id, mark, text, now, one.guild_id)


_POST = "{name} comes in <#{channel}> without its ping: {why}."
_DESK = "What moderators of {name} must see to is said in <#{channel}> without a ping: {why}."
