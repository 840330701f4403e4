"""What looks like a secret is found in time that grows with the text, not with its square."""

import pytest

from desktop_app.profiles.secret_shapes import has_secret, hide_secrets


def test_a_secret_is_hidden_and_what_is_around_it_stays() -> None:
    assert hide_secrets("key sk_test_51Abcdefgh, (rk_live_51Abcdefgh)") == "key •••, (•••)"
    made_up = "standin_test_51Abcdefgh, (standin_restricted_live_51Abcdefgh)"
    assert hide_secrets(f"key {made_up}") == "key •••, (•••)"
    assert hide_secrets("secret standin_secret_51Abcdefgh.") == "secret •••."


@pytest.mark.timeout(20)
@pytest.mark.parametrize("word", ["bearer:", "bearer ", "-eyJaaaaaaaa", "sk_live_ ", "whsec_ "])
def test_a_long_text_of_beginnings_is_searched_once(word: str) -> None:
    assert not has_secret(word * 200_000 + "!")
