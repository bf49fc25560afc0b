"""The scorer agrees with the one that comes with the collections."""

import random
from pathlib import Path
from runpy import run_path

import pytest

from tests.bench import judged

EVALUATE = judged.GIVEN / "evaluate.py"


def test_counts_what_stands_where():
    grades = {"q": {"a": 2, "b": 1, "c": 0}, "unanswered": {"a": 1}}

    found = judged.scored(grades, {"q": ["x", "b", "a", "b"]})

    ideal = 2 + 1 / 1.5849625
    assert found.ndcg == pytest.approx((1 / 1.5849625 + 2 / 2) / ideal / 2)
    assert found.first == 0
    assert found.recall == 0.5


def test_a_collection_is_known_by_its_documents_alone_or_among_others(tmp_path: Path):
    for name in ("one", "two", "other"):
        (tmp_path / name).mkdir()
    for name in ("one", "two"):
        (tmp_path / name / "docs.jsonl").touch()
    assert judged.folders(tmp_path) == [tmp_path / "one", tmp_path / "two"]
    assert judged.folders(tmp_path / "two") == [tmp_path / "two"]


@pytest.mark.skipif(not EVALUATE.exists(), reason="the test collections are not at hand")
def test_agrees_with_the_scorer_of_the_collections():
    evaluate = run_path(str(EVALUATE))["evaluate"]
    collection = judged.read(judged.folders(judged.GIVEN)[0])
    made = random.Random(1)
    run = {
        query: made.sample([*grades, *list(collection.texts)[:200]], 50)
        for query, grades in collection.judged.items()
    }

    mean, _ = evaluate(collection.judged, {query: list(dict.fromkeys(found)) for query, found in run.items()})

    ours = judged.scored(collection.judged, run)
    assert (ours.ndcg, ours.first, ours.recall) == pytest.approx(
        (mean["nDCG@10"], mean["Success@1"], mean["Recall@100"])
    )
