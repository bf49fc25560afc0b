"""Discord's JSON of people, guilds, channels and roles."""

from bot.sandbox.errors import Json
from bot.sandbox.records import ChannelRecord, GuildRecord, MemberRecord, Overwrite, Person, RoleRecord, Tag

PREFERRED_LOCALE = "en-US"


def user(person: Person) -> Json:
    """A user as everyone sees it."""
    return {
        "id": str(person.id),
        "username": person.name,
        "global_name": None if person.bot else person.name,
        "discriminator": "0000" if person.bot else "0",
        "avatar": None,
        "bot": person.bot,
        "public_flags": 0,
        "flags": 0,
        "primary_guild": None,
    }


def own_user(bot: Person) -> Json:
    """The bot's account as it sees itself."""
    return {**user(bot), "verified": True, "mfa_enabled": True, "email": None, "locale": PREFERRED_LOCALE}


def member(one: MemberRecord) -> Json:
    """A guild's member, with its user."""
    return {"user": user(one.person), **bare_member(one), "mute": False, "deaf": False}


def bare_member(one: MemberRecord) -> Json:
    """A member as it stands in `resolved`: without user, deaf and mute."""
    return {
        "roles": [str(role_id) for role_id in one.role_ids],
        "joined_at": one.joined_at,
        "nick": None,
        "avatar": None,
        "banner": None,
        "premium_since": None,
        "communication_disabled_until": None,
        "pending": False,
        "flags": 0,
    }


def role(one: RoleRecord) -> Json:
    """A role of a guild."""
    shape: Json = {
        "id": str(one.id),
        "name": one.name,
        "permissions": str(one.permissions),
        "position": one.position,
        "color": 0,
        "colors": {"primary_color": 0, "secondary_color": None, "tertiary_color": None},
        "hoist": False,
        "managed": one.of_bot is not None,
        "mentionable": one.mentionable,
        "icon": None,
        "unicode_emoji": None,
        "flags": 0,
    }
    return shape if one.of_bot is None else {**shape, "tags": {"bot_id": str(one.of_bot)}}


def channel(one: ChannelRecord) -> Json:
    """A channel or a thread."""
    common: Json = {
        "id": str(one.id),
        "guild_id": str(one.guild_id),
        "type": int(one.type),
        "name": one.name,
        "parent_id": None if one.parent_id is None else str(one.parent_id),
        "last_message_id": None if one.last_message_id is None else str(one.last_message_id),
        "rate_limit_per_user": 0,
        "flags": one.flags,
    }
    if one.thread is not None:
        return {**common, **_thread_only(one)}
    shape = {**common, **_channel_only(one)}
    return {**shape, **_forum_only(one)} if one.is_forum else shape


def _channel_only(one: ChannelRecord) -> Json:
    return {
        "position": one.position,
        "permission_overwrites": [_overwrite(overwrite) for overwrite in one.overwrites.values()],
        "nsfw": False,
        "topic": one.topic,
    }


def _forum_only(one: ChannelRecord) -> Json:
    return {
        "available_tags": [_tag(tag) for tag in one.tags],
        "default_reaction_emoji": None,
        "default_sort_order": None,
        "default_forum_layout": 0,
    }


def _thread_only(one: ChannelRecord) -> Json:
    state = one.thread
    assert state is not None  # noqa: S101 - the caller has looked
    return {
        "owner_id": str(state.owner_id),
        "message_count": len(one.messages),
        "member_count": 1,
        "total_message_sent": one.sent_in_all,
        "applied_tags": [str(tag) for tag in state.applied_tags],
        "thread_metadata": {
            "archived": state.archived,
            "archive_timestamp": state.archived_at or state.created_at,
            "auto_archive_duration": state.auto_archive_duration,
            "locked": state.locked,
            "create_timestamp": state.created_at,
        },
    }


def _overwrite(one: Overwrite) -> Json:
    return {"id": str(one.id), "type": int(one.of_member), "allow": str(one.allow), "deny": str(one.deny)}


def _tag(one: Tag) -> Json:
    return {
        "id": str(one.id),
        "name": one.name,
        "moderated": one.moderated,
        "emoji_id": None,
        "emoji_name": None,
    }


def thread_member(thread: ChannelRecord, person_id: int) -> Json:
    """That a person is in a thread."""
    joined_at = thread.thread.created_at if thread.thread else ""
    return {"id": str(thread.id), "user_id": str(person_id), "join_timestamp": joined_at, "flags": 0}


def guild(one: GuildRecord) -> Json:
    """A guild, as far as both HTTP and gateway tell of it."""
    return {
        **_plain_guild(one),
        "id": str(one.id),
        "name": one.name,
        "owner_id": str(one.owner_id),
        "roles": [role(each) for each in one.roles.values()],
    }


def guild_created(one: GuildRecord, bot: MemberRecord, visible_threads: list[ChannelRecord]) -> Json:
    """A guild as GUILD_CREATE brings it to a bot without members and presences."""
    return {
        **guild(one),
        "joined_at": bot.joined_at,
        "large": False,
        "member_count": len(one.members),
        "voice_states": [],
        "presences": [],
        "stage_instances": [],
        "guild_scheduled_events": [],
        "soundboard_sounds": [],
        "members": [member(bot)],
        "channels": [channel(each) for each in one.channels.values() if not each.is_thread],
        "threads": [channel(each) for each in visible_threads],
    }


def _plain_guild(one: GuildRecord) -> Json:
    return {
        **dict.fromkeys(_NULL_IN_GUILDS),
        "features": ["COMMUNITY", "NEWS"],
        "emojis": [],
        "stickers": [],
        "afk_timeout": 300,
        "system_channel_flags": 0,
        "verification_level": 1,
        "default_message_notifications": 1,
        "mfa_level": 0,
        "explicit_content_filter": 2,
        "max_members": 500_000,
        "max_presences": 50_000,
        "max_video_channel_users": 25,
        "max_stage_video_channel_users": 50,
        "premium_tier": 0,
        "premium_subscription_count": 0,
        "preferred_locale": PREFERRED_LOCALE,
        "nsfw": False,
        "nsfw_level": 0,
        "premium_progress_bar_enabled": False,
        "widget_enabled": False,
        "region": "deprecated",
        "home_header": None,
        "approximate_member_count": len(one.members),
        "approximate_presence_count": 1,
    }


_NULL_IN_GUILDS = (
    "icon",
    "description",
    "splash",
    "discovery_splash",
    "banner",
    "application_id",
    "afk_channel_id",
    "system_channel_id",
    "vanity_url_code",
    "rules_channel_id",
    "public_updates_channel_id",
    "safety_alerts_channel_id",
    "widget_channel_id",
    "incidents_data",
)
