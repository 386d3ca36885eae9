"""Tests of ini_to_json."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tool import ini_to_json


def test_sections_keys_and_values():
    text = "; comment\n[Server]\nHost = example.org\nport: 80\n[empty]\n# end\n"
    assert ini_to_json(text) == {"Server": {"Host": "example.org", "port": "80"}, "empty": {}}


def test_defaults_are_a_section_of_their_own():
    text = "[DEFAULT]\na = 1\n[XX]\nb = 2\n[YY]"
    assert ini_to_json(text) == {"DEFAULT": {"a": "1"}, "XX": {"b": "2"}, "YY": {}}


def test_keys_keep_their_letter_case_and_percent_signs_are_plain():
    assert ini_to_json("[s]\nKey = %(x)s 50%\nkey = 2") == {"s": {"Key": "%(x)s 50%", "key": "2"}}


def test_a_key_without_a_value_is_empty():
    assert ini_to_json("[s]\nflag\nnothing =") == {"s": {"flag": "", "nothing": ""}}


def test_a_value_may_go_over_several_lines():
    assert ini_to_json("[s]\na = 1\n  2") == {"s": {"a": "1\n2"}}


def test_an_empty_text_has_no_sections():
    assert ini_to_json("") == {}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a = 1", "not INI: File contains no section headers"),
        ("[s]\na = 1\na = 2", "not INI: .*option 'a' in section 's' already exists"),
        ("[s]\n[s]", "not INI: .*section 's' already exists"),
        ("[s]\n= 1", "not INI: .*parsing errors"),
    ],
)
def test_what_is_no_ini_is_refused_in_one_line(text, message):
    with pytest.raises(ValueError, match=message) as caught:
        ini_to_json(text)
    assert "\n" not in str(caught.value)


@given(st.dictionaries(st.text("aB", min_size=1), st.text("x%=", min_size=1)))
def test_values_come_through(values):
    text = "\n".join(["[s]", *(f"{key} = {value}" for key, value in values.items())])
    assert ini_to_json(text) == {"s": values}
