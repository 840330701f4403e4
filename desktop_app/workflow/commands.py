"""The commands that the user interface calls in one workspace.

Each command returns at once. Its result is published as events; only `make_link`,
`make_link_to_send`, `use_pasted_response` and `save_document` return their result to the caller.
"""

import uuid
from collections.abc import Callable, Coroutine, Iterable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from functools import cached_property, partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from desktop_app.core.activity import ActivityKind
from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, SecretPlace, Stage
from desktop_app.core.deadline import Deadline
from desktop_app.core.errors import DocumentError, StorageError, TimeLimitError, UnreachableError
from desktop_app.core.lifecycle import Step
from desktop_app.core.names import clean_name
from desktop_app.core.systems import System
from desktop_app.core.unsettled_grant import UnsettledGrant
from desktop_app.workflow.activity_log import ActivityLog
from desktop_app.workflow.approvals import Approvals
from desktop_app.workflow.code_exchange import CodeExchange
from desktop_app.workflow.connection_checks import ConnectionChecks
from desktop_app.workflow.events import DashboardNotOpened, Loaded, LoadFailed, Reconnected
from desktop_app.workflow.incidents import Incidents
from desktop_app.workflow.operations import Pending, start_pending
from desktop_app.workflow.ports import Lane
from desktop_app.workflow.removal import Removal
from desktop_app.workflow.services import Services
from desktop_app.workflow.unsettled_grants import UnsettledGrants

if TYPE_CHECKING:
    from desktop_app.core.pasted_response import PasteRefused
    from desktop_app.workflow.account_rejection import AccountRejection
    from desktop_app.workflow.check_rounds import CheckRounds
    from desktop_app.workflow.m3ter_commands import M3terCommands
    from desktop_app.workflow.pasted_responses import PastedResponses
    from desktop_app.workflow.removal_rounds import RemovalRounds

# BLOCKED is among them: the person may choose another place for the secret.
_MAY_RETRY = (Phase.WAITING, Phase.STOPPED, Phase.BLOCKED)
_ADDRESS_LIMIT = timedelta(seconds=20)
# A window that is brought to the front again and again does not make the program read each time.
_RECHECK_INTERVAL = timedelta(minutes=1)


class Commands:
    """The commands of one workspace."""

    def __init__(
        self,
        services: Services,
        approvals: Approvals,
        code_exchange: CodeExchange,
        incidents: Incidents,
        removal: Removal,
        unsettled_grants: UnsettledGrants,
        load: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        self._load = load
        self._tasks = services.ports.tasks
        self._store = services.ports.store
        self._documents = services.ports.documents
        self._stripe = services.ports.stripe
        self._browser = services.ports.browser
        self._state = services.state
        self._log_entries = services.log_entries
        self._secrets = services.secrets
        self._platform_secrets = services.platform_secrets
        self._deadlines = services.deadlines
        self._approvals = approvals
        self._code_exchange = code_exchange
        self._incidents = incidents
        self._removal = removal
        self._unsettled_grants = unsettled_grants
        self._checks = ConnectionChecks(services)
        self._log = ActivityLog(services.ports, services.state)
        self._services = services
        self._clock = services.ports.clock
        self._rechecks_quietly = services.ports.rechecks_quietly
        self._next_recheck = Deadline(self._clock.now(), _RECHECK_INTERVAL)

    @cached_property
    def m3ter(self) -> "M3terCommands":
        """The commands about m3ter."""
        # Imported now: the start does not need this module.
        from desktop_app.workflow.m3ter_commands import M3terCommands

        return M3terCommands(self._services)

    @cached_property
    def _check_rounds(self) -> "CheckRounds":
        # Imported now: the start does not need this module.
        from desktop_app.workflow.check_rounds import CheckRounds

        return CheckRounds(self._services, self._checks)

    @cached_property
    def _removal_rounds(self) -> "RemovalRounds":
        # Imported now: the start does not need this module.
        from desktop_app.workflow.removal_rounds import RemovalRounds

        return RemovalRounds(self._services, self._removal)

    @cached_property
    def _account_rejection(self) -> "AccountRejection":
        # Imported now: the start does not need this module.
        from desktop_app.workflow.account_rejection import AccountRejection

        return AccountRejection(self._services)

    @cached_property
    def _pasted_responses(self) -> "PastedResponses":
        # Imported now: the start does not need this module.
        from desktop_app.workflow.pasted_responses import PastedResponses

        return PastedResponses(self._services, self._code_exchange)

    # -- approving ----------------------------------------------------------------------------

    def go_to_stripe(
        self,
        system: System,
        name: str,
        place: SecretPlace,
        credential_id: str | None = None,
        *,
        to_send: bool = False,
    ) -> str:
        """Begin an approval and return the credential's id. `name` must be a good name.

        `credential_id` is given to begin the approval of that credential again. If the credential
        is not stored, it gets this id. If it is INCOMPLETE, another attempt begins. If it was
        created and needs approval again, a reauthorization begins, with a new deadline.

        With `to_send`, no browser is opened: the approval waits with `LinkToSend`, whose link works
        as one of `make_link_to_send`.
        """
        stored = None if credential_id is None else self._state.credential(credential_id)
        if stored is None:
            approval = Approval(
                credential_id=credential_id or str(uuid.uuid4()),
                system=system,
                name=clean_name(name),
                place=place,
                phase=Phase.PREPARING,
                to_send=to_send,
            )
            self._tasks.start(self._approvals.begin(approval))
            return approval.credential_id
        if stored.allows(Step.REAUTHORIZE):
            self._reauthorize(stored, place, to_send=to_send)
        else:
            self.retry(stored.id, place, to_send=to_send)
        return stored.id

    def _reauthorize(self, credential: Credential, place: SecretPlace, *, to_send: bool) -> None:
        approval = Approval(
            credential_id=credential.id,
            system=credential.system,
            name=credential.name,
            place=place,
            phase=Phase.PREPARING,
            to_send=to_send,
        )
        self._tasks.start(self._approvals.reauthorize(approval))

    def retry(
        self, credential_id: str, place: SecretPlace | None = None, *, to_send: bool = False
    ) -> None:
        """Open Stripe's page again, for another attempt with the same deadline.

        `place` is where the secret will be stored; None does not change that. For `to_send`, see
        `go_to_stripe`.
        """
        again = self._again(credential_id, place, to_send=to_send)
        if again is not None:
            self._tasks.start(self._approvals.retry(again))

    def make_link(self, credential_id: str) -> Pending[str | None]:
        """Begin another attempt, and return the link to open in a browser of this computer.

        A link works in one browser only, so each call makes a new one. The result is None if no
        attempt could begin; then the approval says why. It can fail with `StorageError`.
        """
        return self._make_link(credential_id, to_send=False)

    def make_link_to_send(self, credential_id: str) -> Pending[str | None]:
        """Begin another attempt, and return Stripe's approval page, to send to somebody else.

        The link works in any browser, until the deadline. If that browser can't come back to this
        computer, the person pastes the address at which it ended: `use_pasted_response`. A response
        that does come to this computer has no cookie, so the person is asked about it. For the
        result, see `make_link`.
        """
        return self._make_link(credential_id, to_send=True)

    def _make_link(self, credential_id: str, *, to_send: bool) -> Pending[str | None]:
        again = self._again(credential_id, None, to_send=to_send)

        async def make() -> str | None:
            return None if again is None else await self._approvals.make_link(again)

        return start_pending(self._tasks.start, make, expected=(StorageError,))

    def use_pasted_response(self, credential_id: str, text: str) -> "PasteRefused | None":
        """Use the address at which a browser ended, pasted by the person.

        Returns None if the address was used: then the approval shows how it goes on. Otherwise
        returns what is wrong with the address, and nothing is changed.
        """
        return self._pasted_responses.use(credential_id, text)

    def _again(
        self, credential_id: str, place: SecretPlace | None, *, to_send: bool
    ) -> Approval | None:
        """Return the approval for another attempt, or None if none can begin."""
        approval = self._state.approval(credential_id)
        if approval is None or approval.phase not in _MAY_RETRY:
            return None
        self._tasks.start(self._unsettled_grants.save())
        return replace(
            approval,
            phase=Phase.PREPARING,
            place=place or approval.place,
            outcome=None,
            keychain_error=None,
            incident=None,
            to_send=to_send,
        )

    def unlock_keychain(self, credential_id: str) -> None:
        """Ask the person to unlock the keychain, then continue the blocked approval."""
        approval = self._state.approval(credential_id)
        if approval is not None and approval.phase is Phase.BLOCKED:
            self._tasks.start(self._approvals.unlock(approval))

    def stop_waiting(self, credential_id: str) -> None:
        """End the attempts of a credential: the person says that a reported denial is theirs."""
        self._tasks.start(self._incidents.stop_waiting(credential_id))

    def keep_waiting(self, credential_id: str) -> None:
        """Take back a denial that was reported: the person says that it is not theirs."""
        self._incidents.keep_waiting(credential_id)

    def confirm_approval(self, credential_id: str) -> None:
        """Exchange the code that the person was asked about: they have just approved access."""
        self._tasks.start(self._code_exchange.handle_confirmed(credential_id))

    def reject_approval(self, credential_id: str) -> None:
        """Drop the code that the person was asked about. The approval goes on waiting."""
        self._incidents.reject(credential_id)

    def abandon(self, credential_id: str) -> None:
        """Forget an approval whose wizard was closed before the approval began.

        An approval that has begun is not changed.
        """
        credential = self._state.credential(credential_id)
        if (
            credential is None
            or credential.stage is Stage.ACTIVE
            or credential.allows(Step.REAUTHORIZE)
        ):
            self._state.remove_approval(credential_id)

    # -- credentials --------------------------------------------------------------------------

    def create(self, credential_id: str) -> None:
        """Make an approved credential active. It is reconnected if it was created before."""
        self._tasks.start(self._create(credential_id))

    def reject_account(self, credential_id: str) -> None:
        """Revoke the access of an approved credential, and approve it anew: the account is wrong.

        Access stays if another credential uses the account. The deadline stays the same; if it has
        passed, the credential is removed. Publishes `RevocationFailed` if access was not revoked.
        """
        credential = self._state.credential(credential_id)
        rejection = partial(self._account_rejection.reject, credential_id)
        self._tasks.start(self._unlocked(credential, rejection))

    def remove(self, credential_id: str, *, revoke: bool | None) -> None:
        """Remove a credential. First revoke its access, if `revoke` is true.

        None means that the person was not asked: access is revoked unless another credential would
        lose access, too.
        """
        credential = self._state.credential(credential_id)
        revokes = revoke is not False and credential is not None and credential.account is not None
        sharing = () if credential is None else self._state.sharing_account(credential)
        removal = partial(self._removal.remove_queued, credential_id, sharing, revoke=revoke)
        self._tasks.start(self._unlocked(credential if revokes else None, removal))

    def remove_many(self, credential_ids: Iterable[str]) -> None:
        """Remove credentials, one after the other. Access at Stripe stays.

        Left out are those that may not be removed together: see
        `ReadableState.may_be_removed_together`. Publishes `RemovedTogether` at the end.
        """
        chosen = (self._state.credential(each) for each in credential_ids)
        agreed = tuple(each for each in chosen if each is not None)
        self._tasks.start(self._removal_rounds.remove(agreed))

    def retry_revocation(self, credential_id: str) -> None:
        """Try again to revoke the access of a credential and to remove it."""
        credential = self._state.credential(credential_id)
        again = partial(self._removal.retry, credential_id)
        self._tasks.start(self._unlocked(credential, again))

    def cancel_revocation(self, credential_id: str) -> None:
        """Cancel a revocation that could not be sent yet. The credential stays."""
        self._tasks.start(self._removal.cancel_revocation(credential_id))

    def check(self, credential_id: str) -> None:
        """Check a connection. Publishes `Checked`, `Disconnected` or `CheckFailed`."""
        self._tasks.start(self._checks.check(credential_id))

    def check_all(self) -> None:
        """Check every connection that can be checked, one account after the other.

        Publishes `AllChecked` at the end. Does nothing while such a check is under way.
        """
        self._tasks.start(self._check_rounds.check())

    def check_many(self, credential_ids: Iterable[str]) -> None:
        """Check the connections of these credentials as `check_all` does; the others are left out.

        Publishes `AllChecked` at the end. Does nothing while such a check is under way.
        """
        self._tasks.start(self._check_rounds.check(frozenset(credential_ids)))

    def open_in_stripe(self, credential_id: str) -> None:
        """Open the account of a credential in the Stripe Dashboard, in the person's browser.

        Publishes `DashboardNotOpened` if the browser could not be opened. Does nothing for a
        credential without an account.
        """
        self._tasks.start(self._open_in_stripe(credential_id))

    def move_to_keychain(self, credential_id: str) -> None:
        """Try again to store a secret in the keychain that is only held in memory."""
        credential = self._state.credential(credential_id)
        if credential is not None:
            self._tasks.start(self._secrets.move_to_keychain(credential))

    # -- unsettled grants ---------------------------------------------------------------------

    def clear_unsettled_grant(self, grant_id: str) -> None:
        """Settle a grant: the person has checked at Stripe whether access was granted."""
        self._tasks.start(self._unsettled_grants.clear(grant_id))

    def revoke_grant(self, grant_id: str) -> None:
        """Revoke an unsettled grant and settle it. Publishes `GrantNotRevoked` if that fails."""
        grant = self._state.unsettled_grant(grant_id)
        revoke = partial(self._unsettled_grants.revoke, grant_id)
        self._tasks.start(self._unlocked(grant, revoke))

    # -- the log and documents ----------------------------------------------------------------

    def read_again(self) -> None:
        """Read again what could not be read: the whole database, or else only the log.

        Publishes what the first reading does.
        """
        match self._state.loaded:
            case LoadFailed():
                self._state.load_again()
                self._tasks.start(self._load())
            case Loaded():
                self.read_activities()

    def read_activities(self) -> None:
        """Read the new entries of the log. Publishes `ActivitiesRead` or `ActivitiesNotRead`."""
        self._tasks.start(self._log.read())

    def save_document(self, path: Path, text: str) -> Pending[None]:
        """Write a file that the person asked for; the result can fail with `DocumentError`."""
        documents = self._documents
        return start_pending(
            self._tasks.start,
            lambda: self._tasks.run(Lane.FILES, lambda: documents.write(path, text)),
            expected=(DocumentError,),
        )

    # -- time ---------------------------------------------------------------------------------

    def check_deadlines(self) -> None:
        """Check all deadlines: the person is back, or the computer has resumed from sleep.

        Also retries the revocations that could not be sent, at most once a minute.
        """
        self._tasks.start(self._unsettled_grants.save())
        self._deadlines.ring()
        self._removal.retry_all_if_due()

    def recheck_quietly(self) -> None:
        """Check the connections that were not checked for an hour: the person is back.

        The person is not asked for anything. Publishes `GotWorse` for each account that has got
        worse, and tells nothing else. Does nothing in the first minute after the start, nor within
        a minute after the last call that did something.
        """
        now = self._clock.now()
        is_due = self._next_recheck.has_passed(now) and self._rechecks_quietly()
        if is_due and isinstance(self._state.loaded, Loaded):
            self._next_recheck = Deadline(now, _RECHECK_INTERVAL)
            self._tasks.start(self._check_rounds.recheck_quietly())
            if self._state.m3ter is not None:
                self.m3ter.refresh_quietly()

    # -- operations ---------------------------------------------------------------------------

    async def _unlocked(
        self,
        asked: Credential | UnsettledGrant | None,
        operation: Callable[[], Coroutine[Any, Any, None]],
    ) -> None:
        """Unlock the keychain if calls to Stripe need it for `asked`, then run `operation`.

        The keychain is unlocked first, since a person may take minutes to type a password: during
        a revocation, that would delay every exchange of a code.
        """
        if asked is not None:
            await self._platform_secrets.unlock_for(asked.system)
        await operation()

    async def _open_in_stripe(self, credential_id: str) -> None:
        credential = self._state.credential(credential_id)
        if credential is None or credential.account is None:
            return
        stripe, system, account_id = self._stripe, credential.system, credential.account.id
        url = ""
        with suppress(UnreachableError, TimeLimitError):
            url = await self._tasks.run(
                Lane.NETWORK, lambda: stripe.dashboard_url(system, account_id), _ADDRESS_LIMIT
            )
        if not url or not self._browser.open(url):
            self._state.publish(DashboardNotOpened(credential, url))

    async def _create(self, credential_id: str) -> None:
        credential = self._state.credential(credential_id)
        if credential is None:
            return
        if credential.allows(Step.RECONNECT):
            await self._reconnect(credential)
        elif credential.allows(Step.CREATE):
            await self._create_first(credential)

    async def _create_first(self, credential: Credential) -> None:
        store, activity = self._store, self._log_entries.of(ActivityKind.CREATED, credential)
        if not await self._tasks.run(Lane.DATABASE, lambda: store.create(activity)):
            self._state.check_refused(credential.id, Step.CREATE)
            return
        self._state.remove_approval(credential.id)
        # Its secret may have been moved to the keychain meanwhile.
        current = self._state.credential(credential.id) or credential
        active = replace(
            current,
            stage=Stage.ACTIVE,
            created=activity.at,
            created_by=activity.os_user,
            deadline=None,
        )
        self._state.put(active)
        if self._state.m3ter is not None:
            self.m3ter.register(credential.id)

    async def _reconnect(self, credential: Credential) -> None:
        store, activity = self._store, self._log_entries.of(ActivityKind.RECONNECTED, credential)
        if not await self._tasks.run(Lane.DATABASE, lambda: store.reconnect(activity)):
            self._state.check_refused(credential.id, Step.RECONNECT)
            return
        self._state.remove_approval(credential.id)
        current = self._state.credential(credential.id) or credential
        active = replace(current, stage=Stage.ACTIVE)
        self._state.put(active)
        self._state.publish(Reconnected(active))
