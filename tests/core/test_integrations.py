"""The systems on the Integrations page."""

from desktop_app.core.integrations import INTEGRATIONS


def test_stripe_comes_first_and_is_the_one_that_is_available() -> None:
    assert [system.name for system in INTEGRATIONS if system.available] == ["Stripe"]
    assert INTEGRATIONS[0].name == "Stripe"


def test_the_others_are_in_alphabetical_order() -> None:
    names = [system.name.casefold() for system in INTEGRATIONS[1:]]
    assert names == sorted(names)


def test_each_system_has_a_guide_of_its_own_at_m3ter() -> None:
    guides = {system.guide_url for system in INTEGRATIONS}
    assert len(guides) == len(INTEGRATIONS)
    assert all(guide.startswith("https://docs.m3ter.com/guides/") for guide in guides)
