"""The protections in the order of the steps: approvals, exchanges, revocations (`workflow/`)."""

from tests.mutants.mutant import Mutant, Promise

_EXCHANGE = "desktop_app/workflow/code_exchange.py"
_APPROVALS = "desktop_app/workflow/approvals.py"
_INCIDENTS = "desktop_app/workflow/incidents.py"
_UNSETTLED = "desktop_app/workflow/unsettled_grants.py"
_REVOCATION = "desktop_app/workflow/revocation.py"
_REMOVAL = "desktop_app/workflow/removal.py"
_REJECTION = "desktop_app/workflow/account_rejection.py"
_CHECKS = "desktop_app/workflow/connection_checks.py"
_SECRETS = "desktop_app/workflow/secrets.py"
_DEADLINES = "desktop_app/workflow/deadlines.py"
_DEADLINE = "desktop_app/core/deadline.py"
_TASKS = "desktop_app/system/tasks.py"

_ONCE = ("tests/workflow/test_exactly_once.py",)
_RARE = ("tests/workflow/test_rare_moments.py",)
_OUTCOMES = ("tests/workflow/test_outcomes.py",)
_ASKING = ("tests/workflow/test_incidents.py",)
_KEYCHAIN = ("tests/workflow/test_keychain.py",)
_AGAIN = ("tests/workflow/test_approving_again.py",)
_RACES = ("tests/workflow/test_removal_races.py", "tests/workflow/test_removal.py")
_REJECTING = ("tests/workflow/test_rejecting_accounts.py",)
_CONNECTIONS = ("tests/workflow/test_connections.py",)
_TIME = ("tests/workflow/test_deadlines.py",)
_RESTARTS = ("tests/workflow/test_restarts.py",)
_REVOKING = ("tests/workflow/test_revocations_that_wait.py",)

EXCHANGE = (
    Mutant(
        Promise.ONE_EXCHANGE,
        "A code is sent only by whoever claimed its attempt",
        _EXCHANGE,
        "        if not is_claimed:\n",
        "        if False:\n",
        (*_ONCE, *_RARE, *_ASKING),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "The claim is stored before the code is sent",
        _EXCHANGE,
        "return await self._tasks.run(Lane.DATABASE, lambda: self._store.claim(attempt_id))",
        "return True",
        _ONCE,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "An answer while a code of the same credential is exchanged is not sent",
        _EXCHANGE,
        "return self._deadlines.has_passed(credential) or self._state.is_exchanging_for(\n"
        "            credential.id\n        )",
        "return self._deadlines.has_passed(credential)",
        _ONCE,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "An answer after the deadline is not sent",
        _EXCHANGE,
        "return self._deadlines.has_passed(credential) or self._state.is_exchanging_for(",
        "return self._state.is_exchanging_for(",
        (*_TIME, *_ASKING),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A code that Stripe does not accept any more is not sent",
        _EXCHANGE,
        "if Deadline(arrived, CODE_LIFETIME).has_passed(self._clock.now()):",
        "if False:",
        _ASKING,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A code may be sent for 60 seconds after it was queued, not longer",
        _EXCHANGE,
        "_EXCHANGE_LIMIT = timedelta(seconds=60)",
        "_EXCHANGE_LIMIT = timedelta(seconds=600)",
        _ONCE,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A deadline that comes during an exchange does not remove its credential",
        _EXCHANGE,
        "        self._state.begin_exchange(credential.id)\n",
        "",
        (*_TIME, *_ONCE, *_RARE),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A code is not exchanged during a revocation",
        _EXCHANGE,
        "            await self._revocation.ended()\n",
        "",
        (*_RARE, *_RACES),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "After the answer of the right browser the person is not asked about another",
        _EXCHANGE,
        "        self._attempts.reject_all(credential_id)\n        credential =",
        "        credential =",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant in the other mode is not taken",
        _EXCHANGE,
        "if grant.livemode is not credential.system.livemode:",
        "if False:",
        _OUTCOMES,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant with less access than asked for is not taken",
        _EXCHANGE,
        "if grant.scope != REQUIRED_SCOPE:",
        "if False:",
        _OUTCOMES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Approving again takes a grant of the same account only",
        _EXCHANGE,
        "if credential.account is not None and credential.account.id != grant.account_id:",
        "if False:",
        _AGAIN,
    ),
    Mutant(
        Promise.SECRETS,
        "A grant that is not what was asked for is revoked",
        _EXCHANGE,
        "is_revoked = await self._revoke_unused(attempt_id, credential, grant)\n        outcome =",
        "is_revoked = False\n        outcome =",
        _OUTCOMES,
    ),
    Mutant(
        Promise.SECRETS,
        "A grant whose credential was removed meanwhile is revoked",
        _EXCHANGE,
        "            await self._revoke_unused(attempt_id, credential, grant)\n"
        "            await self._end(attempt_id, None)",
        "            await self._end(attempt_id, None)",
        _RACES,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant is not revoked if another credential uses its account",
        _EXCHANGE,
        "if self._state.affected_by_revocation(\n"
        "            grant.account_id, grant.system, excluding=credential.id\n        ):",
        "if False:",
        _OUTCOMES,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant that could not be revoked is not forgotten",
        _EXCHANGE,
        "if result.revoked is not Revoked.YES:",
        "if False:",
        _OUTCOMES,
    ),
    Mutant(
        Promise.SECRETS,
        "The grant and the entry's name are stored before the secret",
        _EXCHANGE,
        "        reserved = entry if place is SecretPlace.KEYCHAIN else None\n",
        "        reserved = entry if place is SecretPlace.KEYCHAIN else None\n"
        "        if secret is not None and reserved is not None:\n"
        "            await self._keychain_entries.write(reserved, secret)\n",
        _KEYCHAIN,
    ),
    Mutant(
        Promise.TRUTH,
        "After a lost answer the person is told that access may have been granted",
        _EXCHANGE,
        'await self._unsettled_grants.add(attempt_id, credential, credential.system, "")',
        "pass",
        _OUTCOMES,
    ),
    Mutant(
        Promise.TRUTH,
        "After a failure of the database the person is told that access may have been granted",
        _EXCHANGE,
        "            await self._unsettled_grants.add("
        "attempt_id, credential, system, account_id)\n            raise",
        "            raise",
        (
            "tests/workflow/test_failing_database.py",
            "tests/workflow/test_removal_races.py",
            "tests/workflow/test_rare_moments.py",
        ),
    ),
    Mutant(
        Promise.TRUTH,
        "No code is sent while a lost answer is not stored yet",
        _EXCHANGE,
        "        await self._unsettled_grants.save()\n",
        "",
        _RARE,
    ),
    Mutant(
        Promise.TRUTH,
        "A lost answer is shown even if the database fails",
        _UNSETTLED,
        "        self._state.put_unsettled_grants((*others, grant))\n",
        "",
        (*_OUTCOMES, *_RARE),
    ),
    Mutant(
        Promise.TRUTH,
        "A grant that may be in use or under way is not revoked as unsettled",
        _UNSETTLED,
        "if self._state.is_exchanging or self._state.affected_by_revocation(\n"
        "            grant.account_id, grant.system\n        ):",
        "if False:",
        (*_RACES, *_OUTCOMES, *_RARE, "tests/workflow/test_revocations_that_wait.py"),
    ),
    Mutant(
        Promise.SECRETS,
        "A secret that the keychain did not take is held in memory, not lost",
        _EXCHANGE,
        "                place = SecretPlace.SESSION\n",
        "                pass\n",
        _KEYCHAIN,
    ),
    Mutant(
        Promise.SECRETS,
        "An entry that may have been written after an error is deleted",
        _SECRETS,
        "            await self._tasks.run("
        "Lane.DATABASE, lambda: self._store.mark_entry_for_deletion(entry))\n",
        "            pass\n",
        (*_KEYCHAIN, *_RARE),
    ),
    Mutant(
        Promise.SECRETS,
        "Each approval has a keychain entry of its own",
        _SECRETS,
        'return f"credential {credential_id} {attempt_id}"',
        'return f"credential {credential_id}"',
        (*_KEYCHAIN, *_RARE, *_AGAIN),
    ),
    Mutant(
        Promise.SECRETS,
        "A secret that was moved to the keychain is not held in memory any more",
        _SECRETS,
        "                self.release(credential.id)\n",
        "",
        (*_KEYCHAIN, *_RARE),
    ),
)

ASKING = (
    Mutant(
        Promise.RIGHT_ANSWER,
        "Answers in two tabs are both dropped",
        _INCIDENTS,
        "known.attempt_id != attempt_id:",
        "False:",
        _ASKING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A contradiction drops the answers to all attempts of a credential",
        _INCIDENTS,
        "            self._attempts.reject_all(credential.id)\n            self._report(",
        "            self._report(",
        _ASKING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A No drops the answer",
        _INCIDENTS,
        "            self._attempts.reject_all(credential_id)\n",
        "",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "What can't be asked is dropped",
        _INCIDENTS,
        "            # The approval does not wait, so the person can't be asked.\n"
        "            self._attempts.reject_all(credential.id)\n",
        "            pass\n",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "The same incident is told once",
        _INCIDENTS,
        "            or not (instead or outranks(incident, approval.incident))\n",
        "",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "A refused program of another user is written to the log",
        _INCIDENTS,
        "        if entries:\n",
        "        if False:\n",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "A link that a second browser opens after the first has denied is told",
        _INCIDENTS,
        "(Phase.WAITING, Phase.STOPPED))",
        "(Phase.WAITING,))",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "A link that a second browser opens after the credential was created is told",
        _INCIDENTS,
        "        elif is_news:\n",
        "        elif False:\n",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "A link that a second browser opens during an exchange that fails is told",
        _EXCHANGE,
        "phase=Phase.STOPPED, outcome=outcome, incident=incident)",
        "phase=Phase.STOPPED, outcome=outcome)",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "An attempt that did not approve raises no question about the account",
        _INCIDENTS,
        "if not self._attempts.was_approved(attempt_id):",
        "if False:",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "What any web page can send hides nothing else",
        "desktop_app/core/incident.py",
        "            return 0\n",
        "            return 4\n",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "An approval says that Stripe has answered before it waits for anything",
        _EXCHANGE,
        "        self._progress.move(credential, phase=Phase.FINISHING, outcome=None)\n",
        "",
        _ONCE,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A denial reaches only the approval that it belongs to",
        _INCIDENTS,
        "            waiting = tuple(c for c in waiting if c.id == credential_id)\n",
        "",
        _ASKING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Opening the browser again drops what was not confirmed",
        _APPROVALS,
        "        self._attempts.reject_all(credential.id)\n",
        "",
        _ASKING,
    ),
    Mutant(
        Promise.TRUTH,
        "An approval that was abandoned while it was stored opens no browser",
        _APPROVALS,
        "if not self._progress.is_current(approval):\n"
        "            # Abandoned while it was being stored: the person does not expect the browser"
        " any more.\n            activity =",
        "if False:\n            activity =",
        _OUTCOMES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The browser is not opened for a credential whose time is over",
        _APPROVALS,
        "        if self._deadlines.has_passed(credential):\n",
        "        if False:\n",
        (*_TIME, *_RARE, "tests/workflow/test_failing_database.py"),
    ),
)

TIME = (
    Mutant(
        Promise.RIGHT_ANSWER,
        "Setting the clock does not lengthen a deadline",
        _DEADLINE,
        "if self._is_in_one_boot(now):\n            passed",
        "if False:\n            passed",
        ("tests/core/test_deadline.py",),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A clock that was set back ends a deadline",
        _DEADLINE,
        "if passed < timedelta(0):\n            return timedelta(0)",
        "if False:\n            return timedelta(0)",
        ("tests/core/test_deadline.py",),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "After a restart of the computer, at least the time since then has passed",
        _DEADLINE,
        "passed = max(passed, timedelta(seconds=before_boot + now.boot_seconds))",
        "pass",
        ("tests/core/test_deadline.py",),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A deadline that was seen to be over stays over after another restart",
        _DEADLINE,
        "now.utc - passed if left else _BEFORE_ALL",
        "now.utc - passed",
        ("tests/core/test_deadline.py",),
    ),
    Mutant(
        Promise.TRUTH,
        "An expired credential is removed from the database before the person is told",
        _DEADLINES,
        "if not await self._ports.tasks.run(Lane.DATABASE, lambda: store.expire(activity)):",
        "if False:",
        _TIME,
    ),
)

REVOCATION = (
    Mutant(
        Promise.TRUTH,
        "A revocation is stored before it is sent",
        _REVOCATION,
        "            lambda: self._store.begin_revocation(\n"
        "                credential.id, credential.stage, credential.revoking\n            ),",
        "            lambda: True,",
        (*_RACES, *_REVOKING),
    ),
    Mutant(
        Promise.TRUTH,
        "Access of credentials that the person was not shown is not revoked",
        _REMOVAL,
        "if revoke and any(other.credential.id not in known for other in now):",
        "if False:",
        (*_RACES, *_REVOKING, "tests/workflow/test_accounts_in_other_workspaces.py"),
    ),
    Mutant(
        Promise.TRUTH,
        "Access of a credential that began to use the account meanwhile is not revoked",
        _REMOVAL,
        "elif self._state.sharing_account(credential) == sharing:",
        "elif True:",
        (*_RACES, *_REVOKING, "tests/workflow/test_accounts_in_other_workspaces.py"),
    ),
    Mutant(
        Promise.TRUTH,
        "A revocation that is tried again cuts no other credential off",
        _REMOVAL,
        "            if self._state.would_be_cut_off(credential):\n",
        "            if False:\n",
        (*_RACES, *_REVOKING),
    ),
    Mutant(
        Promise.TRUTH,
        "Access to a rejected account that another credential uses stays",
        _REJECTION,
        "        if sharing:\n",
        "        if False:\n",
        _REJECTING,
    ),
    Mutant(
        Promise.TRUTH,
        "Access stays if another credential came to use a rejected account meanwhile",
        _REJECTION,
        "        elif self._state.sharing_account(credential):\n",
        "        elif False:\n",
        _REJECTING,
    ),
    Mutant(
        Promise.TRUTH,
        "A rejected account can't be kept in the database",
        "desktop_app/storage/store.py",
        'also_set="account_id = NULL, account = NULL, secret_place = :place,"',
        'also_set="secret_place = :place,"',
        _REJECTING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A credential that was created before keeps no deadline to count again",
        "desktop_app/storage/store.py",
        'f"{column} = CASE WHEN account_id IS NULL THEN {column} END"',
        'f"{column} = {column}"',
        ("tests/storage/test_store.py",),
    ),
    Mutant(
        Promise.TRUTH,
        "A revocation whose answer was lost counts as unconfirmed",
        _REVOCATION,
        "return RevocationResult(Revoked.UNKNOWN, error)",
        "return RevocationResult(Revoked.NO, error)",
        (*_RACES, *_REVOKING),
    ),
    Mutant(
        Promise.SECRETS,
        "The secret of a revoked credential is not held in memory any more",
        _REVOCATION,
        "                self._secrets.release(each.id)\n",
        "",
        _RARE,
    ),
    Mutant(
        Promise.TRUTH,
        "“Not connected” is not believed if a code was exchanged meanwhile",
        _CHECKS,
        "if self._state.is_exchanging or self._state.exchanges != exchanges:",
        "if False:",
        _CONNECTIONS,
    ),
    Mutant(
        Promise.TRUTH,
        "An account whose other token still works does not count as disconnected",
        _CHECKS,
        "if await self._is_read_by_another(credential, account_id):",
        "if False:",
        _CONNECTIONS,
    ),
)

MUTANTS = (*EXCHANGE, *ASKING, *TIME, *REVOCATION)
