"""Tests of xml_to_json."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import xml_to_json


def test_attributes_text_and_repeated_children():
    text = "<shop name='A'><item id='1'>Tea</item><item>Zoë</item><open/></shop>"
    assert json.loads(xml_to_json(text)) == {
        "shop": {"@name": "A", "item": [{"@id": "1", "#text": "Tea"}, "Zoë"], "open": None}
    }


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("<a/>", '{"a": null}'),
        ("<a> x </a>", '{"a": "x"}'),
        ("<a>  </a>", '{"a": null}'),
        ("<a b=''/>", '{"a": {"@b": ""}}'),
        ("<a>one<b>2</b></a>", '{"a": {"b": "2", "#text": "one"}}'),
        ("<a><b/><b/></a>", '{"a": {"b": [null, null]}}'),
        ("<a>&lt;&amp;</a>", '{"a": "<&"}'),
        ("<a xmlns='urn:x'/>", '{"{urn:x}a": null}'),
    ],
)
def test_elements(text, found):
    assert xml_to_json(text, 0) == found


def test_indents():
    assert xml_to_json("<a/>") == '{\n  "a": null\n}'
    assert xml_to_json("<a>ü</a>", 8) == '{\n        "a": "ü"\n}'


@pytest.mark.parametrize("indent", [-1, 9])
def test_an_indent_out_of_range_is_refused(indent):
    with pytest.raises(ValueError, match=f"indent must be from 0 to 8, not {indent}"):
        xml_to_json("<a/>", indent)


@pytest.mark.parametrize("text", ["", "text", "<a>", "<a></b>", "<a/><b/>", "<a>&x;</a>"])
def test_what_is_no_xml_is_refused(text):
    with pytest.raises(ValueError, match="no sound XML: "):
        xml_to_json(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!DOCTYPE a><a/>",
        "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
        "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
    ],
)
def test_document_types_and_entities_are_refused(text):
    with pytest.raises(ValueError, match="refused as unsafe: "):
        xml_to_json(text)


def test_the_deepest_level():
    deepest = "<a>" * 100 + "</a>" * 100
    assert json.loads(xml_to_json(deepest, 0))["a"]["a"]["a"]
    with pytest.raises(ValueError, match="nested more than 100 levels deep"):
        xml_to_json(f"<a>{deepest}</a>")


@given(st.lists(st.text("abc", min_size=1), min_size=2, max_size=5))
def test_children_keep_their_order(texts):
    inside = "".join(f"<i>{one}</i>" for one in texts)
    assert json.loads(xml_to_json(f"<r>{inside}</r>")) == {"r": {"i": texts}}
