"""The weekly post, on time, into every kind of channel."""

from clubs import Club, RunningBot


async def test_the_weekly_post_appears_when_its_hour_has_come(club: Club, bot: RunningBot) -> None:
    await club.submit(club.mo, "Exosomes, autophagy, and cancer", takeaway="Two ways to the same place.")
    await club.submit(club.mo, "Exosome-powered neuropharmaceutics", link="10.1186/s12951-025-03352-8")
    club.come_due()
    (post,) = await club.posts(club.digest)
    print(post.text)
    assert "Exosomes Digest (" in post.text
    status = await club.ada.slash(club.chat, "setup status")
    print(status.text)
    found = await club.lin.slash(club.chat, "search", query="autofagy")
    print(found.text)
    shown = await club.lin.slash(club.chat, "digest")
    print(shown.text)
    opened = await club.lin.select(post, "1")
    print(opened.text)
    preview = await club.mo.slash(club.chat, "desk open")
    print(preview.text)
