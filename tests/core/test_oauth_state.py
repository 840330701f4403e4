"""The state that travels to Stripe and back."""

import base64
import hashlib
import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from desktop_app.core.oauth_state import digest, matches, new_state

ports = st.integers(1024, 65535)


@given(ports)
def test_a_state_names_its_port_and_looks_like_one(port: int) -> None:
    named, _, random = new_state(port).text.partition(".")
    assert named == str(port)
    assert re.fullmatch(r"[A-Za-z0-9_-]{43}", random)


@pytest.mark.parametrize("port", [-1, 0, 80, 1023, 65536])
def test_no_state_is_made_for_a_port_that_cannot_be_listened_on(port: int) -> None:
    with pytest.raises(ValueError, match=str(port)):
        new_state(port)


def test_a_state_carries_256_random_bits() -> None:
    random = [new_state(51234).text.partition(".")[2] for _ in range(400)]
    values = [base64.urlsafe_b64decode(text + "=") for text in random]
    assert all(len(value) == 32 for value in values)
    assert len(set(values)) == len(values)
    # Every one of the bits is seen both ways: that one is not by chance has odds of 2 to the -390.
    numbers = [int.from_bytes(value, "big") for value in values]
    for bit in range(256):
        assert {number >> bit & 1 for number in numbers} == {0, 1}


def test_a_state_can_stand_in_an_address_as_it_is() -> None:
    allowed = set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.")
    assert set(new_state(51234).text) <= allowed


def test_a_state_never_shows_in_print() -> None:
    state = new_state(51234)
    shown = f"{state} {state!r} {[state]} {state!s:>10}"
    assert state.text not in shown
    assert state.text.partition(".")[2] not in shown


@given(ports)
def test_what_is_stored_is_the_hash_and_not_the_state(port: int) -> None:
    state = new_state(port)
    assert state.digest == hashlib.sha256(state.text.encode()).digest()
    assert matches(state.text, state.digest)


@given(st.text(st.characters()))
def test_no_other_text_matches(text: str) -> None:
    state = new_state(51234)
    assert not matches(text, state.digest)
    assert not matches(state.text + text, state.digest) or text == ""


@pytest.mark.parametrize("place", range(32))
def test_every_byte_of_the_hash_counts(place: int) -> None:
    state = new_state(51234)
    changed = bytearray(state.digest)
    changed[place] ^= 1
    assert not matches(state.text, bytes(changed))


@given(st.text(st.characters()), st.text(st.characters()))
@example("\ud800", "\udfff")
def test_any_text_has_a_hash_of_its_own(one: str, other: str) -> None:
    assert len(digest(one)) == 32
    assert (digest(one) == digest(other)) == (one == other)
