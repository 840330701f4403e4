"""The attempts that the receiver waits for, their responses, and their outcomes."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, field

from desktop_app.core.authorization_response import AuthorizationCodeResponse
from desktop_app.core.oauth_state import matches
from desktop_app.core.outcome import Outcome
from desktop_app.loopback.start_page import StartPage

_NONCE_BYTES = 32


def _new_nonce() -> str:
    return secrets.token_urlsafe(_NONCE_BYTES)


@dataclass(slots=True)
class UnconfirmedResponse:
    """A code with the right state that may be somebody else's.

    `nonce` is part of the URL of the page that asks to go back to the program. `response` is None
    once it was dropped. `is_confirmed` is set when the person says that it is theirs.
    """

    response: AuthorizationCodeResponse | None
    nonce: str = field(default_factory=_new_nonce)
    is_confirmed: bool = False


@dataclass(slots=True)
class ExpectedCallback:
    """One attempt.

    `start` is its start page; None for an attempt of an earlier run. `answered` is set by the first
    certain response, or when the person confirms or pastes one, and never reset. `outcome` is None
    until the attempt is over. `nonce` is 256 random bits; it is part of the URL of the result page.
    `page_needed` says that the person may still come back from the result page. `asks` says whether
    unconfirmed responses are still accepted.
    """

    id: str
    state_digest: bytes
    start: StartPage | None = None
    nonce: str = field(default_factory=_new_nonce)
    answered: bool = False
    outcome: Outcome | None = None
    page_needed: bool = False
    unconfirmed: UnconfirmedResponse | None = None
    asks: bool = True

    def is_certain(self, cookies: Iterable[str]) -> bool:
        """Return whether a request certainly comes from the browser that the person was sent to.

        It never is after a restart: another program may have had the port meanwhile, and could have
        sent that browser on to this one.
        """
        start = self.start
        return start is not None and not start.is_opened_twice and start.has_cookie(cookies)

    @property
    def is_decided(self) -> bool:
        """Whether a response was accepted, or the attempt is over."""
        return self.answered or self.outcome is not None

    @property
    def is_at_stand_in(self) -> bool:
        """Whether a stand-in for Stripe is asked. For an attempt of an earlier run: not known."""
        return self.start is not None and self.start.leads_to_stand_in

    def answer(self) -> None:
        """Set `answered`. An unconfirmed response that was not confirmed is dropped."""
        self.answered = True
        if self.unconfirmed is not None and not self.unconfirmed.is_confirmed:
            self.unconfirmed.response = None

    def confirm(self) -> AuthorizationCodeResponse | None:
        """Return the unconfirmed response, and set `answered`. None if none is asked about."""
        unconfirmed = self.unconfirmed
        if self.is_decided or unconfirmed is None or unconfirmed.response is None:
            return None
        unconfirmed.is_confirmed = self.answered = True
        return unconfirmed.response

    def reject(self) -> None:
        """Drop the unconfirmed response, since the person says that it is not theirs.

        Then only certain responses are accepted. Without an unconfirmed response, nothing changes.
        """
        if self.unconfirmed is not None and not self.answered:
            self.stop_asking()

    def stop_asking(self) -> None:
        """Drop the unconfirmed response, and accept only certain ones from now on."""
        self.asks = False
        if self.unconfirmed is not None:
            self.unconfirmed.response = None


class ExpectedCallbacks:
    """The attempts since the receiver was opened."""

    def __init__(self) -> None:
        self._by_id: dict[str, ExpectedCallback] = {}

    def add(self, attempt_id: str, state_digest: bytes, start: StartPage | None = None) -> None:
        """Add an attempt. One that was added before does not change."""
        self._by_id.setdefault(attempt_id, ExpectedCallback(attempt_id, state_digest, start))

    def clear(self) -> None:
        """Remove all attempts."""
        self._by_id.clear()

    @property
    def any_waiting(self) -> bool:
        """Whether any attempt is not over yet."""
        return any(attempt.outcome is None for attempt in self._by_id.values())

    @property
    def any_page_needed(self) -> bool:
        """Whether the person may still come back from any result page."""
        return any(attempt.page_needed for attempt in self._by_id.values())

    def get(self, attempt_id: str) -> ExpectedCallback | None:
        """Return the attempt with this id, or None."""
        return self._by_id.get(attempt_id)

    def with_state(self, state: str) -> ExpectedCallback | None:
        """Return the attempt that `state` belongs to, or None.

        Compares with all attempts, so that the duration reveals nothing about the states.
        """
        return _one([a for a in self._by_id.values() if matches(state, a.state_digest)])

    def with_ticket(self, ticket: str) -> ExpectedCallback | None:
        """Return the attempt whose start page has this `ticket`, or None."""
        return _one([a for a in self._by_id.values() if a.start and _same(a.start.ticket, ticket)])

    def with_nonce(self, nonce: str) -> ExpectedCallback | None:
        """Return the attempt whose result page has this `nonce`, or None."""
        return _one([a for a in self._by_id.values() if _same(a.nonce, nonce)])

    def with_unconfirmed(self, nonce: str) -> ExpectedCallback | None:
        """Return the attempt whose unconfirmed response has this `nonce`, or None."""
        attempts = self._by_id.values()
        return _one([a for a in attempts if a.unconfirmed and _same(a.unconfirmed.nonce, nonce)])


def _same(known: str, given: str) -> bool:
    return secrets.compare_digest(known.encode(), given.encode())


def _one(found: list[ExpectedCallback]) -> ExpectedCallback | None:
    return found[0] if found else None
