"""The one place that puts the pieces together; it alone knows every room."""

import argparse
import logging
import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import partial
from pathlib import Path

from PySide6.QtCore import QDir, QLocale, QObject
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication, QMessageBox

from desktop_app import __version__
from desktop_app.core.account import Account, Grant
from desktop_app.core.answer import Answer
from desktop_app.core.deadline import APPROVAL_TTL
from desktop_app.core.outcome import Outcome
from desktop_app.core.problems import Detail, StripeUnreachable
from desktop_app.core.return_route import ANY_PORT, ReturnRoute
from desktop_app.core.secret import Secret
from desktop_app.core.systems import System
from desktop_app.loopback.receiver import LoopbackReceiver
from desktop_app.loopback.texts import PageText, ReceiverTexts
from desktop_app.loopback.texts import Tone as PageTone
from desktop_app.practice.server import Addresses, PracticeStripe
from desktop_app.storage.keychain import SystemKeychain
from desktop_app.storage.store import SqliteStore
from desktop_app.stripe.client import StripeClient
from desktop_app.stripe.connection import StripeConnection
from desktop_app.system import paths
from desktop_app.system.alarm import QtAlarm
from desktop_app.system.browser import DesktopBrowser
from desktop_app.system.clock import SystemClock
from desktop_app.system.documents import LocalDocuments
from desktop_app.system.log import set_up_logging
from desktop_app.system.notifications import desktop_notifications
from desktop_app.system.paths import DataPaths
from desktop_app.system.resume import ResumeSignal
from desktop_app.system.signals import PoliteEnd
from desktop_app.system.single_instance import SingleInstance
from desktop_app.system.tasks import QtTasks
from desktop_app.system.user import os_user
from desktop_app.ui.main_window import MainWindow
from desktop_app.ui.texts import page_texts, program_texts
from desktop_app.ui.texts.message import Message
from desktop_app.ui.theme import Tone
from desktop_app.workflow.ports import Outside
from desktop_app.workflow.service import Workflow

_log = logging.getLogger(__name__)

_SHORTEST_TTL_SECONDS = 5
# Where nothing announces that the machine has slept: a deadline may be seen that late, but an
# answer is never taken too late, since each is checked against the clock.
_SLOW_CHECK = timedelta(seconds=20)


class PracticeGateway:
    """Stripe as the Practice workspace reaches it: the stand-in, started when first needed."""

    def __init__(self, practice: PracticeStripe) -> None:
        self._practice = practice
        self._started: tuple[Addresses, StripeClient] | None = None

    @property
    def systems(self) -> tuple[System, ...]:
        """See `StripeGateway.systems`."""
        return tuple(System)

    def routes(self, system: System) -> tuple[ReturnRoute, ...]:
        """See `StripeGateway.routes`."""
        return (ANY_PORT,)

    def needs_secret(self, system: System) -> bool:
        """See `StripeGateway.needs_secret`. The stand-in tells its keys to whoever started it."""
        return False

    def take_secret(self, system: System, secret: Secret) -> None:
        """See `StripeGateway.take_secret`."""

    def reads_with_access_token(self, system: System) -> bool:
        """See `StripeGateway.reads_with_access_token`."""
        return False

    def prepare(self, system: System, redirect_uri: str) -> None:
        """See `StripeGateway.prepare`."""
        self._client()
        with _as_unreachable():
            self._practice.register_redirect_uri(redirect_uri)

    def authorize_url(self, system: System, redirect_uri: str, state: str) -> str:
        """See `StripeGateway.authorize_url`. Only after `prepare`: nothing is started here."""
        if self._started is None:
            raise RuntimeError("prepare comes first")
        return self._started[1].authorize_url(system, redirect_uri, state)

    def exchange(self, system: System, code: Secret) -> Grant:
        """See `StripeGateway.exchange`."""
        return self._client().exchange(system, code)

    def account(
        self, system: System, account_id: str, access_token: Secret | None = None
    ) -> Account:
        """See `StripeGateway.account`."""
        return self._client().account(system, account_id)

    def deauthorize(self, system: System, account_id: str) -> None:
        """See `StripeGateway.deauthorize`."""
        self._client().deauthorize(system, account_id)

    def _client(self) -> StripeClient:
        with _as_unreachable():
            addresses = self._practice.start()
        if self._started is None or self._started[0] != addresses:
            self._started = (addresses, StripeClient(_practice_connection(addresses)))
        return self._started[1]


@contextmanager
def _as_unreachable() -> Iterator[None]:
    try:
        yield
    except (OSError, sqlite3.Error) as error:
        raise StripeUnreachable(Detail(description=type(error).__name__)) from error


def _practice_connection(addresses: Addresses) -> StripeConnection:
    clients = {System.STRIPE: addresses.live, System.STRIPE_TEST: addresses.test}
    return StripeConnection(
        authorize_url=addresses.authorize_url,
        token_url=addresses.token_url,
        deauthorize_url=addresses.deauthorize_url,
        api_base=addresses.api_base,
        client_ids={system: client.client_id for system, client in clients.items()},
        key=lambda system: Secret(clients[system].secret_key),
    )


class Program(QObject):
    """One running program on one data folder."""

    def __init__(self, data: DataPaths, approval_ttl: timedelta) -> None:
        super().__init__()
        self._store = SqliteStore(data.practice_database)
        self._practice = PracticeStripe(data.practice_stripe)
        self._tasks = QtTasks(self._on_crash, self)
        self._alarm = QtAlarm(self)
        browser = DesktopBrowser()
        self._receiver = LoopbackReceiver(
            _receiver_texts(),
            on_answer=self._on_answer,
            on_return=self._on_return,
            on_denial=self._on_denial,
            parent=self,
        )
        self.workflow = Workflow(
            Outside(
                store=self._store,
                keychain=SystemKeychain(),
                stripe=PracticeGateway(self._practice),
                receiver=self._receiver,
                browser=browser,
                documents=LocalDocuments(),
                alarm=self._alarm,
                clock=SystemClock(),
                tasks=self._tasks,
                os_user=os_user(),
                approval_ttl=approval_ttl,
            )
        )
        slow_check = partial(self._alarm.ring_within, _SLOW_CHECK)
        self._resume = ResumeSignal(self.workflow.check_deadlines, slow_check, self)
        self.window = MainWindow(self.workflow, browser, desktop_notifications(self))

    def start(self) -> None:
        """Show the window, then read the database."""
        self.window.show()
        self.workflow.start()
        self._resume.listen()

    def stop(self) -> None:
        """End everything that was started; what is unfinished is settled at the next start."""
        self._receiver.close()
        self._tasks.stop(self._store.close)
        self._practice.stop()

    # The pieces made first call back those made last.

    def _on_answer(self, answer: Answer) -> None:
        self.workflow.answer_arrived(answer)

    def _on_return(self) -> None:
        self.window.return_from_browser()

    def _on_denial(self) -> None:
        self.workflow.denial_reported()

    def _on_crash(self, error: Exception) -> None:
        self.workflow.operation_failed(error)


def _receiver_texts() -> ReceiverTexts:
    tones = {
        Tone.SUCCESS: PageTone.SUCCESS,
        Tone.WARNING: PageTone.PROBLEM,
        Tone.PROBLEM: PageTone.PROBLEM,
    }

    def page(message: Message) -> PageText:
        tone = tones.get(message.tone, PageTone.INFO)
        return PageText(message.title, message.text, tone)

    def result(outcome: Outcome) -> PageText:
        return page(page_texts.page_result(outcome))

    return ReceiverTexts(
        result=result,
        already_handled=page(page_texts.page_already_handled()),
        still_working=page(page_texts.page_still_working()),
        wrong_request=page(page_texts.page_wrong_request()),
        denied_without_state=page(page_texts.page_denied_without_state()),
        not_found=page(page_texts.page_not_found()),
        over=page(page_texts.page_over()),
        returned=page(page_texts.page_returned()),
        return_label=page_texts.return_label(),
        language=QLocale().bcp47Name(),
    )


def _options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="m3ter-desktop", description="Connect your company's Stripe account to m3ter."
    )
    parser.add_argument(
        "--data-dir",
        type=Path,
        default=None,
        metavar="DIR",
        help="keep everything in DIR instead of the platform's data folder",
    )
    parser.add_argument(
        "--approval-ttl",
        type=_ttl,
        default=APPROVAL_TTL,
        metavar="SECONDS",
        help="shorten the ten minutes for an approval, for demonstrations; Practice only",
    )
    parser.add_argument(
        "--log-level",
        choices=("DEBUG", "INFO", "WARNING", "ERROR"),
        default="INFO",
        help="how much the log in the data folder says (default: INFO)",
    )
    parser.add_argument("--version", action="version", version=f"m3ter Desktop {__version__}")
    return parser.parse_args(arguments)


def _ttl(text: str) -> timedelta:
    longest = round(APPROVAL_TTL.total_seconds())
    try:
        seconds = int(text)
    except ValueError:
        seconds = 0
    if not _SHORTEST_TTL_SECONDS <= seconds <= longest:
        raise argparse.ArgumentTypeError(
            f"give whole seconds from {_SHORTEST_TTL_SECONDS} to {longest}: the ten minutes can"
            " only be shortened"
        )
    return timedelta(seconds=seconds)


def _set_up_qt(arguments: list[str]) -> QApplication:
    application = QApplication(arguments)
    application.setApplicationName("m3ter-desktop")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("m3ter-desktop")
    if QLocale().language() == QLocale.Language.C:
        # The C locale has no way of writing dates that a person would use.
        QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    QDir.addSearchPath("icon", str(paths.resources() / "icons"))
    application.setWindowIcon(QIcon("icon:app.svg"))
    # Closing the wizard, with the main window minimized, must not end the program.
    application.setQuitOnLastWindowClosed(False)
    return application


def run(arguments: list[str]) -> int:
    """Run the program with its command line's arguments; return the exit status."""
    options = _options(arguments[1:])
    # Files that are made from here on are for their owner only.
    os.umask(0o077)
    folder = (options.data_dir or paths.default_data_folder()).absolute()
    application = _set_up_qt(arguments[:1])
    data = DataPaths(folder)
    program: Program | None = None

    def raise_window(token: str) -> None:
        if token:
            # The desktop's permission to come to the front, given to the second start.
            os.environ["XDG_ACTIVATION_TOKEN"] = token
        if program is not None:
            program.window.bring_to_front()

    try:
        paths.make_private(folder)
        instance = SingleInstance(data.lock, raise_window)
        is_first = instance.acquire()
        if is_first:
            set_up_logging(data.log, options.log_level)
    except OSError as error:
        return _refuse(
            program_texts.data_folder_unusable().format(folder=folder, reason=error.strerror or "")
        )
    if not is_first:
        if instance.raise_other():
            return 0
        return _refuse(program_texts.already_running().format(folder=folder))
    _log.info("m3ter Desktop %s starts", __version__)
    program = Program(data, options.approval_ttl)
    polite_end = PoliteEnd(program.window.close, application)
    program.start()
    try:
        return application.exec()
    finally:
        polite_end.restore()
        program.stop()
        instance.release()


def _refuse(text: str) -> int:
    print(text, file=sys.stderr)  # noqa: T201  (the terminal may be all that is there)
    QMessageBox.critical(None, "m3ter Desktop", text)
    return 1
