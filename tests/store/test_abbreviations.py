from bot.model import Publication
from bot.store import abbreviations
from bot.store.abbreviations import Keyed, Stored
from bot.store.database import Database

EV = Keyed("EV", "Extracellular vesicle", "ev", "extracellular vesicl")
EVS = EV._replace(long="extracellular vesicles")
EJECTION = Keyed("EV", "ejection velocity", "ev", "eject veloc")
NTA = Keyed("NTA", "nanoparticle tracking analysis", "nta", "nanoparticl track analysi")


async def listed(database: Database, publication: Publication) -> list[Stored]:
    async with database.read() as reader:
        return await abbreviations.listed(reader, publication.id)


async def matching(
    database: Database, scope: list[Publication], shorts: tuple[str, ...] = (), longs: tuple[str, ...] = ()
) -> list[Keyed]:
    async with database.read() as reader:
        stored = await abbreviations.matching(reader, [one.id for one in scope], shorts, longs)
    return [one.pair for one in stored]


async def test_pairs_are_counted_under_one_way_of_writing(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EV: 2, NTA: 1}))
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EVS: 3, EJECTION: 1}))
    assert await listed(database, publication) == [
        Stored(EVS, 5, "mined"),
        Stored(EJECTION, 1, "mined"),
        Stored(NTA, 1, "mined"),
    ]


async def test_a_pair_goes_with_the_last_entry_that_has_it(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EV: 2, NTA: 1}))
    await database.write(lambda tx: abbreviations.take_mined(tx, publication.id, {EV: 1, NTA: 1}))
    assert await listed(database, publication) == [Stored(EV, 1, "mined")]
    await database.write(lambda tx: abbreviations.take_mined(tx, publication.id, {EV: 1}))
    assert await listed(database, publication) == []


async def test_what_was_decided_by_hand_outlives_the_texts(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: abbreviations.put(tx, publication.id, EV))
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EVS: 2, NTA: 3, EJECTION: 1}))
    await database.write(lambda tx: abbreviations.block(tx, publication.id, NTA))
    await database.write(lambda tx: abbreviations.take_mined(tx, publication.id, {EVS: 2, NTA: 1, EJECTION: 1}))
    assert await listed(database, publication) == [Stored(EV, 0, "added"), Stored(NTA, 2, "blocked")]
    await database.write(lambda tx: abbreviations.forget_mined(tx, publication.id))
    assert await listed(database, publication) == [Stored(EV, 0, "added"), Stored(NTA, 0, "blocked")]


async def test_the_last_word_by_hand_counts(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: abbreviations.block(tx, publication.id, EV))
    await database.write(lambda tx: abbreviations.put(tx, publication.id, EVS))
    assert await listed(database, publication) == [Stored(EVS, 0, "added")]


async def test_counting_anew_begins_with_nothing(database: Database, publication: Publication) -> None:
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EV: 2}))
    await database.write(lambda tx: abbreviations.forget_mined(tx, publication.id))
    assert await listed(database, publication) == []


async def test_pairs_are_found_by_either_form_in_the_scope_only(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EV: 1, NTA: 1}))
    await database.write(lambda tx: abbreviations.add_mined(tx, foreign.id, {EJECTION: 1}))
    assert await matching(database, [publication], ("ev",)) == [EV]
    assert await matching(database, [publication], longs=("extracellular vesicl",)) == [EV]
    assert await matching(database, [publication], ("ev", "nta"), ("extracellular vesicl",)) == [EV, NTA]
    assert {*await matching(database, [publication, foreign], ("ev",))} == {EV, EJECTION}
    assert await matching(database, [], ("ev",)) == []


async def test_suggestions_begin_alike_and_leave_out_what_is_blocked(
    database: Database, publication: Publication, foreign: Publication
) -> None:
    other = Keyed("EVAR", "endovascular aneurysm repair", "evar", "endovascular aneurysm repair")
    await database.write(lambda tx: abbreviations.add_mined(tx, publication.id, {EV: 1, EJECTION: 2, other: 9}))
    await database.write(lambda tx: abbreviations.add_mined(tx, foreign.id, {EVS: 5}))
    await database.write(lambda tx: abbreviations.block(tx, foreign.id, EJECTION))
    async with database.read() as reader:
        assert await abbreviations.beginning(reader, [publication.id], "ev", 9) == [EJECTION, EV, other]
        both = await abbreviations.beginning(reader, [publication.id, foreign.id], "ev", 9)
        assert [(pair.short_key, pair.long_key) for pair in both] == [EV[2:], other[2:]]
        assert await abbreviations.beginning(reader, [publication.id], "eva", 9) == [other]
        assert await abbreviations.beginning(reader, [publication.id], "ev", 1) == [EJECTION]
