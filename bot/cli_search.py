"""`digest-bot search`: the archive, searched from the terminal as `/search` does."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from bot import app
from bot.cli_commands import FAILED, Commands, add_command
from bot.cli_reindex import show
from bot.clock import Clock
from bot.config import Settings
from bot.errors import InvalidInput
from bot.intake.formats.jsonl import lines_in, read_id, read_object, read_text
from bot.journeys.asked import Wanted
from bot.journeys.hits import BatchAnswer, Hit, Results
from bot.journeys.reindex import Reindex

_HITS = 10
_MOST_HITS = 10_000


def register(commands: Commands) -> None:
    """Add the command."""
    # Without -h, which would be taken for the beginning of what is to be left out, such as -heart.
    parser = add_command(commands, "search", _search, "search the archive", add_help=False)
    parser.add_argument("--help", action="help", help="show this help message and exit")
    parser.add_argument(
        "words", nargs="*", metavar="WORD", help="what to look for, or -WORD for what to leave out; as in /search"
    )
    parser.add_argument("--author", default="", help="only what this author has written")
    parser.add_argument("--tag", default="", help="only what has this tag")
    parser.add_argument("--since", default="", help="nothing older: 2024, 2024-05-13, “6 months”")
    parser.add_argument(
        "--sort", default="relevance", choices=["relevance", "newest"], help="the best or newest first"
    )
    parser.add_argument("--publication", metavar="NAME", help="only in this publication")
    parser.add_argument("--limit", type=_limit, default=_HITS, metavar="N", help=f"at most so many hits ({_HITS})")
    parser.add_argument("--json", action="store_true", help="answer as JSON")
    parser.add_argument(
        "--batch",
        metavar="FILE",
        help="answer every line of queries as JSON Lines (id, text); “-” is standard input",
    )


def _limit(text: str) -> int:
    if not text.isdecimal() or not text.isascii() or not 0 < int(text[:9]) <= _MOST_HITS:
        raise argparse.ArgumentTypeError(f"a limit is a number from 1 to {_MOST_HITS:,}")
    return int(text)


async def _search(given: argparse.Namespace, settings: Settings) -> int:
    wanted = Wanted(" ".join(given.words), given.author, given.tag, given.since, given.sort, given.publication)
    if given.batch is not None:
        if wanted != Wanted("", publication=given.publication):
            raise InvalidInput("With --batch the queries stand in the file: give --publication and --limit alone.")
        return await _answer_all(given, settings)
    async with app.opened_as_set(settings) as database:
        await show(Reindex(database).finish(given.publication))
        find = app.journeys_of(database, Clock(), settings.digest_index_memory).find
        found = await find.search_everything(wanted, given.limit)
    print(json.dumps(_as_object(found)) if given.json else _as_text(found))
    return 0 if found.hits else FAILED


def _as_text(found: Results) -> str:
    if found.only_excludes:
        return f"{found.asked!r} says what to leave out. Give what to look for, too."
    if not found.hits:
        return f"Nothing found for {found.asked!r}."
    lines = [
        ", ".join(
            (f"{found.total} found", *(f"{wrong} read as {right}" for wrong, right in found.corrected.items()))
        )
    ]
    lines += [f"{typed}: also searched {', '.join(forms)}" for typed, forms in found.ranking.also.items()]
    for hit in found.hits:
        lines.append(f"{hit.number:3}. {hit.article.title}")
        lines.append(f"     {hit.publication} ({hit.digest_label}) · {hit.digest_date}")
        lines.append(f"     {_passage(hit)}")
    return "\n".join(lines)


def _as_object(found: Results) -> Mapping[str, Any]:
    return {
        "query": found.asked,
        "used": found.ranking.used,
        "corrected": dict(found.corrected),
        "also": {typed: list(forms) for typed, forms in found.ranking.also.items()},
        "total": found.total,
        "hits": [
            {
                "id": hit.external_id or f"{hit.ref.digest_uid}:{hit.ref.number}",
                "title": hit.article.title,
                "publication": hit.publication,
                "issue": hit.digest_label,
                "date": hit.digest_date.isoformat(),
                "url": hit.article.href,
                "passage": _passage(hit),
            }
            for hit in found.hits
        ],
    }


def _passage(hit: Hit) -> str:
    return "".join(run for run, _ in hit.why.passage)


@dataclass
class _Queries:
    """The queries of a file. A line that is none is answered with what is wrong with it, at its place."""

    file: BinaryIO
    wrong: int = 0

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for number, raw in lines_in(self.file):
            query_id = None
            try:
                value = read_object(raw)
                query_id = read_id(value)
                if value.get("text") is None:
                    raise InvalidInput("“text” is missing.")
                query = query_id, read_text(value, "text")
            except InvalidInput as error:
                self.wrong += 1
                print(f"Line {number}: {error}", file=sys.stderr, flush=True)
                _print({"id": query_id, "error": str(error)})
                continue
            yield query


def _opened(name: str) -> AbstractContextManager[BinaryIO]:
    return nullcontext(sys.stdin.buffer) if name == "-" else Path(name).open("rb")


async def _answer_all(given: argparse.Namespace, settings: Settings) -> int:
    try:
        with _opened(given.batch) as file:
            queries = _Queries(file)
            async with app.opened_as_set(settings) as database:
                await show(Reindex(database).finish(given.publication))
                find = app.journeys_of(database, Clock(), settings.digest_index_memory).find
                async for answer in find.batch(queries, given.publication, given.limit):
                    _print(_as_line(answer))
    except OSError as error:
        print(f"{given.batch}: {error.strerror}", file=sys.stderr)
        return FAILED
    return FAILED if queries.wrong else 0


def _as_line(answer: BatchAnswer) -> Mapping[str, Any]:
    return {
        "id": answer.id,
        "ms": round(answer.ms, 3),
        "corrected": dict(answer.corrected),
        "also": {typed: list(forms) for typed, forms in answer.also.items()},
        "hits": [{"id": name, "score": score} for name, score in answer.hits],
    }


def _print(value: Mapping[str, Any]) -> None:
    print(json.dumps(value), flush=True)
