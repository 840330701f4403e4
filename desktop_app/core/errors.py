"""The exceptions that adapters raise, and that the workflow turns into outcomes.

The hierarchy:

* ServiceError
  + RefusedError
    - SecretRefusedError
    - AccountNotConnectedError
    - KeyMismatchError
    - NotPermittedError
    - NotFoundError
    - ConflictError
  + UnreachableError
  + AnswerLostError
* KeychainError
  + KeychainMissingError
  + KeychainLockedError
  + KeychainFailedError
  + SecretUnavailableError
  + ModeNotRegisteredError
  + SecretNotSuitableError
* StorageError
  + StorageTooNewError
* SecretTrialError
* NameTakenError
* PlatformMismatchError
* WorkspaceBusyError
* ReceiverUnavailableError
* TimeLimitError
* DocumentError
  + FolderNotWritableError
  + NotAFileError

The problems of a connection profile have their own exceptions, `core.profile.ProfileError` and
`core.registration_problem.RegistrationRefusedError`.
"""

from dataclasses import dataclass
from enum import Enum, StrEnum, auto

from desktop_app.core.activity import Activity
from desktop_app.core.systems import System


class NetworkProblem(StrEnum):
    """What went wrong with a request, where the service itself did not say.

    `Detail.error` has this value then. `ui/texts/network_texts.py` has the text for each value.
    """

    # Raised with UnreachableError: nothing was sent.

    NAME_NOT_FOUND = "name_not_found"
    """The host name of the service was not found (DNS)."""
    NO_CONNECTION = "no_connection"
    """The service did not accept a connection, or there is no way to it."""
    CONNECT_TIMEOUT = "connect_timeout"
    """No connection was made within the time limit."""
    CERTIFICATE_NOT_TRUSTED = "certificate_not_trusted"
    """The certificate is self-signed, or its authority is not known to this computer."""
    CERTIFICATE_WRONG_HOST = "certificate_wrong_host"
    """The certificate was issued for another host."""
    CERTIFICATE_EXPIRED = "certificate_expired"
    """The certificate has expired or is not valid yet, by the clock of this computer."""
    TLS_FAILED = "tls_failed"
    """No TLS connection was made, for a reason other than the certificate."""
    CA_FILE_UNUSABLE = "ca_file_unusable"
    """The file with the organization's own certificates could not be read."""
    PROXY_NOT_FOUND = "proxy_not_found"
    """The host name of the proxy was not found, or its address makes no sense."""
    PROXY_NO_CONNECTION = "proxy_no_connection"
    """No connection to the proxy was made, or the proxy broke it off."""
    PROXY_REFUSED = "proxy_refused"
    """The proxy did not let the request through. The description has the proxy's HTTP status."""
    PROXY_WANTS_SIGN_IN = "proxy_wants_sign_in"
    """The proxy asks for Negotiate, NTLM or Digest, or does not accept the given password."""
    PROXY_UNSUPPORTED = "proxy_unsupported"
    """The proxy is not an HTTP proxy."""
    NO_ACCESS_TOKEN = "no_access_token"  # noqa: S105  (a name, no secret)
    """There is no access token to read the account with: the exchange endpoint issued none."""

    # Raised with RefusedError or SecretRefusedError: nothing was sent.

    SECRET_NOT_SENDABLE = "secret_not_sendable"  # noqa: S105  (a name, no secret)
    """The secret has characters that no HTTP header can carry."""
    NOT_A_STAND_IN_KEY = "not_a_stand_in_key"
    """The secret may be a key of Stripe's or m3ter's, and would go to a stand-in for it."""

    # Raised with AnswerLostError, or with RefusedError where the request had no effect for certain.

    READ_TIMEOUT = "read_timeout"
    """The response did not come within the time limit."""
    CONNECTION_BROKEN = "connection_broken"
    """The connection broke off before the response was whole, or what came was not HTTP."""
    ANSWER_TOO_LONG = "answer_too_long"
    """The body of the response was too long, or took too long."""
    REDIRECT = "redirect"
    """The response was a redirect. Redirects are not followed."""
    NOT_JSON = "not_json"
    """The body of the response was not a JSON object."""
    UNEXPECTED_ANSWER = "unexpected_answer"
    """The response was a JSON object, and lacked what was asked for."""


@dataclass(frozen=True, slots=True)
class Detail:
    """Details of a failed request, for a support team. It holds no secret.

    `error` and `description` are the service's own words where it gave any. Otherwise `error` is a
    `NetworkProblem`, and `description` describes it in English. `request_id` is the service's id of
    the request. `status` is the HTTP status, or 0 if no response came. `host` is the host that a
    `NetworkProblem` is about: the service's or the proxy's. `circumstance` is one more fact for the
    text of a `NetworkProblem`: the proxy's HTTP status (`PROXY_REFUSED`), the proxy's scheme
    (`PROXY_UNSUPPORTED`) or the file's name (`CA_FILE_UNUSABLE`).
    """

    error: str = ""
    description: str = ""
    request_id: str = ""
    status: int = 0
    host: str = ""
    circumstance: str = ""


NO_DETAIL = Detail()
"""The detail where nothing is known."""


class ServiceError(Exception):
    """A request to a service did not succeed. The message is safe to log.

    The subclasses say whether the request had an effect.
    """

    def __init__(self, detail: Detail) -> None:
        super().__init__(f"{detail.status} {detail.error}: {detail.description}")
        self.detail = detail


class RefusedError(ServiceError):
    """The service refused the request in a documented way. The request certainly had no effect."""


class SecretRefusedError(RefusedError):
    """The service does not accept the secret of the organization.

    No request will succeed until a person gives another secret.
    """


class AccountNotConnectedError(RefusedError):
    """The account is not connected (any more): access to it was revoked.

    The account has to be approved again.
    """


class KeyMismatchError(RefusedError):
    """The code was issued to another client than the one that the secret key belongs to.

    They are of different modes or of different platforms. Another approval can't change that: the
    profile or the key has to be corrected.
    """


class NotPermittedError(RefusedError):
    """The service knows the key, and does not let it do this, or not in this organization."""


class NotFoundError(RefusedError):
    """What the request is about does not exist (any more), or the service does not offer it."""


class ConflictError(RefusedError):
    """Somebody else has changed what was to be changed: its version is not the one that was sent.

    It has to be read again first.
    """


class UnreachableError(ServiceError):
    """No connection was made in time, so nothing was sent. The request certainly had no effect.

    It can be sent again.
    """


class AnswerLostError(ServiceError):
    """The request was sent, and no response came that can be trusted.

    Whether the request had an effect is not known. A request that must have its effect only once
    must not be sent again.
    """


class KeychainError(Exception):
    """A secret could not be stored in the operating system's keychain, or be read from it.

    The message is safe to log.
    """


class KeychainMissingError(KeychainError):
    """There is no keychain on this computer that may be used.

    A secret can stay in memory instead, for as long as the program runs.
    """


class KeychainLockedError(KeychainError):
    """The keychain is locked, and the person has not unlocked it."""


class KeychainFailedError(KeychainError):
    """The keychain failed, or did not respond in time."""


class SecretUnavailableError(KeychainError):
    """The secret of the organization is not available, so the service can't be called.

    `cause` says why it could not be read. None means that no secret is stored (any more).
    """

    def __init__(self, cause: KeychainError | None = None) -> None:
        super().__init__(str(cause or "the organization's secret is not kept"))
        self.cause = cause


class ModeNotRegisteredError(KeychainError):
    """The connection profile of the organization does not have this mode (any more).

    This is a `KeychainError` because it is shown as the `cause` of `SecretUnavailableError`.
    """


class SecretNotSuitableError(KeychainError):
    """The secret that is stored must not be sent to a stand-in: it may be a key of Stripe's.

    This is a `KeychainError` because it is shown as the `cause` of `SecretUnavailableError`.
    """


class StorageProblem(Enum):
    """Why a database could not be read or written, where that is known."""

    DAMAGED = auto()
    """The file is no database, or a part of it makes no sense."""
    IN_USE = auto()
    """Another program has locked the file."""
    FULL = auto()
    """There is no space on the disk."""
    NOT_PERMITTED = auto()
    """The person may not read or write the file or its folder."""
    CHANGED = auto()
    """Something else has changed what the file holds."""


class StorageError(Exception):
    """The database could not be read or written. The message is safe to log.

    `problem` says why; None if that is not known. `unsaved` is the log entry of the step that was
    not saved, if the step has one.
    """

    def __init__(
        self,
        message: str,
        problem: StorageProblem | None = None,
        unsaved: Activity | None = None,
    ) -> None:
        super().__init__(message)
        self.problem = problem
        self.unsaved = unsaved


class StateMismatchError(StorageError):
    """The database refused a step of a credential, and the state that is shown has no reason."""

    def __init__(self) -> None:
        super().__init__(
            "the database does not know the credential as it is shown", StorageProblem.CHANGED
        )


class StorageTooNewError(StorageError):
    """The database was written by a newer version of this program. It was not changed."""


class NameTakenError(Exception):
    """Another credential of the same system has this name. Nothing was stored."""


class PlatformMismatchError(Exception):
    """A profile or a secret belongs to another platform than the credentials of `system`.

    With it, the access of these credentials could not be checked or revoked. Nothing was changed.
    """

    def __init__(self, system: System) -> None:
        super().__init__(system.value)
        self.system = system


class SecretTrialError(Exception):
    """An organization's secret for `system` was tried and did not work; `cause` says why."""

    def __init__(self, system: System, cause: "ServiceError | TimeLimitError") -> None:
        super().__init__(f"{system.value}: {cause}")
        self.system = system
        self.cause = cause


class WorkspaceBusyError(Exception):
    """Something in the workspace has to end first, such as the exchange of a code.

    Nothing was changed. A person can try again later.
    """


class ReceiverUnavailableError(Exception):
    """No local port could be opened for the browser to come back to.

    `ports` are the registered ports, which other programs use. It is empty if any port would do.
    """

    def __init__(self, reason: str, ports: tuple[int, ...] = ()) -> None:
        super().__init__(reason)
        self.ports = ports


class TimeLimitError(Exception):
    """A background task took longer than its limit. It may still have its effect later."""


class DocumentError(Exception):
    """A file could not be written where a person asked for it.

    The message is the operating system's reason.
    """


class FolderNotWritableError(DocumentError):
    """The user may not write to the folder of the file."""


class NotAFileError(DocumentError):
    """The path names a folder, a pipe or a device, which must not be overwritten."""
