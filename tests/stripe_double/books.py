"""What the double remembers for as long as it runs: visits, codes, tokens, connections, accounts.

Its users hold `lock` over each request, so that every request is one transaction.
"""

import secrets
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass

from tests.stripe_double.accounts import CHOICE, PLATFORM, Account
from tests.stripe_double.clients import Client, Mode


@dataclass(frozen=True, slots=True)
class Asked:
    """A request for approval that was found good; `state` is None where none was sent."""

    mode: Mode
    redirect_uri: str
    scope: str
    state: str | None
    email: str = ""


@dataclass(slots=True)
class Code:
    """An authorization code that was given out; `issued` in seconds, on the books' clock."""

    mode: Mode
    account_id: str
    scope: str
    issued: float
    used: bool = False


@dataclass(frozen=True, slots=True)
class Token:
    """An access token that was issued for a code."""

    mode: Mode
    account_id: str
    code: str


class Books:
    """All that one double knows."""

    def __init__(self, clients: Mapping[Mode, Client]) -> None:
        self.lock = threading.RLock()
        self.clients = clients
        self.accounts = {account.id: account for account in (*CHOICE, PLATFORM)}
        self.visits: dict[str, Asked] = {}
        self.codes: dict[str, Code] = {}
        self.tokens: dict[str, Token] = {}
        self.revoked: set[str] = set()
        self.connections: set[tuple[Mode, str]] = set()
        self.passed = 0.0

    def now(self) -> float:
        """Read the clock, which tests can put forward (`passed`)."""
        return time.monotonic() + self.passed

    def open_visit(self, asked: Asked) -> str:
        """Keep what a person is asked, and return the visit's name."""
        visit = secrets.token_urlsafe()
        self.visits[visit] = asked
        return visit

    def issue_code(self, asked: Asked, account_id: str) -> str:
        """Give out an authorization code."""
        code = f"ac_{secrets.token_hex(16)}"
        self.codes[code] = Code(asked.mode, account_id, asked.scope, self.now())
        return code

    def connect(self, code: str) -> str:
        """Use up a code: connect its account, and return a new access token."""
        issued = self.codes[code]
        issued.used = True
        token = f"standin_{issued.mode.value}_{secrets.token_hex(24)}"
        self.tokens[token] = Token(issued.mode, issued.account_id, code)
        self.connections.add((issued.mode, issued.account_id))
        return token

    def revoke_code(self, code: str) -> None:
        """Revoke what was issued for a code; its account stays connected by another one only."""
        issued = self.codes[code]
        self._revoke({name for name, token in self.tokens.items() if token.code == code})
        left = {(token.mode, token.account_id) for token in self.tokens.values()}
        if (issued.mode, issued.account_id) not in left:
            self.connections.discard((issued.mode, issued.account_id))

    def disconnect(self, mode: Mode, account_id: str) -> bool:
        """Cut an account off, with all its tokens; returns whether it was connected."""
        connected = (mode, account_id) in self.connections
        self.connections.discard((mode, account_id))
        self._revoke(
            {
                name
                for name, token in self.tokens.items()
                if (token.mode, token.account_id) == (mode, account_id)
            }
        )
        return connected

    def newest_account(self, mode: Mode) -> str:
        """Return which of the accounts that are connected was so last, or "" if none is."""
        of_mode = [token.account_id for token in self.tokens.values() if token.mode is mode]
        return of_mode[-1] if of_mode else ""

    def account(self, account_id: str) -> Account:
        """Return an account that exists."""
        return self.accounts[account_id]

    def _revoke(self, tokens: set[str]) -> None:
        self.revoked |= tokens
        self.tokens = {name: t for name, t in self.tokens.items() if name not in tokens}
