"""Typed failures that adapters raise and the workflow turns into outcomes."""

from dataclasses import dataclass
from enum import StrEnum

from desktop_app.core.systems import System


class NetworkProblem(StrEnum):
    """What `Detail.error` says where Stripe said nothing: `ui/texts/network_texts.py` tells it.

    Those that are raised with `UnreachableError` happened before anything was sent.
    """

    NAME_NOT_FOUND = "name_not_found"
    NO_CONNECTION = "no_connection"
    CONNECT_TIMEOUT = "connect_timeout"
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted"
    """Self-signed, or of an authority that this computer does not know."""
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    CERTIFICATE_EXPIRED = "certificate_expired"
    """Or not valid yet: one of both clocks is wrong."""
    TLS_FAILED = "tls_failed"
    CA_FILE_UNUSABLE = "ca_file_unusable"
    """The organization's own certificates could not be read."""
    PROXY_NOT_FOUND = "proxy_not_found"
    PROXY_NO_CONNECTION = "proxy_no_connection"
    PROXY_REFUSED = "proxy_refused"
    """The description has the proxy's HTTP status."""
    PROXY_WANTS_SIGN_IN = "proxy_wants_sign_in"
    """By Negotiate, NTLM or Digest, or it does not take the name and password that it was given."""
    PROXY_UNSUPPORTED = "proxy_unsupported"
    SECRET_NOT_SENDABLE = "secret_not_sendable"  # noqa: S105  (a name, no secret)
    """It has characters that no HTTP header can carry."""
    NO_ACCESS_TOKEN = "no_access_token"  # noqa: S105  (a name, no secret)
    """The account can't be asked for: the exchange endpoint has handed out no access token."""
    READ_TIMEOUT = "read_timeout"
    CONNECTION_BROKEN = "connection_broken"
    ANSWER_TOO_LONG = "answer_too_long"
    REDIRECT = "redirect"
    NOT_JSON = "not_json"
    UNEXPECTED_ANSWER = "unexpected_answer"


@dataclass(frozen=True, slots=True)
class Detail:
    """What can be told to a support team about a failure: never a secret.

    `error` and `description` are the service's own words where it gave any, and otherwise a
    `NetworkProblem` with its circumstances. `request_id` is the header `Request-Id`. `status` is
    the HTTP status, 0 where no answer came. `host` names the host that a `NetworkProblem` is about.
    `circumstance` is what else its sentence names: the status that a proxy answered
    (`PROXY_REFUSED`), a proxy's scheme (`PROXY_UNSUPPORTED`), a file's name (`CA_FILE_UNUSABLE`).
    """

    error: str = ""
    description: str = ""
    request_id: str = ""
    status: int = 0
    host: str = ""
    circumstance: str = ""


NO_DETAIL = Detail()


class ServiceError(Exception):
    """A call to Stripe did not succeed. The message is safe to log."""

    def __init__(self, detail: Detail) -> None:
        super().__init__(f"{detail.status} {detail.error}: {detail.description}")
        self.detail = detail


class RefusedError(ServiceError):
    """Stripe answered, and the answer is a definite no."""


class SecretRefusedError(RefusedError):
    """Stripe, or the exchange endpoint, does not accept the organization's secret."""


class AccountNotConnectedError(RefusedError):
    """The account is not connected (any more): access was revoked at Stripe."""


class UnreachableError(ServiceError):
    """Nothing was sent: no connection could be made."""


class AnswerLostError(ServiceError):
    """Something was sent and no answer came that can be trusted: the outcome is unknown."""


class KeychainError(Exception):
    """The operating system's keychain did not do what was asked. The message is safe to log."""


class KeychainMissingError(KeychainError):
    """There is no keychain that may be used on this computer."""


class KeychainLockedError(KeychainError):
    """The keychain is locked and was not unlocked."""


class KeychainFailedError(KeychainError):
    """The keychain answered with an error."""


class SecretUnavailableError(KeychainError):
    """The organization's secret can't be had: of `cause`, or since it is not kept (any more)."""

    def __init__(self, cause: KeychainError | None = None) -> None:
        super().__init__(str(cause or "the organization's secret is not kept"))
        self.cause = cause


class StorageError(Exception):
    """The database cannot be used. The message is safe to log."""


class StorageTooNewError(StorageError):
    """The database was written by a newer version of this program."""


class DocumentError(Exception):
    """A file that a person asked for could not be written. The message is the system's reason."""


class NotAFileError(DocumentError):
    """It would take the place of a folder, a pipe or a device."""


class TimeLimitError(Exception):
    """A background task took longer than its limit; whether it will still happen is unknown."""


class ReceiverUnavailableError(Exception):
    """No local port could be opened for the browser's way back.

    `ports` are those that were registered and are in use; empty where any port would have done.
    """

    def __init__(self, reason: str, ports: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.ports = ports


class ModeNotRegisteredError(KeychainError):
    """The organization's profile has no registration for this mode (any more)."""


class PlatformMismatchError(Exception):
    """Credentials of this mode were approved for another platform, which could not be reached."""

    def __init__(self, system: System) -> None:
        super().__init__(system.value)
        self.system = system


class WorkspaceBusyError(Exception):
    """Something is under way in a workspace that must come to its end first."""


class NameTakenError(Exception):
    """Another credential of the same system has this name."""
