"""Every part stands in every channel once and in order, whatever fails between the running bot and Discord."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Iterator
from datetime import timedelta
from typing import Literal, Protocol

import pytest
from aiohttp import web
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.model import ChannelKind
from bot.sandbox.faults import Fault
from bot.sandbox.limits import Limits
from bot.sandbox.messages import CROSSPOSTED
from bot.sandbox.permissions import Permission
from bot.sandbox.records import REQUIRE_TAG, ChannelRecord, ChannelType
from bot.sandbox.server import Sandbox
from bot.sandbox.world import Event
from bot.ui.inspection import DiscordInspector
from tests.journeys.clubs import Club, RunningBot, found_club
from tests.journeys.posts import LONG, SHORT, Issue, reached

When = Literal["before", "after"]
EVERYWHERE: tuple[ChannelKind, ...] = ("text", "announcement", "forum")
IN_AN_HOUR = 3600.0
SOON = timedelta(days=-3)  # it is due then, so that the bot does not publish it by itself


@pytest.fixture(scope="module")
def limits() -> Limits:
    return Limits()


@pytest.fixture(scope="module")
async def discord(limits: Limits) -> AsyncGenerator[Sandbox]:
    """A Discord of this file's own: what it answers here is in part such as Discord itself never would."""
    sandbox = await Sandbox.start(limits=limits)
    yield sandbox
    await sandbox.close()


@pytest.fixture(scope="module")
async def shared_bot(discord: Sandbox, tmp_path_factory: pytest.TempPathFactory) -> AsyncGenerator[RunningBot]:
    """A bot of its own; afterwards discord.py, which knows only one address, is back with the other files' bot."""
    others = Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY
    bot = RunningBot(discord, tmp_path_factory.mktemp("delivery") / "digest.db")
    await bot.start()
    yield bot
    await bot.stop()
    Route.BASE, DiscordWebSocket.DEFAULT_GATEWAY = others


@pytest.fixture
def club(bot: RunningBot) -> Club:
    """A server that is set up with the issue that is to be posted."""
    return found_club(bot, "Exosome Club")


class Prepare(Protocol):
    """Makes an issue for a club's channels, ready to be published."""

    def __call__(self, *kinds: ChannelKind, entries: int = SHORT, late: timedelta = SOON) -> Awaitable[Issue]: ...


@pytest.fixture
def prepared(club: Club, bot: RunningBot) -> Prepare:
    async def prepare(*kinds: ChannelKind, entries: int = SHORT, late: timedelta = SOON) -> Issue:
        issue = Issue(club, bot.database, kinds or EVERYWHERE, entries)
        await issue.prepare(late)
        return issue

    return prepare


def sending(channel: ChannelRecord) -> str:
    """The path of what opens the part in a channel: a message, or a forum's post."""
    return rf"/channels/{channel.id}/{'threads' if channel.is_forum else 'messages'}$"


def crossposting(channel: ChannelRecord) -> str:
    return rf"/channels/{channel.id}/messages/\d+/crosspost$"


def forbid(club: Club, channel: ChannelRecord, *what: Permission) -> None:
    """Take these permissions from the bot in one channel, and give back what was taken before."""
    world = club.bot.discord.world
    world.set_overwrite(channel, club.guild.members[world.bot.id], deny=int(sum(what)))


async def heard(bot: RunningBot) -> None:
    """Wait until the bot has heard what Discord has told it so far: it tells everything in order."""
    elsewhere = found_club(bot, "Elsewhere")
    await elsewhere.lin.slash(elsewhere.chat, "digest")


@pytest.fixture
def forget(limits: Limits, bot: RunningBot) -> Iterator[Callable[[], None]]:
    """Let five minutes pass, after which Discord no longer knows what was sent under a nonce."""
    remembered = limits.nonce_seconds

    def pass_by() -> None:
        limits.nonce_seconds = 0
        bot.clock.forward(minutes=5)
        bot.look_at_the_clock()

    yield pass_by
    limits.nonce_seconds = remembered


async def open_thread(issue: Issue) -> tuple[ChannelRecord, Fault]:
    """Publish the issue, and hold the answer that its forum post is open, so that faults can be laid there."""
    club = issue.club
    opening = club.bot.discord.faults.add(path=sending(club.forum), kind="hold", when="after")
    await issue.publish(opening)
    (thread,) = issue.threads()
    return thread, opening


# --- nothing fails ----------------------------------------------------------------------------------------


async def test_a_long_issue_goes_on_over_several_messages_in_every_kind_of_channel(prepared: Prepare) -> None:
    issue = await prepared(entries=LONG)
    await issue.publish()
    await issue.arrive()
    assert not issue.notices()


# --- Discord answers errors -------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("status", [500, 502, 503])
async def test_a_server_error_in_mid_post_doubles_and_loses_nothing(
    prepared: Prepare, club: Club, discord: Sandbox, status: int, when: When
) -> None:
    issue = await prepared()
    for channel in (club.digest, club.news, club.forum):
        discord.faults.add(path=sending(channel), kind="status", status=status, when=when)
    discord.faults.add(path=crossposting(club.news), kind="status", status=status, when=when)
    await issue.publish()
    await issue.arrive()
    assert not issue.notices()


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["lost", "reset"])
async def test_a_connection_that_breaks_in_mid_post_doubles_and_loses_nothing(
    prepared: Prepare, club: Club, discord: Sandbox, kind: Literal["lost", "reset"], when: When
) -> None:
    issue = await prepared(entries=LONG)
    for channel in (club.digest, club.news, club.forum):
        discord.faults.add(path=sending(channel), kind=kind, when=when)
    discord.faults.add(path=sending(club.digest), kind=kind, when=when, after_hits=2)
    discord.faults.add(path=crossposting(club.news), kind=kind, when=when)
    await issue.publish()
    await issue.arrive()
    assert not issue.notices()


async def test_an_answer_that_makes_no_sense_doubles_and_loses_nothing(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared()
    for channel in (club.digest, club.news, club.forum):
        discord.faults.add(path=sending(channel), kind="status", status=200, when="after")
    await issue.publish()
    await issue.arrive()
    assert not issue.notices()


async def test_a_short_rate_limit_is_waited_out(prepared: Prepare, club: Club, discord: Sandbox) -> None:
    issue = await prepared()
    for channel in (club.digest, club.news, club.forum):
        discord.faults.add(path=sending(channel), kind="status", status=429, retry_after=0.1, times=2)
    discord.faults.add(path=crossposting(club.news), kind="status", status=429, retry_after=0.1)
    await issue.publish()
    await issue.arrive()
    assert not issue.notices()


async def test_a_long_rate_limit_is_waited_out_and_holds_no_other_channel_up(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared(entries=LONG)
    discord.faults.add(path=sending(club.digest), kind="status", status=429, retry_after=IN_AN_HOUR)
    await issue.publish()
    await issue.arrive("announcement", "forum")
    assert not issue.stands("text")
    await issue.says("0 of 4 messages sent; 4 due (Discord asked to wait)")
    bot.clock.forward(hours=1, seconds=1)
    bot.look_at_the_clock()
    await issue.arrive("text")
    assert not issue.notices()


async def test_a_ban_that_is_not_discords_own_is_waited_out(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.api.middlewares.Rates.shape_429", without_via)
    issue = await prepared()
    for channel in (club.digest, club.news, club.forum):
        discord.faults.add(path=sending(channel), kind="status", status=429)
    await issue.publish()
    await issue.skip_the_pause()
    bot.clock.forward(seconds=1)
    bot.look_at_the_clock()
    await issue.arrive()
    assert not issue.notices()


async def test_a_wait_without_the_signs_of_discords_own_is_as_long_as_it_says(
    prepared: Prepare, club: Club, discord: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.sandbox.api.middlewares.Rates.shape_429", with_retry_after_alone)
    issue = await prepared("text")
    discord.faults.add(path=sending(club.digest), kind="status", status=429)
    await issue.publish()
    await issue.arrive()


def with_retry_after_alone(retry_after: float, scope: str, code: int = 0) -> web.Response:
    """A bare limit."""
    return web.json_response({"retry_after": retry_after}, status=429, headers={"Retry-After": "1"})


def without_via(retry_after: float, scope: str, code: int = 0) -> web.Response:
    """What a proxy in front of Discord answers to one whom it has banned."""
    return web.Response(status=429, text="error code: 1015")


@pytest.mark.parametrize("then", ["a long rate limit", "a refusal"])
async def test_what_was_created_before_an_error_and_refused_at_the_repeat_stands_once(
    prepared: Prepare,
    club: Club,
    discord: Sandbox,
    forget: Callable[[], None],
    then: str,
) -> None:
    """discord.py repeats by itself after a 500, so the bot sees the second answer only."""
    issue = await prepared("text")
    discord.faults.add(path=sending(club.digest), kind="status", status=500, when="after")
    status = 429 if then == "a long rate limit" else 403
    refused = discord.faults.add(path=sending(club.digest), kind="status", status=status, retry_after=IN_AN_HOUR)
    await issue.publish(refused)
    forget()
    await issue.press_retry()
    await issue.arrive()


# --- announcements ----------------------------------------------------------------------------------------


async def test_a_publishing_that_must_wait_an_hour_holds_nothing_else_up(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared(entries=LONG)
    discord.faults.add(path=crossposting(club.news), kind="status", status=429, retry_after=IN_AN_HOUR)
    await issue.publish()
    await issue.arrive("text", "forum")
    await discord.until(lambda: len(issue.stands("announcement")) == 3)
    await issue.says("3 of 3 messages sent; 3 due to be published (Discord asked to wait)")
    bot.clock.forward(hours=1, seconds=1)
    bot.look_at_the_clock()
    await issue.arrive("announcement")
    assert not issue.notices()


async def test_what_a_human_has_published_already_counts_as_published(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared("announcement")
    held = discord.faults.add(path=crossposting(club.news), kind="hold")
    await issue.publish(held)
    (message,) = issue.stands("announcement")
    message.data["flags"] |= CROSSPOSTED
    held.release()
    await issue.arrive()
    assert not issue.notices()


async def test_an_announcement_deleted_before_it_was_published_stays_away_and_the_rest_goes_on(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared("announcement", entries=LONG)
    held = discord.faults.add(path=crossposting(club.news), kind="hold")
    await issue.publish(held)
    discord.world.delete_message(club.news, issue.stands("announcement")[0])
    held.release()
    await issue.settle("announcement")
    issue.check("announcement", missing=[1])
    assert not issue.notices()


# --- forums -----------------------------------------------------------------------------------------------


async def test_a_forum_that_wants_a_tag_gets_one(prepared: Prepare, club: Club, discord: Sandbox) -> None:
    club.forum = discord.world.add_channel(
        club.guild, "tagged", ChannelType.FORUM, tags=["digest", "other"], flags=REQUIRE_TAG
    )
    issue = await prepared("forum")
    discord.faults.add(path=sending(club.forum), kind="lost", when="after")
    await issue.publish()
    await issue.arrive()
    (thread,) = issue.threads()
    assert thread.thread is not None
    assert thread.thread.applied_tags == [club.forum.tags[0].id]


async def test_a_post_whose_answer_was_lost_is_found_again_though_it_was_archived(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared("forum")
    fault = discord.faults.add(path=sending(club.forum), kind="hold", when="after")
    await issue.publish(fault)
    (thread,) = issue.threads()
    discord.world.archive(thread)
    discord.faults.add(path=rf"/channels/{thread.id}/messages$", kind="status", status=503)
    await club.bot.restart()
    await issue.arrive()
    assert not issue.notices()


async def test_in_a_forum_with_a_long_past_not_all_of_it_is_read_to_look_for_a_post(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    for number in range(120):
        old = discord.world.open_thread(club.forum, f"Question {number}", club.lin.member.person)
        discord.world.archive(old)
        assert old.thread is not None
        old.thread.archived_at = "2025-01-01T00:00:00.000000+00:00"
    issue = await prepared("forum")
    discord.faults.add(path=sending(club.forum), kind="lost")
    discord.faults.add(method="GET", path="/archived/public$", kind="status", status=403, after_hits=1)
    await issue.publish()
    await issue.arrive()
    assert not issue.notices()


async def test_a_forum_post_that_a_human_has_deleted_is_not_put_back_and_the_forum_goes_on(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared("forum", entries=LONG)
    thread, opening = await open_thread(issue)
    held = discord.faults.add(path=sending(thread), kind="hold")
    opening.release()
    await reached(held)
    discord.world.delete_channel(club.guild, thread)
    held.release()
    await issue.settle("forum")
    assert not issue.threads()
    assert not issue.notices()
    assert "paused" not in await issue.status()


async def test_a_forum_post_that_a_human_has_locked_does_not_stop_the_forum(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared("forum", entries=LONG)
    thread, opening = await open_thread(issue)
    held = discord.faults.add(path=sending(thread), kind="hold")
    opening.release()
    await reached(held)
    discord.world.archive(thread, locked=True)
    held.release()
    await issue.told("could not be finished", "Thread is locked", "Retry on the desk card")
    status = await issue.status()
    assert "paused" not in status
    assert "1 of 5 messages sent; 3 due; 1 failed" in status
    discord.world.archive(thread, archived=False, locked=False)
    await issue.press_retry()
    await issue.arrive()


# --- longer than Discord remembers ------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
async def test_after_a_long_outage_it_is_looked_for_and_stands_once(
    prepared: Prepare, club: Club, discord: Sandbox, forget: Callable[[], None], when: When
) -> None:
    issue = await prepared(entries=LONG)
    begun = [
        discord.faults.add(path=sending(channel), kind="hold", when=when)
        for channel in (club.digest, club.news, club.forum)
    ]
    await issue.publish(*begun)
    if when == "after":
        discord.world.post(club.digest, club.lin.member, "What a long issue!")
    await club.bot.stop()
    forget()
    await club.bot.start()
    await issue.arrive()
    assert not issue.notices()


@pytest.mark.parametrize(
    ("ahead", "seemingly"),
    [
        (timedelta(hours=23), timedelta(minutes=5)),
        (timedelta(hours=3), timedelta(hours=-3)),
        (timedelta(days=-1), timedelta(minutes=5)),
        (timedelta(), timedelta()),
    ],
    ids=["ahead of Discord's", "set back", "behind Discord's", "standing still"],
)
async def test_whatever_the_machines_clock_says_after_a_long_outage_it_is_looked_for_and_stands_once(
    prepared: Prepare,
    club: Club,
    discord: Sandbox,
    forget: Callable[[], None],
    ahead: timedelta,
    seemingly: timedelta,
) -> None:
    clock = club.bot.clock
    clock.set(clock.now() + ahead)
    issue = await prepared("text", "forum", entries=LONG)
    begun = [
        discord.faults.add(path=sending(channel), kind="hold", when="after")
        for channel in (club.digest, club.forum)
    ]
    await issue.publish(*begun)
    await club.bot.stop()
    now = clock.now()
    forget()
    clock.set(now + seemingly)
    await club.bot.start()
    await issue.arrive()
    assert not issue.notices()


async def test_where_nothing_tells_discords_time_it_is_found_among_the_newest(
    prepared: Prepare,
    club: Club,
    discord: Sandbox,
    forget: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("aiohttp.web_response.rfc822_formatted_time", lambda: "today")
    await club.bot.stop()
    club.bot.clock.set(club.bot.clock.now() + timedelta(hours=3))
    await club.bot.start()
    issue = await prepared("text", "forum")
    begun = [
        discord.faults.add(path=sending(channel), kind="hold", when="after")
        for channel in (club.digest, club.forum)
    ]
    await issue.publish(*begun)
    await club.bot.stop()
    forget()
    await club.bot.start()
    await issue.arrive()
    assert not issue.notices()


async def test_where_the_history_is_closed_it_is_parked_and_said_and_goes_on_when_it_is_open(
    prepared: Prepare, club: Club, discord: Sandbox, forget: Callable[[], None]
) -> None:
    issue = await prepared(entries=LONG)
    closed = [club.digest, club.forum]
    faults = [discord.faults.add(path=sending(channel), kind="lost", when="after") for channel in closed]
    for channel in closed:
        forbid(club, channel, Permission.READ_MESSAGE_HISTORY)
    await issue.publish(*faults)
    forget()
    await issue.arrive("announcement")
    await discord.until(lambda: len(issue.notices()) == 2)
    assert all("Read Message History" in said for said in issue.notices())
    assert "1 failed" in await issue.status()
    for channel in closed:
        forbid(club, channel)
    await issue.press_retry()
    await issue.arrive()
    assert len(issue.notices()) == 2


async def test_an_unreadable_history_is_tried_again(
    prepared: Prepare, club: Club, discord: Sandbox, forget: Callable[[], None]
) -> None:
    issue = await prepared("text")
    lost = discord.faults.add(path=sending(club.digest), kind="lost", when="after")
    reading = discord.faults.add(method="GET", path=sending(club.digest), kind="status", status=503, times=2)
    await issue.publish(lost)
    forget()
    await reached(reading)
    for _ in range(2):
        await issue.skip_the_pause()
    await issue.arrive()
    assert not issue.notices()


# --- deleted by a human -----------------------------------------------------------------------------------


async def test_a_part_deleted_between_two_tries_is_not_posted_again_and_the_rest_goes_on(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared("text", "announcement", entries=LONG)
    for channel in (club.digest, club.news):
        discord.faults.add(path=sending(channel), kind="hold", when="after")
    await issue.publish()
    await discord.until(lambda: issue.stands("text") and issue.stands("announcement"))
    await club.bot.stop()
    discord.world.delete_message(club.digest, issue.stands("text")[0])
    discord.world.delete_message(club.news, issue.stands("announcement")[0])
    await club.bot.start()
    for kind in issue.kinds:
        await issue.settle(kind)
        issue.check(kind, missing=[1])
    assert not issue.notices()


# --- the channel is closed to the bot ---------------------------------------------------------------------


async def test_a_channel_that_refuses_the_bot_is_paused_and_said_once_and_retry_goes_on(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared(entries=LONG)
    forbid(club, club.digest, Permission.SEND_MESSAGES)
    await issue.publish()
    await issue.arrive("announcement", "forum")
    assert not issue.stands("text")
    await issue.told(f"<#{club.digest.id}>, which gets nothing for now", "Missing Permissions", "press Retry")
    assert "paused: Discord answered 403" in await issue.status()
    await club.bot.restart()
    forbid(club, club.digest)
    await issue.press_retry()
    await issue.arrive("text")
    assert len(issue.notices()) == 1
    assert "paused" not in await issue.status()


async def test_a_channel_that_is_gone_is_paused_and_said_once(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared()
    discord.world.delete_channel(club.guild, club.forum)
    await issue.publish()
    await issue.arrive("text", "announcement")
    await issue.told(f"<#{club.forum.id}>", "404", "Unknown Channel")
    assert "paused: Discord answered 404" in await issue.status()


async def test_a_channel_closed_in_mid_post_gets_the_rest_after_retry(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared(entries=LONG)
    faults = [
        discord.faults.add(path=sending(club.digest), kind="status", status=403, code=50013, after_hits=2),
        discord.faults.add(path=crossposting(club.news), kind="status", status=403, code=50013),
    ]
    thread, opening = await open_thread(issue)
    faults.append(discord.faults.add(path=sending(thread), kind="status", status=403, code=50013))
    opening.release()
    await reached(*faults)
    await discord.until(lambda: len(issue.notices()) == 3)
    await issue.press_retry()
    await issue.arrive()
    assert len(issue.notices()) == 3


async def test_a_part_that_discord_will_not_have_is_parked_and_said_and_other_channels_go_on(
    prepared: Prepare, club: Club, discord: Sandbox
) -> None:
    issue = await prepared()
    discord.faults.add(path=sending(club.digest), kind="status", status=400, code=50035)
    await issue.publish()
    await issue.arrive("announcement", "forum")
    await issue.told(f"could not be finished in <#{club.digest.id}>")
    assert "0 of 1 message sent; 1 failed" in await issue.status()
    await issue.press_retry()
    await issue.arrive("text")


# --- the gateway ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("what", ["4000", "1000", "resumable", "invalid", "reconnect"])
async def test_a_gateway_that_goes_away_in_mid_post_doubles_and_loses_nothing(
    prepared: Prepare, club: Club, discord: Sandbox, what: str
) -> None:
    issue = await prepared(entries=LONG)
    held = [
        discord.faults.add(path=sending(club.digest), kind="hold", after_hits=1),
        discord.faults.add(path=sending(club.forum), kind="hold", when="after"),
    ]
    await issue.publish(*held)
    known = sum(1 + session.resumes for session in discord.sessions)
    await ends[what](discord)
    for fault in held:
        fault.release()
    await discord.until(lambda: sum(1 + session.resumes for session in discord.sessions) > known, 20)
    await issue.arrive()
    assert not issue.notices()


ends: dict[str, Callable[[Sandbox], Awaitable[None]]] = {
    "4000": lambda discord: discord.disconnect(4000),
    "1000": lambda discord: discord.disconnect(1000),
    "resumable": lambda discord: discord.invalidate_session(resumable=True),
    "invalid": lambda discord: discord.invalidate_session(resumable=False),
    "reconnect": lambda discord: discord.ask_reconnect(),
}


async def test_while_discord_has_not_told_of_the_server_again_it_is_not_given_up(
    prepared: Prepare,
    club: Club,
    discord: Sandbox,
    forget: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    known = DiscordInspector.guilds

    def named(inspector: DiscordInspector) -> set[int]:
        """A new session names all servers before it tells of any."""
        return {*known(inspector), club.guild.id}

    monkeypatch.setattr(DiscordInspector, "guilds", named)
    issue = await prepared("text", "forum")
    lost = [
        discord.faults.add(path=sending(channel), kind="hold", when="after")
        for channel in (club.digest, club.forum)
    ]
    await issue.publish(*lost)
    asked = [
        discord.faults.add(method="GET", path=rf"/channels/{channel.id}$", kind="delay")
        for channel in (club.digest, club.forum)
    ]
    discord.world.tell(Event("GUILD_DELETE", {"id": str(club.guild.id)}, club.guild.id))
    await heard(club.bot)
    forget()
    for fault in lost:
        fault.kind = "lost"
        fault.release()
    await reached(*asked)
    await issue.skip_the_pause()
    discord.world.tell(Event("GUILD_CREATE", discord.world.guild_created(club.guild), club.guild.id))
    await issue.arrive()
    assert not issue.notices()


# --- late, and empty --------------------------------------------------------------------------------------


async def test_an_issue_that_fell_due_an_hour_ago_is_posted_at_the_start(
    prepared: Prepare, bot: RunningBot
) -> None:
    await bot.stop()
    issue = await prepared(entries=LONG, late=timedelta(hours=1))
    await bot.start()
    await issue.arrive()
    assert not issue.notices()


async def test_an_issue_that_fell_due_two_days_ago_waits_for_a_moderators_word(
    prepared: Prepare, bot: RunningBot, club: Club
) -> None:
    await bot.stop()
    issue = await prepared(late=timedelta(days=2))
    await bot.start()
    await issue.told("more than a day ago", "/desk publish")
    assert not any(issue.stands(kind) for kind in EVERYWHERE)
    await club.publish_now()
    await issue.arrive()
    assert len(issue.notices()) == 1


async def test_a_frozen_issue_that_reached_nobody_for_two_days_waits_for_retry(
    prepared: Prepare, bot: RunningBot, club: Club
) -> None:
    issue = await prepared("text", entries=LONG)
    await bot.stop()
    await issue.publish()
    bot.clock.forward(days=2)
    await bot.start()
    await issue.told("more than a day late", "Retry on the desk card")
    assert not issue.stands("text")
    await bot.restart()
    await issue.press_retry()
    await issue.arrive()
    assert len(issue.notices()) == 1


async def test_a_channel_that_has_the_first_part_gets_the_rest_two_days_later(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared(entries=LONG)
    begun = [
        discord.faults.add(path=sending(club.digest), kind="hold", after_hits=1),
        discord.faults.add(path=sending(club.forum), kind="hold", when="after"),
        discord.faults.add(path=sending(club.news), kind="hold", when="after", after_hits=1),
    ]
    await issue.publish(*begun)
    await bot.stop()
    bot.clock.forward(days=2)
    await bot.start()
    await issue.arrive()
    assert not issue.notices()


async def test_a_first_part_that_may_have_been_sent_and_was_not_waits_two_days_later_too(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared("text", "forum", entries=LONG)
    begun = [discord.faults.add(path=sending(channel), kind="hold") for channel in (club.digest, club.forum)]
    await issue.publish(*begun)
    await bot.stop()
    bot.clock.forward(days=2)
    await bot.start()
    await discord.until(lambda: len(issue.notices()) == 2)
    assert all("more than a day late" in said for said in issue.notices())
    assert not issue.stands("text")
    assert not issue.stands("forum")
    await issue.press_retry()
    await issue.arrive()
    assert len(issue.notices()) == 2


async def test_a_clock_put_forward_by_days_in_mid_post_stops_nothing(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared(entries=LONG)
    lost = [
        discord.faults.add(path=sending(club.digest), kind="hold", when="after", after_hits=1),
        discord.faults.add(path=sending(club.news), kind="hold", after_hits=1),
    ]
    await issue.publish(*lost)
    bot.clock.forward(days=3)
    for fault in lost:
        fault.kind = "lost"
        fault.release()
    await issue.arrive()
    assert not issue.notices()


async def test_an_outage_of_a_whole_day_ends_with_a_word_to_the_moderators(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared("text")
    outage = [
        discord.faults.add(method=method, path=sending(club.digest), kind="status", status=503, times=1000)
        for method in ("GET", "POST")
    ]
    await issue.publish(outage[1])
    for _ in range(3):
        await issue.skip_the_pause()
    bot.clock.forward(hours=25)
    bot.look_at_the_clock()
    await issue.told("could not be finished", "503", "Retry")
    discord.faults.clear()
    await issue.press_retry()
    await issue.arrive()


async def test_an_empty_week_posts_nothing_and_tells_the_moderators_once(
    prepared: Prepare, bot: RunningBot
) -> None:
    await bot.stop()
    issue = await prepared(entries=0, late=timedelta(hours=1))
    await bot.start()
    await issue.told("no article was approved, so nothing was posted")
    await bot.restart()
    await issue.status()
    assert len(issue.notices()) == 1
    assert not any(issue.stands(kind) for kind in EVERYWHERE)


# --- telling the moderators -------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("kind", ["lost", "status"])
async def test_a_notice_that_meets_an_error_is_said_once_in_the_end(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot, kind: Literal["lost", "status"], when: When
) -> None:
    issue = await prepared()
    discord.faults.add(path=sending(club.digest), kind="status", status=403)
    told = discord.faults.add(path=sending(club.desk), kind=kind, status=503, when=when, times=2)
    await issue.publish()
    await issue.arrive("announcement", "forum")
    await reached(told)
    await discord.until(lambda: told.hits == 2)
    await issue.told("403")
    await bot.restart()
    await issue.status()
    await issue.told("403")


@pytest.mark.parametrize("seemingly", [timedelta(minutes=5), timedelta()], ids=["going on", "standing still"])
async def test_a_notice_said_before_a_long_outage_is_not_said_again(
    prepared: Prepare,
    club: Club,
    discord: Sandbox,
    bot: RunningBot,
    forget: Callable[[], None],
    seemingly: timedelta,
) -> None:
    issue = await prepared()
    discord.faults.add(path=sending(club.digest), kind="status", status=403)
    told = discord.faults.add(path=sending(club.desk), kind="hold", when="after")
    await issue.publish(told)
    await bot.stop()
    now = bot.clock.now()
    forget()
    bot.clock.set(now + seemingly)
    read = discord.faults.add(method="GET", path=sending(club.desk), kind="delay", when="after")
    await bot.start()
    await reached(read)
    await issue.arrive("announcement", "forum")
    await bot.restart()
    await issue.told("403")


async def test_a_moderators_channel_that_is_gone_holds_nothing_up_and_the_next_one_is_told(
    prepared: Prepare, club: Club, discord: Sandbox, bot: RunningBot
) -> None:
    issue = await prepared()
    discord.world.delete_channel(club.guild, club.desk)
    discord.faults.add(path=sending(club.digest), kind="status", status=403)
    told = discord.faults.add(path=sending(club.desk), kind="delay", times=3)
    await issue.publish()
    await issue.arrive("announcement", "forum")
    await reached(told)
    club.desk = discord.world.add_channel(club.guild, "new desk")
    await club.set_up()
    bot.clock.forward(minutes=6)
    bot.look_at_the_clock()
    await issue.told("403")
