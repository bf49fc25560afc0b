"""The schedule: its buttons, late starts, changes of it, and clocks that jump. No week is left out or doubled."""

import pytest

from tests.journeys.clubs import Club
from tests.journeys.weeks_of import FRI, MON, SAT, SUN, THU, TUE, WED, Weeks


@pytest.fixture
def weeks(empty_club: Club) -> Weeks:
    return Weeks(empty_club)


# --- pause, skip ------------------------------------------------------------------------------------------


async def test_the_next_run_is_shown_as_a_moment_and_in_the_publications_zone(weeks: Weeks) -> None:
    await weeks.go(0, MON, "10:00")
    await weeks.club.set_up()
    day = weeks.day(0, WED)
    for shown in (await weeks.status(), await weeks.desk()):
        assert "<t:" in shown.text
        assert f"· Wed {day.day} {day:%B}, 09:00 Europe/Berlin" in shown.text


async def test_while_paused_nothing_is_posted_and_what_fell_due_is_not_made_up_for(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.club.submit(weeks.club.mo, "A paper that waits")
    await weeks.go(1, TUE, "12:00")
    status = await weeks.status()
    paused = await weeks.club.ada.click(status, label="Pause")
    assert "Paused: nothing is posted until you press Resume" in paused.text
    await weeks.go(1, WED, "09:00")
    await weeks.go(1, WED, "12:00")
    resumed = await weeks.club.ada.click(status, label="Resume")
    assert "Next run: <t:" in resumed.text
    assert f"Wed {weeks.day(2, WED).day} " in resumed.text
    await weeks.go(1, WED, "13:00")
    assert len(weeks.titles()) == 1
    await weeks.come_out("One more", 2, WED)
    assert weeks.titles() == [weeks.title(0), weeks.title(2)]


async def test_a_skipped_week_brings_nothing_and_its_articles_come_a_week_later(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.club.submit(weeks.club.mo, "A paper that waits")
    await weeks.go(1, TUE, "12:00")
    skipped = await weeks.club.mo.click(await weeks.desk(), label="Skip this week")
    assert "is skipped. Next issue: <t:" in skipped.text
    await weeks.go(1, WED, "09:01")
    gone = await weeks.club.mo.slash(weeks.club.chat, "desk open")
    assert "is skipped" not in gone.text
    await weeks.come_out("One more", 2, WED)
    assert "A paper that waits" in weeks.club.posted(weeks.club.digest)[-1].text
    assert weeks.titles() == [weeks.title(0), weeks.title(2)]


async def test_a_skip_is_taken_back_until_its_hour(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    status = await weeks.status()
    assert "is skipped" in (await weeks.club.ada.click(status, label="Skip this week")).text
    stale = await weeks.desk()
    back = await weeks.club.ada.click(status, label="Unskip")
    assert "is skipped" not in back.text
    await weeks.come_out("It comes after all", 1, WED)
    late = await weeks.club.mo.click(stale, label="Unskip")
    assert "can no longer be taken back" in (late.text + "".join(one.text for one in late.followups))
    assert weeks.titles() == [weeks.title(0), weeks.title(1)]


async def test_of_two_who_skip_the_same_week_the_second_is_told(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    one, other = await weeks.desk(), await weeks.status()
    await weeks.club.mo.click(one, label="Skip this week")
    second = await weeks.club.ada.click(other, label="Skip this week")
    assert "skipped or published meanwhile" in "".join(told.text for told in second.followups)
    await weeks.come_out("A week later", 2, WED)


async def test_the_buttons_live_through_a_restart(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    desk, status = await weeks.desk(), await weeks.status()
    await weeks.club.bot.restart()
    assert "is skipped" in (await weeks.club.mo.click(desk, label="Skip this week")).text
    assert "Paused" in (await weeks.club.ada.click(status, label="Pause")).text


async def test_who_is_no_moderator_any_more_skips_nothing(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    desk = await weeks.desk()
    weeks.club.bot.discord.world.set_member_roles(weeks.club.guild, weeks.club.mo.member, [])
    refused = await weeks.club.mo.click(desk, label="Skip this week")
    assert "Only moderators" in "".join(told.text for told in refused.followups)
    assert "Next run: <t:" in (await weeks.status()).text


async def test_the_reminder_is_set_in_a_form(weeks: Weeks) -> None:
    await weeks.go(0, MON, "10:00")
    await weeks.club.set_up()
    status = await weeks.status()
    opened = await weeks.club.ada.click(status, label="Reminder…")
    assert opened.modal is not None
    assert [one.value for one in opened.modal.inputs] == ["24"]
    done = await weeks.club.ada.submit(opened.modal, hours="48")
    assert "Reminder: 48 hours before each issue" in done.text
    again = await weeks.club.ada.click(status, label="Reminder…")
    assert again.modal is not None
    assert [one.value for one in again.modal.inputs] == ["48"]
    refused = await weeks.club.ada.submit(again.modal, hours="400")
    assert "from 0 (none) to 144" in refused.text + "".join(told.text for told in refused.followups)


# --- late -------------------------------------------------------------------------------------------------


async def test_what_fell_due_within_a_day_is_posted_at_once(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.club.submit(weeks.club.mo, "A paper")
    await weeks.go(1, THU, "08:00")
    await weeks.club.posts(weeks.club.digest, 2)
    assert weeks.titles() == [weeks.title(0), weeks.title(1)]


async def test_a_later_one_waits_and_is_posted_by_a_moderators_word(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.club.submit(weeks.club.mo, "A paper")
    await weeks.go(1, FRI, "10:00")
    desk = await weeks.desk()
    assert "waits for your word" in desk.text
    assert len(weeks.titles()) == 1
    asked = await weeks.club.mo.click(desk, label="Post")
    assert "Publish now?" in asked.text
    await weeks.club.mo.click(desk, label="Publish")
    await weeks.club.posts(weeks.club.digest, 2)
    assert weeks.titles() == [weeks.title(0), weeks.title(1)]


async def test_a_name_is_shown_to_the_moderators_as_it_is_written(weeks: Weeks) -> None:
    await weeks.go(0, MON, "10:00")
    await weeks.club.set_up(name="A *small* digest")
    await weeks.go(0, WED, "09:00")
    told = await weeks.club.posts(weeks.club.desk, 2)
    assert {one.text.partition(" digest ")[0] for one in told} == {"A \\*small\\*"}


async def test_a_later_one_is_skipped_and_its_articles_come_with_the_next(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.club.submit(weeks.club.mo, "A paper")
    await weeks.go(1, FRI, "10:00")
    skipped = await weeks.club.mo.click(await weeks.desk(), label="Skip")
    assert "Next issue: <t:" in skipped.text
    await weeks.come_out("One more", 2, WED)
    assert "A paper" in weeks.club.posted(weeks.club.digest)[-1].text
    assert weeks.titles() == [weeks.title(0), weeks.title(2)]


# --- changes ----------------------------------------------------------------------------------------------


async def test_the_weekday_becomes_one_that_is_past_and_this_weeks_issue_comes_as_promised(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    changed = await weeks.club.set_up(weekday=MON)
    assert f"Wed {weeks.day(1, WED).day} " in changed.text
    await weeks.come_out("This week's", 1, WED)
    await weeks.come_out("On Monday", 2, MON)
    await weeks.come_out("On Monday again", 3, MON)
    assert len(weeks.titles()) == 4


async def test_the_weekday_becomes_one_that_is_still_to_come(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    await weeks.club.set_up(weekday=FRI)
    await weeks.come_out("On Friday", 1, FRI)
    await weeks.come_out("On Friday again", 2, FRI)


async def test_the_weekday_is_changed_after_this_weeks_issue(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(0, WED, "12:00")
    await weeks.club.set_up(weekday=THU)  # tomorrow would be two issues within two days
    await weeks.come_out("A week later", 1, THU)
    await weeks.go(1, THU, "12:00")
    await weeks.club.set_up(weekday=SUN)
    await weeks.come_out("On the Sunday after next", 2, SUN)


async def test_changed_to_and_fro_the_schedule_is_what_it_was(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "12:00")
    for weekday in (MON, SAT, SUN, TUE, WED):
        await weeks.club.set_up(weekday=weekday)
    await weeks.come_out("As ever", 1, WED)
    await weeks.come_out("As ever again", 2, WED)


async def test_the_time_becomes_one_that_is_past_today(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, WED, "08:30")
    await weeks.club.set_up(time="08:00")
    await weeks.come_out("This week's", 1, WED)
    await weeks.come_out("At eight", 2, WED, "08:00", "07:59")


async def test_the_time_becomes_one_that_is_still_to_come_today(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, WED, "08:30")
    await weeks.club.set_up(time="18:00")
    await weeks.come_out("In the evening", 1, WED, "18:00", "17:59")
    await weeks.club.set_up(time="20:00")  # after this week's issue
    await weeks.come_out("Later in the evening", 2, WED, "20:00", "19:59")


async def test_the_zone_is_changed_over_the_date_line_and_back(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(1, TUE, "23:30")  # Wednesday has been there for hours, nine o'clock too
    await weeks.club.set_up(timezone="Pacific/Auckland")
    await weeks.come_out("As promised", 1, WED)
    await weeks.go(1, WED, "12:00")
    await weeks.club.set_up(timezone="Pacific/Honolulu")
    await weeks.go(2, WED, "09:00")
    assert len(weeks.titles()) == 2
    await weeks.club.submit(weeks.club.mo, "In Honolulu")
    await weeks.go(2, THU, "12:00")
    await weeks.club.posts(weeks.club.digest, 3)
    assert len(weeks.titles()) == 3


# --- clocks -----------------------------------------------------------------------------------------------


async def test_a_clock_that_goes_back_doubles_nothing(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.club.submit(weeks.club.mo, "Another")
    for weekday, clock in ((WED, "08:30"), (TUE, "09:00"), (WED, "09:00")):
        await weeks.go(0, weekday, clock)
    assert len(weeks.titles()) == 1
    await weeks.come_out("The next", 1, WED)


async def test_a_clock_that_was_ahead_loses_no_week(weeks: Weeks) -> None:
    await weeks.begin()
    await weeks.go(3, FRI, "10:00")
    assert "Next" in (await weeks.desk()).text
    await weeks.go(1, TUE, "12:00")
    await weeks.come_out("This week's", 1, WED)
    await weeks.come_out("The next week's", 2, WED)
    assert weeks.titles() == [weeks.title(0), weeks.title(1), weeks.title(2)]


async def test_what_was_set_up_while_the_clock_was_a_year_ahead_comes_in_its_week(weeks: Weeks) -> None:
    await weeks.go(52, MON, "10:00")
    await weeks.club.set_up()
    await weeks.go(0, MON, "10:00")
    await weeks.come_out("The first", 0, WED)
