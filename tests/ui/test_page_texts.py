"""The pages in the browser: what they say while nobody knows whether the wizard is open."""

import inspect
from collections.abc import Iterator

import pytest

from desktop_app.core.account import Account
from desktop_app.core.errors import Detail
from desktop_app.core.outcome import (
    Approved,
    Denied,
    Outcome,
    OutcomeUnknown,
    Removed,
    TimedOut,
    WaitStopped,
)
from desktop_app.core.refusal_reason import RefusalReason
from desktop_app.ui.texts import page_texts
from desktop_app.ui.texts.message import Message

OUTCOMES: tuple[Outcome, ...] = (
    Denied(),
    OutcomeUnknown(Detail()),
    Removed(),
    TimedOut(),
    WaitStopped(),
)


def pages() -> Iterator[Message]:
    yield from map(page_texts.page_refused, RefusalReason)
    yield from map(page_texts.page_result, OUTCOMES)
    for name, function in inspect.getmembers(page_texts, inspect.isfunction):
        if name.startswith("page_") and not inspect.signature(function).parameters:
            yield function()


@pytest.mark.parametrize("page", list(pages()), ids=lambda page: page.title)
def test_a_page_says_to_try_again_and_not_by_a_button_of_the_wizard(page: Message) -> None:
    assert "Open again" not in page.text
    assert "Create credential" not in page.text


def test_after_success_the_tab_can_be_closed() -> None:
    page = page_texts.page_result(Approved(Account("acct_1", "Acme Ltd")))
    assert page.text.endswith("then you can close this tab.")
