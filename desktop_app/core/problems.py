"""Typed failures that adapters raise and the workflow turns into outcomes."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Detail:
    """What can be told to a support team about a failure: never a secret.

    `error` and `description` are Stripe's own words where it gave any; `request_id` is its
    `Request-Id` header; `status` the HTTP status, 0 where no answer came.
    """

    error: str = ""
    description: str = ""
    request_id: str = ""
    status: int = 0


NO_DETAIL = Detail()


class StripeProblem(Exception):
    """A call to Stripe did not succeed. The message is safe to log."""

    def __init__(self, detail: Detail) -> None:
        super().__init__(f"{detail.status} {detail.error}: {detail.description}")
        self.detail = detail


class StripeRefused(StripeProblem):
    """Stripe answered, and the answer is a definite no."""


class SecretRefused(StripeRefused):
    """Stripe, or the exchange endpoint, does not accept the organization's secret."""


class AccountNotConnected(StripeRefused):
    """The account is not connected (any more): access was revoked at Stripe."""


class StripeUnreachable(StripeProblem):
    """Nothing was sent: no connection could be made."""


class AnswerLost(StripeProblem):
    """Something was sent and no answer came that can be trusted: the outcome is unknown."""


class KeychainProblem(Exception):
    """The operating system's keychain did not do what was asked. The message is safe to log."""


class KeychainMissing(KeychainProblem):
    """There is no keychain that may be used on this computer."""


class KeychainLocked(KeychainProblem):
    """The keychain is locked and was not unlocked."""


class KeychainFailed(KeychainProblem):
    """The keychain answered with an error."""


class SecretUnavailable(KeychainProblem):
    """The organization's secret can't be had: of `cause`, or since it is not kept (any more)."""

    def __init__(self, cause: KeychainProblem | None = None) -> None:
        super().__init__(str(cause or "the organization's secret is not kept"))
        self.cause = cause


class StorageFailed(Exception):
    """The database cannot be used. The message is safe to log."""


class StorageTooNew(StorageFailed):
    """The database was written by a newer version of this program."""


class DocumentNotWritten(Exception):
    """A file that a person asked for could not be written. The message is the system's reason."""


class TimeLimitReached(Exception):
    """A background task took longer than its limit; whether it will still happen is unknown."""


class ReceiverUnavailable(Exception):
    """No local port could be opened for the browser's way back.

    `ports` are those that were registered and are in use; empty where any port would have done.
    """

    def __init__(self, reason: str, ports: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.ports = ports


class NameTaken(Exception):
    """Another credential of the same system has this name."""
