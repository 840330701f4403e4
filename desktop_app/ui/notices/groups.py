"""The credentials that one notice names, and what the notice says as long as it is true of them.

Knows when a notice is still true of a credential. Must not know when a notice is added
(`rules.py`).
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from desktop_app.core.credential import Credential, SecretPlace
from desktop_app.ui.notices.log import Action, Button, Group
from desktop_app.ui.texts import connection_texts, credential_texts, outcome_texts
from desktop_app.ui.texts.message import Message
from desktop_app.workflow.events import AllChecked, NotChecked, RemovedTogether


@dataclass(frozen=True, slots=True)
class Worse(Group):
    """Credentials of one account that has got worse, or is disconnected."""

    credentials: tuple[Credential, ...]

    @property
    def message(self) -> Message:
        """See `Group.message`."""
        return connection_texts.got_worse_message(self.credentials)

    @property
    def buttons(self) -> tuple[Button, ...]:
        """See `Group.buttons`. The Stripe Dashboard has no page of what is not connected."""
        first = self.credentials[0]
        if first.secret_place is SecretPlace.REVOKED:
            return ()
        return (Button(Action.OPEN_IN_STRIPE, first.id, first.name),)

    def is_true_of(self, credential: Credential) -> bool:
        """See `Group.is_true_of`."""
        is_as_bad = condition_of(credential) == condition_of(self.credentials[0])
        return is_as_bad and credential.needs_attention

    def without(self, credential_id: str) -> "Worse | None":
        """See `Group.without`."""
        left = _without(credential_id, self.credentials)
        return Worse(left) if left else None


@dataclass(frozen=True, slots=True)
class NamedAlike(Group):
    """Credentials of one system whose names count as the same. A name never changes."""

    credentials: tuple[Credential, ...]

    @property
    def message(self) -> Message:
        """See `Group.message`."""
        return credential_texts.names_alike_message(self.credentials)

    def without(self, credential_id: str) -> "NamedAlike | None":
        """See `Group.without`. One name alone is not like another one."""
        left = _without(credential_id, self.credentials)
        return NamedAlike(left) if len(left) > 1 else None


@dataclass(frozen=True, slots=True)
class NotAllChecked(Group):
    """Credentials that could not be checked when several were."""

    event: AllChecked

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """See `Group.credentials`."""
        return tuple(each for some in self.event.not_checked for each in some.credentials)

    @property
    def message(self) -> Message:
        """See `Group.message`."""
        return all_checked_message(self.event)

    def is_true_of(self, credential: Credential) -> bool:
        """See `Group.is_true_of`. Not of a credential that was checked since then."""
        then = next(each for each in self.credentials if each.id == credential.id)
        return credential.checked == then.checked

    def without(self, credential_id: str) -> "NotAllChecked | None":
        """See `Group.without`. What got worse is not told any more once one of that is gone."""
        event = self.event
        if any(each.id == credential_id for worse in event.worse for each in worse):
            event = replace(event, checked=0, worse=())
        some = (
            NotChecked(_without(credential_id, each.credentials), each.error)
            for each in event.not_checked
        )
        left = tuple(each for each in some if each.credentials)
        return NotAllChecked(replace(event, not_checked=left)) if left else None


@dataclass(frozen=True, slots=True)
class NotRemoved(Group):
    """Credentials that were not removed together with others. Any that is there was not removed."""

    event: RemovedTogether

    @property
    def credentials(self) -> tuple[Credential, ...]:
        """See `Group.credentials`."""
        return self.event.not_removed

    @property
    def message(self) -> Message:
        """See `Group.message`."""
        return removed_together_message(self.event)

    def without(self, credential_id: str) -> "NotRemoved | None":
        """See `Group.without`."""
        left = _without(credential_id, self.credentials)
        return NotRemoved(replace(self.event, not_removed=left)) if left else None


@dataclass(frozen=True, slots=True)
class CutOff(Group):
    """Credentials that have lost their access with `removed`, a credential that was removed."""

    removed: Credential
    credentials: tuple[Credential, ...]

    @property
    def message(self) -> Message:
        """See `Group.message`."""
        return outcome_texts.gone_message(self.removed, _names(self.credentials))

    def is_true_of(self, credential: Credential) -> bool:
        """See `Group.is_true_of`."""
        return credential.secret_place is SecretPlace.REVOKED

    def without(self, credential_id: str) -> "CutOff | None":
        """See `Group.without`."""
        left = _without(credential_id, self.credentials)
        return CutOff(self.removed, left) if left else None


def condition_of(credential: Credential) -> str:
    """Return what the account of a credential is like: disconnected, or its health."""
    if credential.secret_place is SecretPlace.REVOKED or credential.account is None:
        return "disconnected"
    return credential.account.health.value


def all_checked_message(event: AllChecked) -> Message:
    """Return the message after all connections, or several, were checked."""
    return connection_texts.all_checked_message(
        event.checked,
        [each.name for some in event.worse for each in some],
        [(_names(some.credentials), some.error) for some in event.not_checked],
    )


def removed_together_message(event: RemovedTogether) -> Message:
    """Return the message after credentials were removed together."""
    return credential_texts.removed_together_message(
        len(event.removed), _names(event.not_removed), failed=event.error is not None
    )


def _names(credentials: Iterable[Credential]) -> list[str]:
    return [each.name for each in credentials]


def _without(credential_id: str, credentials: Collection[Credential]) -> tuple[Credential, ...]:
    return tuple(each for each in credentials if each.id != credential_id)
