"""Watches one harness through all its runs: what must be true at each moment, given those before.

`agreement.py` says what fits together at one moment; what is said here needs a memory.
"""

import sqlite3
from collections import defaultdict
from contextlib import closing
from datetime import timedelta
from itertools import pairwise

from desktop_app.core.approval import Approval, Phase
from desktop_app.core.credential import Credential, Revoking, SecretPlace, Stage
from desktop_app.core.deadline import WARNINGS, Deadline
from desktop_app.core.systems import System
from desktop_app.workflow.events import ActivitiesRead, TimeGetsShort
from tests.fakes import BEGINNING, WorkflowHarness
from tests.workflow.agreement import Connection, Row, rows

# A credential, and how often its approval was started.
Life = tuple[str, int]

NOTHING = timedelta(0)
INSTANT = timedelta(microseconds=1)

# Where a credential stands, by what was written down of it.
_STEPS = {
    ("", "started"): "incomplete",
    ("incomplete", "approved"): "approved",
    ("approved", "created"): "active",
    ("approved", "rejected"): "incomplete",
    ("incomplete", "expired"): "gone",
    ("incomplete", "removed"): "gone",
    ("approved", "removed"): "gone",
    ("active", "deleted"): "gone",
    ("active", "started"): "again",
    ("again", "approved"): "approved again",
    ("again", "expired"): "active",
    ("again", "stopped"): "active",
    ("again", "deleted"): "gone",
    ("approved again", "reconnected"): "active",
    ("approved again", "deleted"): "gone",
}
# As it is stored.
_STAGES = {"again": "incomplete", "approved again": "approved"}
# What may be written down of it besides. An exchange under way may fail after its credential is
# gone. That another user's program was refused may be written later than it was seen.
_ALWAYS = "peer_refused"
_ASIDES = {
    "incomplete": {"wait_stopped", "denied", "failed", "unknown", "cleared", "revoked"},
    "again": {"wait_stopped", "denied", "failed", "unknown", "cleared", "revoked", "disconnected"},
    "approved": {"cleared", "revoked", "disconnected"},
    "approved again": {"cleared", "revoked", "disconnected"},
    "active": {"cleared", "revoked", "disconnected"},
    "gone": {"failed", "unknown", "cleared", "revoked"},
}
_PHASES_WITHOUT_A_CREDENTIAL = (Phase.PREPARING, Phase.BLOCKED, Phase.OVER)
_PHASES_WHILE_INCOMPLETE = (
    Phase.PREPARING,
    Phase.BLOCKED,
    Phase.WAITING,
    Phase.FINISHING,
    Phase.STOPPED,
)


class Witness:
    """Remembers what it has seen, and compares."""

    def __init__(self, harness: WorkflowHarness) -> None:
        self._harness = harness
        self._log: list[Row] = []
        # When the time of each began, by which boot, and how wrong the wall clock was then.
        self._began: dict[Life, tuple[str, timedelta, timedelta]] = {}
        self._may_lose_access: defaultdict[Connection, set[str]] = defaultdict(set)

    # -- access at Stripe ---------------------------------------------------------------------

    def person_gives_up(self, connection: Connection, credential_ids: set[str]) -> None:
        """A person was told that these would lose access to an account, and has agreed."""
        self._may_lose_access[connection] |= credential_ids

    def person_keeps(self, credential_id: str) -> None:
        """A person thought better of it, and nothing had been sent."""
        for agreed in self._may_lose_access.values():
            agreed.discard(credential_id)

    def assert_may_cut(self, system: System, account_id: str) -> None:
        """Stripe is asked to revoke access: nobody loses it without a person's word."""
        with closing(sqlite3.connect(self._harness.database)) as db:
            users = db.execute(
                "SELECT id FROM credentials WHERE system = ? AND account_id = ?"
                " AND secret_place <> 'revoked'",
                (system.value, account_id),
            ).fetchall()
        strangers = {user for (user,) in users} - self._may_lose_access[system, account_id]
        assert not strangers, f"{account_id} is cut off, and nobody asked those who live on it"

    # -- at every moment ----------------------------------------------------------------------

    def look(self) -> None:
        """What is true at every moment, whatever is under way, and whatever has failed."""
        self._assert_the_log_only_grows()
        self._assert_every_story_is_legal()
        self._assert_the_log_in_sight_is_what_was_written()
        self._assert_no_time_is_gained()
        self._assert_warnings_fall()
        self._assert_each_browser_hears_one_outcome()

    def _assert_the_log_only_grows(self) -> None:
        log = rows(self._harness, "SELECT * FROM activity ORDER BY id")
        assert log[: len(self._log)] == self._log, "the log was changed"
        self._log = log

    def _assert_every_story_is_legal(self) -> None:
        stands: defaultdict[str, str] = defaultdict(str)
        for _, _, kind, credential_id, *_ in self._log:
            at = stands[credential_id]
            if kind != _ALWAYS and kind not in _ASIDES.get(at, ()):
                assert (at, kind) in _STEPS, f"{kind} was written of a credential that is {at}"
                stands[credential_id] = _STEPS[at, kind]
        told = {c: _STAGES.get(at, at) for c, at in stands.items() if at != "gone"}
        assert dict(rows(self._harness, "SELECT id, stage FROM credentials")) == told

    def _assert_the_log_in_sight_is_what_was_written(self) -> None:
        events = self._harness.events
        told = [entry for e in events if isinstance(e, ActivitiesRead) for entry in e.new]
        in_sight = self._harness.state.activities
        assert list(in_sight) == told
        written = [(at, kind, who) for _, at, kind, who, *_ in self._log[: len(in_sight)]]
        assert [(a.at.isoformat(), a.kind.value, a.credential_id) for a in in_sight] == written

    def _assert_no_time_is_gained(self) -> None:
        for credential in self._harness.state.credentials:
            if credential.deadline is not None:
                self._assert_gains_no_time(credential, credential.deadline)

    def _assert_gains_no_time(self, credential: Credential, deadline: Deadline) -> None:
        clock = self._harness.clock
        now = clock.now()
        assert deadline.began.boot_id == now.boot_id, "the wall clock tells its time"
        ago = timedelta(seconds=now.boot_seconds - deadline.began.boot_seconds)
        began = clock.passed - ago
        # How far the wall clock goes wrong, as its beginning tells it.
        error = deadline.began.utc - BEGINNING - began
        kinds = [(kind, credential_id) for _, _, kind, credential_id, *_ in self._log]
        # Approving again is given a time of its own.
        life = credential.id, kinds.count(("started", credential.id))
        boot_id, known_began, known_error = self._began.get(life, (now.boot_id, began, error))
        self._began[life] = now.boot_id, began, error
        ahead = error - known_error
        if boot_id == now.boot_id:
            assert abs(began - known_began) <= INSTANT
            return
        # One whose time was over when the machine was started again has no more to lose.
        known_began = max(known_began, clock.passed - deadline.ttl)
        if ahead == NOTHING:
            assert abs(began - known_began) <= INSTANT
        elif ahead > NOTHING:
            assert began <= known_began
        else:
            # No clock can tell how long the machine was off, but for how long it is on.
            assert ago >= min(timedelta(seconds=now.boot_seconds), deadline.ttl)

    def _assert_warnings_fall(self) -> None:
        for marks in self._warnings().values():
            assert all(later < sooner for sooner, later in pairwise(marks))

    def _warnings(self) -> dict[tuple[str, Deadline | None], list[timedelta]]:
        """Return the marks of the warnings that this run has given, by credential and deadline."""
        warnings: defaultdict[tuple[str, Deadline | None], list[timedelta]] = defaultdict(list)
        for event in self._harness.events:
            if isinstance(event, TimeGetsShort):
                assert event.left > NOTHING
                mark = _mark(event.left)
                assert mark is not None
                warnings[event.credential.id, event.credential.deadline].append(mark)
        return warnings

    def _assert_each_browser_hears_one_outcome(self) -> None:
        receiver = self._harness.receiver
        concluded = [attempt_id for attempt_id, _ in receiver.concluded]
        assert len(set(concluded)) == len(concluded), "a browser heard two outcomes"
        assert {*concluded, *receiver.expected} == set(receiver.ever_expected)
        assert not set(concluded) & set(receiver.expected)

    def assert_fits(self, approval: Approval) -> None:
        """What the wizard shows can be true of what is known."""
        credential = self._harness.state.credential(approval.credential_id)
        if credential is None:
            assert approval.phase in _PHASES_WITHOUT_A_CREDENTIAL
        elif credential.stage is Stage.INCOMPLETE:
            assert approval.phase in _PHASES_WHILE_INCOMPLETE
        elif credential.stage is Stage.ACTIVE:
            assert approval.phase in _PHASES_WITHOUT_A_CREDENTIAL
        else:
            assert credential.stage is Stage.APPROVED
            if approval.phase is Phase.REJECTING:
                assert credential.revoking is Revoking.UNDER_WAY
            elif credential.secret_place is not SecretPlace.REVOKED:
                lost = credential.secret_place is SecretPlace.LOST
                assert approval.phase is (Phase.OVER if lost else Phase.APPROVED)
            else:
                # One that is being removed shows it as it was.
                assert approval.phase in (Phase.APPROVED, Phase.OVER)

    # -- when nothing is under way ------------------------------------------------------------

    def look_after_the_clock_was_looked_at(self) -> None:
        """Nothing is under way, and the workflow has just seen what time it is."""
        warnings = self._warnings()
        until_next = []
        for credential in self._harness.state.credentials:
            if credential.stage is Stage.INCOMPLETE:
                left = self._harness.time_left(credential)
                assert left > NOTHING, "it is past its deadline, and still there"
                given = warnings.get((credential.id, credential.deadline), [None])
                assert given[-1] == _mark(left)
                until_next.append(left - max([m for m in WARNINGS if m < left], default=NOTHING))
        assert self._harness.alarm.after == min(until_next, default=None)

    def look_at_what_waits(self) -> None:
        """Nothing is under way: whoever is told to wait can be answered."""
        owners: dict[str, str] = dict(rows(self._harness, "SELECT id, credential_id FROM attempts"))
        answerable = {owners[attempt_id] for attempt_id in self._harness.receiver.expected}
        for credential in self._harness.state.credentials:
            approval = self._harness.state.approval(credential.id)
            assert approval is not None or credential.stage is Stage.ACTIVE
            if approval is not None:
                assert approval.phase not in (Phase.PREPARING, Phase.FINISHING, Phase.REJECTING)
                assert approval.phase is not Phase.WAITING or credential.id in answerable


def _mark(left: timedelta) -> timedelta | None:
    """Return the warning that is due when this is left."""
    return min((mark for mark in WARNINGS if left <= mark), default=None)
