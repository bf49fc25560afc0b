"""What an operator sees and decides of deliveries at the terminal."""

import re

from bot.sandbox.permissions import Permission
from tests.journeys.clubs import Club, RunningBot
from tests.journeys.test_start import digest_bot


async def _stuck_issue(club: Club) -> int:
    """An issue that its channel refuses; the number of its delivery."""
    own = club.guild.members[club.bot.discord.bot_id]
    club.bot.discord.world.set_overwrite(club.digest, own, deny=int(Permission.SEND_MESSAGES))
    await club.submit(club.mo, "A paper that is stuck")
    await club.publish_now()
    await club.posts(club.desk)
    _, said = await digest_bot(club.bot, "deliveries", "list")
    stuck = rf"^ *(\d+) due .*, message 1 in channel {club.digest.id} of server {club.guild.id}"
    found = re.search(stuck, said, re.MULTILINE)
    assert found is not None, said
    assert "Discord answered 403" in said
    return int(found.group(1))


async def test_what_is_stuck_is_listed_put_aside_and_let_go_again(club: Club, bot: RunningBot) -> None:
    number = await _stuck_issue(club)
    code, said = await digest_bot(bot, "deliveries", "park", str(number))
    assert (code, "1 step is put aside" in said) == (0, True)
    _, said = await digest_bot(bot, "deliveries", "list")
    assert re.search(rf"^ *{number} parked .*the operator has put it aside", said, re.MULTILINE), said
    own = club.guild.members[bot.discord.bot_id]
    bot.discord.world.set_overwrite(club.digest, own)
    code, said = await digest_bot(bot, "deliveries", "retry", str(number))
    assert (code, "1 step will be tried again" in said) == (0, True)
    await club.ada.slash(club.chat, "setup channel test", channel=club.digest)
    (post,) = await club.posts(club.digest)
    assert "A paper that is stuck" in post.text


async def test_a_delivery_that_there_is_not_is_one_sentence(bot: RunningBot) -> None:
    code, said = await digest_bot(bot, "deliveries", "park", "999999")
    assert (code, said) == (1, "There is no open delivery 999999. See digest-bot deliveries list.\n")
