"""Who may do what. Asked again at every step, because a card stays on the screen longer than a role."""

from bot.errors import InvalidInput, NotAllowed, NotFound
from bot.model import Actor, Publication
from bot.store import publications
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
        raise NotAllowed("Only admins may do this: it takes the permission Manage Server.")


async def choose(reader: Reader, guild_id: int, name: str | None) -> Publication:
    """The guild's publication of that name, or its only one.

    Raises NotFound where there is none, and InvalidInput where a name is needed to tell several apart.
    """
    known = await publications.of_guild(reader, guild_id)
    if not known:
        raise NotFound("This server has no publication yet. An admin sets one up with /setup publication.")
    names = ", ".join(f"“{publication.name}”" for publication in known)
    if name is not None:
        for publication in known:
            if publication.name.casefold() == name.strip().casefold():
                return publication
        raise NotFound(f"There is no publication of that name here. This server has {names}.")
    if len(known) > 1:
        raise InvalidInput(
            f"This server has several publications: {names}. Say which with the option “publication”."
        )
    return known[0]


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
