"""The double as tests use it: start it, set faults, look at what was asked."""

import socket
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from types import TracebackType
from typing import Self

from tests.stripe_double.accounts import READY, Account
from tests.stripe_double.books import Asked, Books
from tests.stripe_double.clients import Client, Mode, made_up, register
from tests.stripe_double.exchange import ExchangeEndpoint
from tests.stripe_double.faults import InjectedFault
from tests.stripe_double.messages import Endpoint, Received, Response
from tests.stripe_double.return_page import ReturnPage
from tests.stripe_double.server import Server
from tests.stripe_double.site import StripeSite


class StripeDouble:
    """Serves from the start on, until `stop` or the end of a `with` block.

    `port` and `return_page_port` are any free ones if they are 0. `return_ports` are those that the
    program may listen on in test mode; the first is registered as 127.0.0.1, the others as
    localhost; where none are given, two free ones are picked. `bearer` is what the exchange
    endpoint must be sent; empty for nothing. Raises OSError where a port cannot be had.
    """

    def __init__(
        self,
        port: int = 0,
        return_page_port: int = 0,
        return_ports: Sequence[int] = (),
        bearer: str = made_up("bearer token"),
    ) -> None:
        first, *others = return_ports or _free_ports(2)
        with ExitStack() as started:
            self.return_page = ReturnPage(return_page_port)
            started.callback(self.return_page.stop)
            self.return_uris = (
                f"http://127.0.0.1:{first}/stripe/return",
                *(f"http://localhost:{other}/stripe/return" for other in others),
            )
            page = self.return_page.uri
            self.clients = {
                Mode.LIVE: register(Mode.LIVE, [page]),
                Mode.TEST: register(Mode.TEST, [*self.return_uris, page]),
            }
            self.bearer = bearer
            self._books = Books(self.clients)
            self._site = StripeSite(self._books, ExchangeEndpoint(self._books, bearer))
            self._server = Server(self._site, port)
            self.origin = self._server.origin
            self._started = started.pop_all()
            self._started.callback(self._stop_server)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    def stop(self) -> None:
        """Serve no more."""
        self._started.close()

    # What a platform knows ------------------------------------------------------------------

    @property
    def live(self) -> Client:
        return self.clients[Mode.LIVE]

    @property
    def test(self) -> Client:
        return self.clients[Mode.TEST]

    def exchange_token_url(self, mode: Mode) -> str:
        """Where the exchange endpoint takes the codes of a mode."""
        return f"{self.origin}/exchange/{mode.value}/token"

    def exchange_deauthorize_url(self, mode: Mode) -> str:
        """Where the exchange endpoint cuts off accounts of a mode."""
        return f"{self.origin}/exchange/{mode.value}/deauthorize"

    # What happens at Stripe -----------------------------------------------------------------

    def approve(self, mode: Mode, account_id: str = READY.id, scope: str = "read_write") -> str:
        """Have a person approve access, without the pages; returns the authorization code."""
        with self._books.lock:
            uri = self.clients[mode].redirect_uris[0]
            return self._books.issue_code(Asked(mode, uri, scope, None), account_id)

    def use_up(self, code: str) -> None:
        """Have somebody else redeem a code; it is not counted as sent."""
        with self._books.lock:
            self._books.connect(code)

    def cut_off(self, mode: Mode, account_id: str = READY.id) -> None:
        """Have the account's owner revoke access at Stripe."""
        with self._books.lock:
            self._books.disconnect(mode, account_id)

    def change_account(self, account: Account) -> None:
        """Have the account of this id be so, as `replace(READY, charges_enabled=False)`."""
        with self._books.lock:
            self._books.accounts[account.id] = account

    def let_time_pass(self, seconds: float) -> None:
        """Put Stripe's clock forward."""
        with self._books.lock:
            self._books.passed += seconds

    def carry_state_with_denials(self, carry: bool) -> None:
        """Choose whether a denial has the state; Stripe's documented example has none."""
        self._site.denial_carries_state = carry

    # What goes wrong ------------------------------------------------------------------------

    def next(self, endpoint: Endpoint, *faults: InjectedFault) -> None:
        """Have the next requests of an endpoint answered with these faults, one each."""
        with self._books.lock:
            self._site.faults[endpoint].extend(faults)

    def hang_up_on(self, connections: int = 1) -> None:
        """Accept the next so many connections, of any endpoint, and close them at once."""
        self._server.hang_up_on(connections)

    @contextmanager
    def offline(self) -> Iterator[None]:
        """Have nobody listen at the double's address while the block lasts; it forgets nothing."""
        self._stop_server()
        try:
            yield
        finally:
            self._server = Server(self._site, self._server.port)

    # What was seen --------------------------------------------------------------------------

    def connections(self) -> set[tuple[Mode, str]]:
        """Return the mode and id of every account that is connected."""
        with self._books.lock:
            return set(self._books.connections)

    def newest_account(self, mode: Mode) -> str:
        """Return which of the accounts that are connected was so last, or "" if none is."""
        with self._books.lock:
            return self._books.newest_account(mode)

    def account(self, account_id: str) -> Account | None:
        """Return an account as it is at Stripe now, or None if there is none."""
        with self._books.lock:
            return self._books.accounts.get(account_id)

    def access_tokens(self) -> set[str]:
        """Return every access token that is good."""
        with self._books.lock:
            return set(self._books.tokens)

    def received(self, endpoint: Endpoint | None = None) -> list[Received]:
        """Return the requests so far, of one endpoint or of all."""
        with self._books.lock:
            return [r for r in self._site.received if endpoint in (None, r.endpoint)]

    @property
    def last_answer(self) -> Response:
        """The last answer that Stripe gave, though a fault may have kept it from its caller."""
        with self._books.lock:
            return self._site.answers[-1]

    def assert_no_code_was_sent_twice(self) -> None:
        """Raise AssertionError if any code that was given out came a second time, faults or not.

        One that never existed ends no connection; a secret may be tried with one, often.
        """
        with self._books.lock:
            sent = self._site.codes_sent
            twice = [code for code in self._books.codes if sent[code] > 1]
        assert not twice, f"sent twice: {twice}"

    def _stop_server(self) -> None:
        # Another one, after a while offline.
        self._server.stop()


def _free_ports(count: int) -> list[int]:
    with ExitStack() as held:
        listeners = [
            held.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(count)
        ]
        return [int(listener.getsockname()[1]) for listener in listeners]
