import sqlite3

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.search.stems import stem

LINES = """
    s es sses ies ed ing eed at bl iz y ational tional enci anci izer logi bli alli entli eli ousli ization ation
    ator alism iveness fulness ousness aliti iviti biliti icate ative alize iciti ical ful ness ement ance ence
    able ible ment ant ent sion tion ism ate iti ous ive ize al er ic ou e ll
"""
ENDINGS = st.sampled_from(["", *LINES.split()])
LETTERS = st.text(alphabet="abcdeioulsxyz", min_size=1, max_size=6)
WORDS = st.tuples(LETTERS, ENDINGS, ENDINGS).map("".join)


@settings(max_examples=50, deadline=None)
@given(st.lists(WORDS, min_size=40, max_size=80, unique=True))
def test_stems_are_those_of_the_tokenizer(words: list[str]):
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE VIRTUAL TABLE texts USING fts5 (text, tokenize = 'porter unicode61')")
    connection.execute("CREATE VIRTUAL TABLE terms USING fts5vocab (texts, 'instance')")
    connection.executemany("INSERT INTO texts VALUES (?)", ((word,) for word in words))
    stems = [term for (term,) in connection.execute("SELECT term FROM terms ORDER BY doc")]
    connection.close()
    assert [stem(word) for word in words] == stems
