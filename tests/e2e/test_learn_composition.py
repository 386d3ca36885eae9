"""A request for one thing after another, answered by two learned tools made one."""

import json
import re
from collections.abc import Callable
from pathlib import Path

from pypdf import PdfWriter
from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

from chotu_bot import Chotu
from chotu_bot.calling.call import Failed, Returned
from chotu_bot.domain.answers import Exists, Landed
from journey import Answered, git

Run = Callable[..., Answered]
REQUEST = "text of a PDF, then summarise it"
SENTENCES = (
    "Solar panels turn sunlight into power. My cousin owns a red bicycle. "
    "Solar power from panels is cheap. It was not so, and it was not the one."
)


def pdf(path: Path, text: str) -> Path:
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica"}
    named = DictionaryObject({NameObject(key): NameObject(one) for key, one in font.items()})
    with PdfWriter() as writer:
        page = writer.add_blank_page(width=900, height=100)
        stream = DecodedStreamObject()
        stream.set_data(f"BT /F1 12 Tf 10 50 Td ({text}) Tj ET".encode())
        fonts = DictionaryObject({NameObject("/F1"): named})
        page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
        page[NameObject("/Contents")] = writer._add_object(stream)
        writer.write(path)
    return path


def test_two_learned_tools_become_one_that_lands_through_the_gate(
    chotu: Chotu, folder: Path, tmp_path: Path
) -> None:
    for text in ("extract text from a PDF", "summarise a long text"):
        assert isinstance(chotu.learn(text), Landed)
    answer = chotu.learn(REQUEST)
    assert isinstance(answer, Landed), answer
    name = answer.contract.name
    assert name == "pdf_text_then_text_summary"
    assert answer.contract.permissions.read == ("path",)
    parts = [
        re.fullmatch(r"(\w+)@1\.0\.0 sha256:([0-9a-f]{64})", one)
        for one in answer.contract.composed_from
    ]
    assert [one[1] for one in parts if one] == ["pdf_text", "text_summary"]
    digests = {
        row.name: chotu._shop.registry.require(row.name).digests["tool"] for row in chotu.tools()
    }
    assert [one[2] for one in parts if one] == [digests["pdf_text"], digests["text_summary"]]
    evidence = json.loads(
        git(folder, "show", f"HEAD:generated_tools/documents/{name}/evidence.json")
    )
    assert evidence["predicate"]["generator"]["composed_from"] == list(
        answer.contract.composed_from
    )
    path = str(pdf(tmp_path / "a.pdf", SENTENCES))
    whole = chotu.run(name, {"path": path, "sentences": 1})
    pages = chotu.run("pdf_text", {"path": path})
    assert isinstance(pages, Returned)
    assert pages.result == [SENTENCES]
    apart = chotu.run("text_summary", {"text": SENTENCES, "sentences": 1})
    assert isinstance(whole, Returned)
    assert isinstance(apart, Returned)
    assert whole.result == apart.result == SENTENCES.partition(" My")[0]
    missing = chotu.run(name, {"path": str(tmp_path / "none.pdf")})
    assert isinstance(missing, Failed)
    assert chotu.registry_check() == ()
    again = chotu.learn("read the text of a PDF and then summarise it")
    assert isinstance(again, Exists)
    assert again.contract.name == name
