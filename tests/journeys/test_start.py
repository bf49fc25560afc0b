"""What happens between the start of the program and its end."""

import asyncio
import os
import signal
import sys
from pathlib import Path

import aiohttp

from bot.sandbox.permissions import Permission
from tests.journeys.clubs import Club, RunningBot

ROOT = Path(__file__).parents[2]


def _registrations(bot: RunningBot) -> int:
    return sum(one.method == "PUT" and one.path.endswith("/commands") for one in bot.discord.exchanges)


def _environment(bot: RunningBot, **settings: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("DISCORD_", "DIGEST_"))}
    own = {
        "DISCORD_TOKEN": bot.discord.token,
        "DISCORD_API_URL": bot.discord.api_url,
        "DIGEST_DATABASE": str(bot.database),
    }
    return {**kept, **own, **settings}


async def _forget_commands(bot: RunningBot) -> None:
    """Somebody else with the token registers no commands at all."""
    address = f"{bot.discord.api_url}/applications/{bot.discord.application_id}/commands"
    headers = {"Authorization": f"Bot {bot.discord.token}"}
    async with aiohttp.ClientSession(headers=headers) as session, session.put(address, json=[]) as answer:
        assert answer.status == 200


async def digest_bot(bot: RunningBot, *arguments: str, **settings: str) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *arguments,
        cwd=ROOT,
        env=_environment(bot, **settings),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_commands_are_registered_once_and_again_when_somebody_has_changed_them(
    club: Club, bot: RunningBot
) -> None:
    before = _registrations(bot)
    await bot.restart()
    await club.lin.slash(club.chat, "digest")
    assert _registrations(bot) == before
    await bot.stop()
    await _forget_commands(bot)
    assert club.lin.commands(club.chat) == []
    await bot.start()
    assert club.lin.commands(club.chat) == ["Add to digest", "digest", "search", "submit"]


async def test_each_audience_sees_its_own_commands(club: Club) -> None:
    everyone = {"Add to digest", "digest", "search", "submit"}
    desk = {f"desk {name}" for name in ("entry", "import", "open", "preview", "publish")}
    settings = {f"setup {name}" for name in ("follow", "publication", "status", "unfollow")}
    channels = {f"setup channel {name}" for name in ("add", "remove", "test")}
    assert set(club.lin.commands(club.chat)) == everyone
    assert set(club.mo.commands(club.chat)) == everyone | desk
    assert set(club.ada.commands(club.chat)) == everyone | desk | settings | channels


async def test_the_bot_serves_a_server_that_invites_it_later(bot: RunningBot) -> None:
    guild = bot.discord.world.add_guild("Late Club")
    late = Club(bot, guild)
    assert "is set up" in (await late.set_up()).text


async def test_the_doctor_names_what_is_missing_in_which_channel(club: Club, bot: RunningBot) -> None:
    code, said = await digest_bot(bot, "doctor")
    assert "#digest in Exosome Club: the bot may do all it needs" in said
    own = club.guild.members[bot.discord.bot_id]
    bot.discord.world.set_overwrite(club.digest, own, deny=int(Permission.SEND_MESSAGES))
    code, said = await digest_bot(bot, "doctor")
    assert code == 1
    assert "PROBLEM Exosomes Digest: #digest in Exosome Club: the bot lacks Send Messages" in said
    assert bot.discord.token not in said
    assert all(line.startswith(("ok ", "PROBLEM ")) for line in said.splitlines())


async def test_the_doctor_looks_at_the_moderators_channel_too(club: Club, bot: RunningBot) -> None:
    code, said = await digest_bot(bot, "doctor")
    assert f"moderators' #{club.desk.name} in Exosome Club: the bot may do all it needs" in said
    own = club.guild.members[bot.discord.bot_id]
    bot.discord.world.set_overwrite(club.desk, own, deny=int(Permission.SEND_MESSAGES))
    code, said = await digest_bot(bot, "doctor")
    assert code == 1
    assert f"PROBLEM Exosomes Digest: moderators' #{club.desk.name} in Exosome Club: the bot lacks Send" in said


async def test_a_token_that_discord_refuses_is_one_sentence(bot: RunningBot, tmp_path: Path) -> None:
    code, said = await digest_bot(
        bot, "run", DISCORD_TOKEN="of-another-bot", DIGEST_DATABASE=str(tmp_path / "x.db")
    )
    assert code == 2
    assert said == "Discord refuses DISCORD_TOKEN. Copy the token again from its portal.\n"


async def test_a_connected_bot_ends_within_five_seconds_when_told(bot: RunningBot, tmp_path: Path) -> None:
    await bot.stop()
    known = len(bot.discord.sessions)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        "run",
        cwd=ROOT,
        env=_environment(bot, DIGEST_DATABASE=str(tmp_path / "digest.db")),
        stderr=asyncio.subprocess.PIPE,
    )
    await bot.discord.until(lambda: len(bot.discord.sessions) > known and bot.discord.connected)
    process.send_signal(signal.SIGTERM)
    async with asyncio.timeout(5):
        _, said = await process.communicate()
    assert process.returncode == 0
    assert b"Traceback" not in said
    left = {file.name for file in tmp_path.iterdir()}
    assert left == {"digest.db", "digest.db-lead"}  # nothing that waits to be written
