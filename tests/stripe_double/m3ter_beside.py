"""The practice m3ter of the program, beside a double: it reaches who is connected at the double."""

from pathlib import Path
from types import TracebackType
from typing import Self

from desktop_app.practice.http_server import HttpServer
from desktop_app.practice.limits import Limits
from desktop_app.practice.m3ter.api import PracticeApi
from desktop_app.practice.m3ter.console import AccountView, Console
from desktop_app.practice.m3ter.ledger import ORGANIZATION_ID, M3terLedger
from desktop_app.practice.m3ter.web import PREFIX, make_blueprint
from desktop_app.practice.server import anyone, bound
from desktop_app.practice.web import guarded_application
from desktop_app.practice.wsgi import responder
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble


class M3terBeside:
    """Serves on a port of its own from the start on, until `stop` or the end of a `with`
    block.

    `base` is used like `https://api.m3ter.com`, and `console` is the page that stands in for the
    Console. The access key and what was made are kept in `folder`; whom m3ter reaches is asked at
    the double each time. `port` is any free one if it is 0. Raises OSError, OverflowError or
    sqlite3.Error where the port or the folder cannot be used.
    """

    def __init__(self, double: StripeDouble, folder: Path, port: int = 0) -> None:
        self._double = double
        ledger = M3terLedger(folder)
        listener = bound(port)
        host, number = listener.getsockname()
        origin = f"http://{host}:{number}"
        self.base = f"{origin}{PREFIX}"
        self.console = f"{self.base}/console"
        self.organization = ORGANIZATION_ID
        self.key = ledger.key
        api = PracticeApi(ledger, self.base, self._newest_account, self._is_connected)
        application = guarded_application(origin)
        application.register_blueprint(
            make_blueprint(api, Console(ledger, api, self._view_account))
        )
        respond = responder(application, (host, number))
        self._server = HttpServer(listener, respond, anyone, Limits(idle_time=None))

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
        self._server.stop()

    def _newest_account(self, live: bool) -> str:
        return self._double.newest_account(_mode(live))

    def _is_connected(self, live: bool, account_id: str) -> bool:
        return (_mode(live), account_id) in self._double.connections()

    def _view_account(self, live: bool, account_id: str) -> AccountView | None:
        account = self._double.account(account_id)
        if account is None:
            return None
        page = f"{self._double.origin}/dashboard/{account.id}{'' if live else '/test'}"
        return AccountView(account.name or account.email, page)


def _mode(live: bool) -> Mode:
    return Mode.LIVE if live else Mode.TEST
