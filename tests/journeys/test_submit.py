"""Handing in articles."""

from clubs import Club


async def test_a_moderators_article_is_approved_at_once(club: Club) -> None:
    reply = await club.submit(club.mo, "Exosomes, autophagy, and cancer", link="10.1002/ijc.35388")
    assert "Entry 1 for Wed" in reply.text
