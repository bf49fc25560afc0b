"""Who may do what. Asked again at every step, because a card stays on the screen longer than a role."""

from collections.abc import Iterable

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.model import Actor, Publication
from bot.store import following, publications
from bot.store.connection import Reader


def moderates(actor: Actor, publication: Publication) -> bool:
    """Whether the person is a moderator of the publication: by permission, or by the role it names."""
    if actor.guild_id != publication.guild_id:
        return False
    by_permission = actor.manages_server or actor.manages_messages
    return by_permission or publication.moderators_role in actor.roles


def require_moderator(actor: Actor, publication: Publication) -> None:
    """Raise NotAllowed unless the person moderates the publication."""
    if not moderates(actor, publication):
        raise NotAllowed(
            f"Only moderators of {publication.name} may do this: it takes the permission Manage Messages or the "
            "publication's moderators role. Ask an admin of this server."
        )


def require_admin(actor: Actor) -> None:
    """Raise NotAllowed unless the person manages the server."""
    if not actor.manages_server:
        raise NotAllowed(
            "Only admins may do this: it takes the permission Manage Server. Ask an admin of this server."
        )


async def choose(reader: Reader, guild_id: int, name: str | None) -> Publication:
    """The guild's own publication of that name, or its only one: to suggest to, to review, to set up.

    Raises NotFound where there is none, and says whose it is where the guild only follows it; InvalidInput where a
    name is needed to tell several apart.
    """
    known = await publications.of_guild(reader, guild_id)
    if not known or (name is not None and named(known, name) is None):
        await _refuse_followed(reader, guild_id, name)
    return _chosen(known, name)


async def choose_to_read(reader: Reader, guild_id: int, name: str | None) -> Publication:
    """The same among all that the guild may read: its own, and those it follows, also by their codes."""
    return _chosen(await publications.seen_by(reader, guild_id), name)


async def all_to_read(reader: Reader, guild_id: int) -> list[Publication]:
    """All of these; NotFound where there are none."""
    return _some(await publications.seen_by(reader, guild_id))


def named(known: Iterable[Publication], name: str) -> Publication | None:
    """The first of these publications with that name, whatever its case, or with that code."""
    wanted = name.strip()
    return next((one for one in known if wanted.casefold() == one.name.casefold() or wanted == one.uid), None)


def _chosen(known: list[Publication], name: str | None) -> Publication:
    names = ", ".join(f"“{publication.name}”" for publication in _some(known))
    if name is not None:
        if (chosen := named(known, name)) is not None:
            return chosen
        raise NotFound(f"There is no publication of that name here. This server has {names}.")
    if len(known) > 1:
        raise InvalidInput(
            f"This server has several publications: {names}. Say which with the option “publication”."
        )
    return known[0]


def _some(known: list[Publication]) -> list[Publication]:
    if not known:
        raise NotFound("This server has no publication yet. An admin sets one up with /setup publication.")
    return known


async def _refuse_followed(reader: Reader, guild_id: int, name: str | None) -> None:
    followed = [one for one in await publications.seen_by(reader, guild_id) if one.guild_id != guild_id]
    chosen = next(iter(followed), None) if name is None else named(followed, name)
    if chosen is not None:
        server = await following.server_name(reader, chosen.guild_id)
        whose = f"the server “{server}”" if server else "another server"
        raise NotFound(
            f"{chosen.name} is published by {whose}, and this server follows it: suggestions go there, as its desk "
            "and settings are there. Here it can be read with /digest and searched with /search."
        )


async def own(reader: Reader, actor: Actor, publication_id: int) -> Publication:
    """The publication with this id, if it is the person's guild's; NotFound otherwise."""
    publication = await publications.get(reader, publication_id)
    if actor.guild_id != publication.guild_id:
        raise NotFound("This publication is not one of this server's.")
    return publication


async def moderated(reader: Reader, actor: Actor, publication_id: int) -> Publication:
    """The publication with this id, if the person moderates it."""
    publication = await own(reader, actor, publication_id)
    require_moderator(actor, publication)
    return publication
