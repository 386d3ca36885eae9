"""Ranked search: what fits clearly, what fits equally, and what only looks alike."""

import time
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chotu_bot.learning.analyzer import Analyzer
from chotu_bot.ranking import Document, English, Lexicon, Ranker, Reader, load_lexicon
from chotu_bot.ranking.framing import unframed
from chotu_bot.ranking.lexicon import read_lexicon
from chotu_bot.ranking.sentences import without_circumstances
from chotu_bot.ranking.slips import Vocabulary
from chotu_bot.ranking.tokens import fold, stem, tokens
from labelled import capabilities


@pytest.fixture(scope="module")
def lexicon() -> Lexicon:
    return load_lexicon()


@pytest.fixture(scope="module")
def english() -> English:
    return English.load()


@pytest.fixture(scope="module")
def ranker(lexicon: Lexicon, english: English) -> Ranker:
    return Ranker(capabilities(), lexicon, english)


@pytest.fixture(scope="module")
def reader(lexicon: Lexicon, english: English) -> Reader:
    return Reader(lexicon, english)


def document(name: str, summary: str, *phrases: str, not_for: tuple[str, ...] = ()) -> Document:
    return Document(key=name, name=name, summary=summary, phrases=phrases, not_for=not_for)


def words(text: str) -> list[str]:
    return [one.text for one in tokens(text)]


def clear(ranker: Ranker, query: str) -> str | None:
    standing = ranker.decide(query)
    return standing.hits[0].document.key if standing.state == "clear" else None


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("merge PDF files", "pdf_merge"),
        ("I have several PDF documents and want them joined into a single one", "pdf_merge"),
        ("how many words are in this essay", "word_count"),
        ("is my laptop plugged in and how full is the battery", "battery_status"),
        ("check_password_strength", "password_strength"),
        ("calculateMedian of a list", "number_statistics"),
        ("hex2rgb", "color_convert"),
        ("how many pounds are 5 kg", "unit_convert"),
        ("weather", "weather"),
        ("remind me to merge the pdf files", "reminder"),
        ("verify the md5 fingerprint of a downloaded file", "file_checksum"),
        ("convert data.csv to json", "csv_to_json"),
    ],
)
def test_one_document_clearly_fits(ranker: Ranker, query: str, key: str) -> None:
    assert clear(ranker, query) == key


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("merge pdf files", "split pdf files"),
        ("convert csv to json", "convert json to csv"),
        ("make a csv from json records", "make json out of a csv"),
        ("base64 encode", "base64 decode"),
        ("zip several files", "unzip a file"),
    ],
)
def test_opposites_never_meet_the_same_document(ranker: Ranker, one: str, other: str) -> None:
    first, second = clear(ranker, one), clear(ranker, other)
    assert first is not None
    assert second is not None
    assert first != second


def test_a_tool_for_one_direction_does_not_serve_the_other(
    lexicon: Lexicon, english: English
) -> None:
    only = document("celsius_to_fahrenheit", "Convert degrees Celsius to Fahrenheit.")
    ranker = Ranker([only], lexicon, english)
    assert clear(ranker, "celsius to fahrenheit") == "celsius_to_fahrenheit"
    backwards = ranker.decide("fahrenheit to celsius")
    assert backwards.state == "none"
    assert "it goes the other way" in backwards.hits[0].conflicts
    assert clear(ranker, "celsius to kelvin") is None


def test_a_tool_that_works_both_ways_serves_both(lexicon: Lexicon, english: English) -> None:
    both = document("miles_to_km", "Convert between miles and kilometres, miles to km and back.")
    ranker = Ranker([both], lexicon, english)
    assert clear(ranker, "kilometres to miles") == "miles_to_km"
    assert clear(ranker, "miles to kilometres") == "miles_to_km"


def test_a_formats_converter_must_convert(lexicon: Lexicon, english: English) -> None:
    ranker = Ranker([document("json_yaml_join", "Join json and yaml files.")], lexicon, english)
    assert clear(ranker, "json to yaml") is None


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("check an email", "what it does is to send"),
        ("generate a pdf", "it generates nothing"),
        ("read a pdf from a folder into a csv", "it knows no csv"),
    ],
)
def test_what_a_document_does_instead_is_told(
    lexicon: Lexicon, english: English, query: str, why: str
) -> None:
    told = [document("send_email", "Send an email."), document("merge_pdf", "Merge PDF files.")]
    (found, *_) = Ranker(told, lexicon, english).rank(query)
    assert why in found.conflicts


def test_a_bare_thing_asks_which_of_several_is_meant(ranker: Ranker) -> None:
    standing = ranker.decide("pdf")
    assert standing.state == "several"
    assert {hit.document.key for hit in standing.hits} == {"pdf_merge", "pdf_split", "pdf_text"}


def test_two_equal_documents_are_both_named(lexicon: Lexicon, english: English) -> None:
    twins = [document(f"slugify_{number}", "Turn a title into a slug.") for number in (1, 2)]
    standing = Ranker(twins, lexicon, english).decide("turn a title into a slug")
    assert standing.state == "several"
    assert len(standing.hits) == 2


def test_the_very_words_of_a_past_request_decide_between_near_equals(
    lexicon: Lexicon, english: English
) -> None:
    pair = [
        document("memory_usage", "Memory in use.", "memory monitor"),
        document("processes", "Processes that use memory.", "show the memory of processes"),
    ]
    standing = Ranker(pair, lexicon, english).decide("memory monitor")
    assert (standing.state, standing.hits[0].document.key) == ("clear", "memory_usage")
    assert standing.hits[0].verbatim


def test_what_a_document_is_not_for_excludes_it(lexicon: Lexicon, english: English) -> None:
    calendar = document(
        "calendar_month", "Show the calendar of a month.", not_for=("appointment", "ics to csv")
    )
    ranker = Ranker([calendar], lexicon, english)
    assert clear(ranker, "show a calendar of the month") == "calendar_month"
    standing = ranker.decide("calendar appointment")
    assert standing.state == "none"
    assert any("not for" in one for one in standing.hits[0].conflicts)
    assert clear(ranker, "calendar csv to ics") is None


def test_why_names_what_a_document_does_not_do(ranker: Ranker) -> None:
    nearest = ranker.rank("merge pdf files and email them")[0]
    assert nearest.document.key == "pdf_merge"
    assert nearest.why == "pdf_merge says nothing of email"
    assert "opposite" in next(
        one.why for one in ranker.rank("split pdf files") if one.document.key == "pdf_merge"
    )
    assert ranker.rank("weather")[0].why == "weather does weather"


def test_another_language_is_never_a_match(ranker: Ranker) -> None:
    for query in ("pdf zusammenführen und json", "convertir json en csv avec le texte"):
        assert ranker.decide(query).state == "none"


def test_nothing_in_common_finds_nothing(ranker: Ranker) -> None:
    assert ranker.rank("levitation") == ()
    assert ranker.rank("please could you") == ()
    assert ranker.decide("please").best is None


def test_a_long_query_is_read_and_searched_by_a_bounded_number_of_its_words(
    lexicon: Lexicon, english: English
) -> None:
    typed = " ".join(f"tempera{one}{other}ure" for one in "bcdfghjk" for other in "bcdfghjk")
    mended = [term for term in Ranker([], lexicon, english).read(typed).terms if term.kind == "obj"]
    assert len(mended) == 1
    assert len(Ranker([], lexicon, english).read(typed).terms) == 1 + 64 - 25
    many = capabilities()
    told = " ".join(word for one in many for word in one.name.split("_"))
    ranked = Ranker(many, lexicon, english)
    assert len({*words(told)}) > 50
    assert len(list(ranked._reached(ranked.read(told)))) == 50
    assert ranked.decide(told).state == "none"


def test_an_empty_collection_finds_nothing(lexicon: Lexicon, english: English) -> None:
    assert Ranker([], lexicon, english).decide("merge pdf").state == "none"


def test_three_documents_are_enough_to_stand_out() -> None:
    few = [one for one in capabilities() if one.key in {"pdf_merge", "word_count", "weather"}]
    ranker = Ranker(few)
    assert clear(ranker, "combine two pdfs") == "pdf_merge"
    assert clear(ranker, "split a pdf") is None
    assert clear(ranker, "count files in a folder") is None


@pytest.mark.no_cover
def test_ten_thousand_neighbours_change_no_answer(lexicon: Lexicon, english: English) -> None:
    acts = ("sort", "rename", "rotate", "shuffle", "wrap", "align", "render", "parse")
    things = ("invoices", "matrices", "subtitles", "polygons", "recipes", "vectors", "receipts")
    crowd = [
        document(
            f"{acts[at % 8]}_{things[at % 7]}_{at}", f"{acts[at % 8]} {things[at % 7]} number {at}"
        )
        for at in range(10_000)
    ]
    ranker = Ranker([*crowd, *capabilities()], lexicon, english)
    assert clear(ranker, "combine two pdfs") == "pdf_merge"
    assert clear(ranker, "how hot is the processor") == "cpu_temperature"
    assert clear(ranker, "encrypt a pdf with a password") is None


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("mrege pdf fiels", "pdf_merge"),
        ("comprss files to a zip achive", "zip_compress"),
        ("cpu temprature", "cpu_temperature"),
    ],
)
def test_slips_of_the_finger_are_read_as_meant(ranker: Ranker, typed: str, meant: str) -> None:
    assert clear(ranker, typed) == meant


def test_known_words_are_never_mended(reader: Reader) -> None:
    form = reader.read("form", mend=True).terms[0]
    assert form.concepts == {"w:form"}


def test_quoted_text_paths_and_numbers_are_arguments_not_meaning() -> None:
    assert words("count in /tmp/a b.txt 12 times") == ["count", "in", "txt", "times"]
    assert "delete" not in words('count the words in "delete all files"')
    assert words("'slugify'") == ["slugify"]
    assert words("see https://x.org/merge and mail a@b.org") == ["see", "and", "mail"]
    assert words("all *.log files of data.csv") == ["all", "pattern", "files", "of", "csv"]


def test_identifiers_arrows_and_word_processor_marks_are_taken_apart() -> None:
    assert words("csv2json") == ["csv", "to", "json"]
    assert words("csv -> json") == ["csv", "to", "json"]
    assert words("csv → json") == ["csv", "to", "json"]
    assert words("camelCaseName SQLite") == ["camel", "case", "name", "sqlite"]
    assert words("neighbour’s sha-256") == ["neighbour", "sha256"]  # noqa: RUF001 - as typed


def test_names_of_places_say_little(reader: Reader) -> None:
    terms = {term.text: term.kind for term in reader.read("the forecast for Paris").terms}
    assert terms == {"forecast": "obj", "paris": "name"}


def test_participles_before_a_noun_only_describe_it(reader: Reader) -> None:
    kinds = {term.text: term.kind for term in reader.read("count the downloaded pdf").terms}
    assert kinds["downloaded"] == "mid"


def test_accents_and_inflections_fall_away() -> None:
    assert fold("Résumé") == "resume"
    same = [("merges", "merging"), ("cookies", "cookie"), ("colours", "color"), ("copies", "copy")]
    same += [("summarised", "summarizing"), ("boxes", "box"), ("splitting", "split")]
    assert [(stem(one), stem(one) == stem(other)) for one, other in same] == [
        (stem(one), True) for one, _ in same
    ]
    assert stem("note") != stem("not")
    assert stem("sha256") == "sha256"


def test_agent_nouns_mean_their_action(reader: Reader) -> None:
    assert reader.read("pdf splitter").concepts == {"pdf", "split"}
    assert reader.read("log shuffler").terms[-1].concepts == {"shuffle"}


def test_gibberish_is_told_from_rare_words_by_its_letters(english: English) -> None:
    for word in ("zxyqwertify", "qazwsxedc", "xkcdvbn", "lkjhgf", "bcdfgh"):
        assert english.is_gibberish(word), word
    for word in ("levitation", "kubernetes", "hieroglyph", "iban", "yaml", "gedcom", "sqlite"):
        assert not english.is_gibberish(word), word


def test_derived_words_are_known_by_their_base(english: English) -> None:
    assert english.knows("converters")
    assert english.knows("unreadable")
    assert not english.knows("snarkle")


def test_close_spellings_need_one_edit_or_two_in_long_words() -> None:
    known = Vocabulary(frozenset({"merg", "temperatur"}))
    assert known.near("mreg") == ("merg",)
    assert known.near("tempreaturx") == ("temperatur",)
    assert known.near("mxyg") == ()
    assert known.near("temperatur" * 800) == ()
    assert "merg" in known
    assert "mreg" not in known


def slips(word: str) -> set[str]:
    """Every word one slip away, made by trying all letters."""
    halves = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    made = {head + tail[1:] for head, tail in halves if head and tail}
    made |= {head + tail[1] + tail[0] + tail[2:] for head, tail in halves if len(tail) > 1}
    made |= {head + one + tail[1:] for head, tail in halves if tail for one in ascii_lowercase}
    made |= {head + one + tail for head, tail in halves for one in ascii_lowercase}
    return made - {word}


def slowly(word: str, known: frozenset[str]) -> tuple[str, ...]:
    once = slips(word) & known
    if len(word) < 4:
        return tuple(sorted(one for one in once if len(one) > len(word)))
    if once or len(word) < 8:
        return tuple(sorted(once))
    first = {word[:at] + word[at + 1 :] for at in range(1, len(word))}
    first |= {one for one in slips(word) if sorted(one) == sorted(word)}
    twice = {again for one in first for again in slips(one) & known}
    return tuple(sorted(one for one in twice if one[0] == word[0]))


ENOUGH = {"temperatur", "encod", "decod", "pdf", "pdfs", "merg", "mail", "email", "hash", "crc32"}


@given(
    st.sampled_from(sorted(ENOUGH)),
    st.lists(st.tuples(st.integers(0, 9), st.sampled_from("xae2é"), st.integers(0, 3)), max_size=3),
)
def test_close_spellings_are_those_that_trying_every_letter_finds(
    word: str, changes: list[tuple[int, str, int]]
) -> None:
    for at, letter, how in changes:
        head, tail = word[:at], word[at:]
        word = (head + tail[1:], head + letter + tail, head + letter + tail[1:], tail + head)[how]
    known = frozenset(ENOUGH)
    assert Vocabulary(known).near(word) == slowly(word, known)


def test_a_lexicon_line_of_each_kind_is_understood() -> None:
    read = read_lexicon(
        [
            "# comment",
            "",
            "act merge: merge, put together",
            "each fmt image: png, jpg/jpeg",
            "isa image: picture",
            "with merge: image",
            "inverse merge: split",
            "foreign surely: und",
        ]
    )
    assert read.meanings("jpeg")[0].key == "jpg"
    assert read.ancestors("png") == {"image", "picture"}
    assert read.inverses["split"] == {"merge"}
    assert read.foreign == {"surely": frozenset({"und"})}
    assert read.company == {"merge": frozenset({"image"})}
    assert read.resembles("pnng")
    assert not read.resembles("pn")


def test_a_colour_in_hexadecimal_is_an_argument_and_no_word() -> None:
    assert [one.text for one in tokens("what is #ff8800 in RGB")] == ["what", "is", "in", "rgb"]
    assert [one.text for one in tokens("#fff or #12345678")] == ["or"]
    assert "facade" in [one.text for one in tokens("paint the facade")]


def test_documents_are_read_ahead_and_once_for_all_searches() -> None:
    analyzer = Analyzer()
    told = tuple(
        Document(key=f"{what}_pages", name=f"{what}_pages", summary=f"{what.title()} pages.")
        for what in ("merge", "split", "count")
    )
    first = analyzer.ranker(told[:2])
    first.read_ahead(1)
    assert analyzer._core.cache_info().currsize == 1
    hits = first.rank("merge the pages")
    assert hits == Ranker(told[:2]).rank("merge the pages")
    assert hits[0].document.key == "merge_pages"
    analyzer.ranker(told).rank("merge the pages")
    assert analyzer._core.cache_info().misses == 3


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("unpack release-2.1.tgz into /tmp/build", "unpack tgz into"),
        ("open backup.tar.gz", "open tar gz"),
        ("is example.com down", "is down"),
        ("read a.pdf and b.pdf.", "read pdf and pdf"),
        ("version 1.2.3 of it", "version of it"),
        ("the value at users[0].email", "the value at"),
        ("decode aGVsbG8= now", "decode now"),
        ("mean of 3, 7.5, 9 12", "mean of numbers"),
        ("rows where amount > 100", "rows condition"),
        ("rows whose city is Leeds", "rows condition"),
        ("what is MCMXCIV", "what is roman numeral"),
        ("days from 1 Jan to Dec 25th", "days from to"),
        ("3pm in Paris", "in paris"),
        ("a 150x150 picture of 15k", "a picture of"),
        ("at 6.5 percent", "at percent"),
    ],
)
def test_sample_values_are_arguments_and_no_words(text: str, words: str) -> None:
    assert " ".join(one.text for one in tokens(text)) == words


@pytest.mark.parametrize(
    "bad",
    ["a.", "1, ", "1 ", "A", "a[0].b", "where a is ", "a<", "M", "may ", "a+/", "1-", "_[", "[0]"],
)
def test_reading_values_takes_time_in_proportion_to_the_text(bad: str) -> None:
    def took(size: int) -> float:
        since = time.process_time()
        unframed((bad * size)[:size])
        tokens((bad * size)[:size])
        return time.process_time() - since

    assert took(64_000) < 20 * max(took(8_000), 0.005)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("write a small python script to merge pdfs", "merge pdfs"),
        ("create a pdf merger tool that works", "create a pdf merger tool that works"),
        ("generate a qr code for a link", "generate a qr code for a link"),
        ("Feature request: merge pdfs from the command line", "merge pdfs"),
        ("merge pdfs and save the result to all.pdf", "merge pdfs"),
        ("merge pdfs so I can mail them", "merge pdfs"),
        ("write a tool to", "write a tool to"),
    ],
)
def test_words_around_a_request_are_read_away(text: str, left: str) -> None:
    assert " ".join(unframed(text).split()) == left


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("I have two lists. Merge them.", "Merge them."),
        ("Merge lists. It should be fast.", "Merge lists."),
        ("I need a merger. I have two lists.", "I need a merger."),
        ("Merge two lists.", None),
        ("I have lists. They are long.", None),
    ],
)
def test_sentences_that_tell_how_things_are_are_set_apart(text: str, left: str | None) -> None:
    assert without_circumstances(text) == left


def test_a_measure_is_an_argument_unless_it_is_what_is_converted() -> None:
    def kinds(text: str) -> dict[str, str]:
        return {term.text: term.kind for term in Ranker([]).read(text).terms}

    assert kinds("rotate it by 90 degrees")["degrees"] == "name"
    assert kinds("convert 5 miles")["miles"] == "unit"
    assert kinds("the price column of a csv")["price"] == "name"
    assert kinds("delete empty folders")["empty"] == "obj"
    assert kinds("translate into french")["translate into"] == "act"
    assert kinds("translate into yaml from json")["translate into"] == "mid"
