"""The page of hits that /search shows."""

from discord import ui

from bot.editorial import text
from bot.journeys.find import Hit, Results
from bot.model import Snippet
from bot.ui.digest import READ, long_date
from bot.ui.pieces import button, card, row, select, texts

PAGE = 5


def results(found: Results) -> ui.LayoutView:
    """Ranked hits with their passages, pages, and a select to open one; or what to try where there are none."""
    if not found.hits:
        return _nothing_found(found)
    blocks = [_headline(found), *(_hit(hit, number) for number, hit in enumerate(found.hits, start=found.first))]
    options = [
        (f"{hit.ref.digest_uid}:{hit.ref.number}", f"{number}. {hit.article.title}", hit.digest_label)
        for number, hit in enumerate(found.hits, start=found.first)
    ]
    last_page = max(1, -(-found.total // PAGE))
    turner = row(
        button("‹ Page", "find", found.page - 1, found.publication_id, found.token, disabled=found.page <= 1),
        button(f"Page {found.page}/{last_page}", "find-stay", disabled=True),
        button(
            "Page ›", "find", found.page + 1, found.publication_id, found.token, disabled=found.page >= last_page
        ),
        button("New search", "ask", "private"),
    )
    return card(*texts(blocks), row(select(READ, options, "hit")), turner)


def _nothing_found(found: Results) -> ui.LayoutView:
    return card(
        ui.TextDisplay(
            f"## Nothing found for “{text.escape(found.asked)}”\n"
            "Try fewer or other words: a title word, an author's family name, or the long form of an abbreviation."
        ),
        row(button("New search", "ask", "private"), button("All issues", "issues", "private")),
    )


def _headline(found: Results) -> str:
    count = "1 entry" if found.total == 1 else f"{found.total} entries"
    if not found.corrected:
        return f"## {count} for “{text.escape(found.asked)}”"
    said = ", ".join(
        f"“{text.escape(right)}” for “{text.escape(wrong)}”" for wrong, right in found.corrected.items()
    )
    return f"## {count} for “{text.escape(found.used)}”\nShowing results for {said}."


def _hit(hit: Hit, number: int) -> str:
    article = hit.article
    title = text.escape(article.title)
    title = text.link(article.title, article.href) if article.href else title
    places = [text.escape(f"{hit.publication} ({hit.digest_label})"), long_date(hit.digest_date)]
    if hit.message_url:
        places.append(f"[posted message]({hit.message_url})")
    return "\n".join(filter(None, (f"**{number}. {title}**", _marked(hit.snippet), f"-# {' · '.join(places)}")))


def _marked(snippet: Snippet) -> str:
    """The passage with the matched words in bold."""
    return "".join(f"**{text.escape(run)}**" if bold else text.escape(run) for run, bold in snippet)
