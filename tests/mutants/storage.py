"""The protections of the databases and of the keychain (`storage/`, `core/lifecycle.py`)."""

from tests.mutants.mutant import Mutant, Promise

_DATABASE = "desktop_app/storage/database.py"
_STORE = "desktop_app/storage/store.py"
_CONDITIONS = "desktop_app/storage/conditions.py"
_ORGANIZATION = "desktop_app/storage/organization_store.py"
_KEYCHAIN = "desktop_app/storage/keychain.py"
_LIFECYCLE = "desktop_app/core/lifecycle.py"

_FILES = ("tests/storage/test_database.py",)
_STORING = ("tests/storage/test_store.py",)
_CRASHES = ("tests/storage/test_store_after_a_crash.py",)
_STEPS = ("tests/storage/test_every_step.py",)
_ENTRIES = ("tests/storage/test_keychain_entries.py",)
_ORGANIZATIONS = ("tests/storage/test_organization_store.py",)
_KEYCHAINS = ("tests/storage/test_keychain.py",)

FILES = (
    Mutant(
        Promise.SECRETS,
        "The database is for its owner only",
        _DATABASE,
        "    path.chmod(0o600)\n",
        "",
        _FILES,
    ),
    Mutant(
        Promise.SECRETS,
        "The folder of the database is for its owner only",
        _DATABASE,
        "path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)",
        "path.parent.mkdir(parents=True, exist_ok=True)",
        _FILES,
    ),
    Mutant(
        Promise.SECRETS,
        "A backup of the database is for its owner only",
        _DATABASE,
        "    copy.touch(mode=0o600)\n",
        "",
        _FILES,
    ),
    Mutant(
        Promise.SECRETS,
        "A database that is a link to another file is refused",
        _DATABASE,
        "if path.is_symlink():",
        "if False:",
        _FILES,
    ),
    Mutant(
        Promise.SECRETS,
        "What is deleted leaves no trace in the file (secure_delete)",
        _DATABASE,
        '        connection.execute("PRAGMA secure_delete = ON")\n',
        "",
        _FILES,
    ),
    Mutant(
        Promise.TRUTH,
        "A log entry is never changed",
        _DATABASE,
        "    CREATE TRIGGER activity_is_never_changed BEFORE UPDATE ON activity\n"
        "        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;\n",
        "",
        _FILES,
    ),
    Mutant(
        Promise.TRUTH,
        "A log entry is never deleted",
        _DATABASE,
        "    CREATE TRIGGER activity_is_never_deleted BEFORE DELETE ON activity\n"
        "        BEGIN SELECT RAISE(ABORT, 'activity is append-only'); END;\n",
        "",
        _FILES,
    ),
    Mutant(
        Promise.TRUTH,
        "The log is append-only again after an organization was erased",
        _ORGANIZATION,
        '    db.execute(trigger["sql"])\n',
        "",
        _ORGANIZATIONS,
    ),
    Mutant(
        Promise.TRUTH,
        "The database is backed up before it is migrated",
        _DATABASE,
        "        if version > 0:\n",
        "        if False:\n",
        _FILES,
    ),
    Mutant(
        Promise.TRUTH,
        "A migration that fails is undone as a whole",
        _DATABASE,
        'f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {number}; COMMIT;"',
        'f"{script} PRAGMA user_version = {number};"',
        _FILES,
    ),
    Mutant(
        Promise.TRUTH,
        "The database of a newer version is left alone",
        _DATABASE,
        "if version > SCHEMA_VERSION:",
        "if False:",
        _FILES,
    ),
    Mutant(
        Promise.TRUTH,
        "A step that fails in the middle is undone as a whole",
        _STORE,
        '                    db.execute("ROLLBACK")\n',
        '                    db.execute("COMMIT")\n',
        (*_STORING, *_CRASHES, *_FILES),
    ),
)

STEPS = (
    Mutant(
        Promise.ONE_EXCHANGE,
        "An attempt is claimed only once",
        _CONDITIONS,
        "\" WHERE id = :attempt_id AND status = 'open')\"",
        '" WHERE id = :attempt_id)"',
        _STORING,
        equivalent="An attempt is open or is being exchanged. The same step's condition NO_EXCHANGE"
        " refuses the second, and has a mutant of its own.",
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "Whether an attempt may be claimed is decided in the database",
        _STORE,
        'f" AND credential_id IN ({_allowed(Step.CLAIM)})"',
        '""',
        (*_STORING, *_STEPS),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "No attempt is claimed while another one of the credential is exchanged",
        _LIFECYCLE,
        "only_if=(Condition.ATTEMPT_IS_OPEN, Condition.NO_EXCHANGE),",
        "only_if=(Condition.ATTEMPT_IS_OPEN,),",
        ("tests/core/test_lifecycle.py", *_STORING, *_STEPS),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Only a claimed attempt approves its credential",
        _LIFECYCLE,
        "        only_if=(Condition.ATTEMPT_IS_CLAIMED,),\n",
        "",
        ("tests/core/test_lifecycle.py", *_STORING, *_STEPS),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Only the attempt that was answered approves its credential",
        _CONDITIONS,
        "\" WHERE id = :attempt_id AND status = 'exchanging')\"",
        "\" WHERE status = 'exchanging')\"",
        (*_STORING, *_STEPS),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A credential does not expire while its code is exchanged",
        _LIFECYCLE,
        "        was_created=False,\n        only_if=(Condition.NO_EXCHANGE,),\n",
        "        was_created=False,\n",
        ("tests/core/test_lifecycle.py", *_STORING, *_STEPS),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A credential of an exchange is seen as such by the database",
        _CONDITIONS,
        '"credentials.id NOT IN (SELECT credential_id FROM attempts"\n'
        "    \" WHERE status = 'exchanging')\"",
        '"TRUE"',
        (*_STORING, *_STEPS),
    ),
    Mutant(
        Promise.TRUTH,
        "A credential is created only once it was approved",
        _LIFECYCLE,
        "        step=Step.CREATE,\n        stages=(Stage.APPROVED,),",
        "        step=Step.CREATE,\n        stages=(Stage.INCOMPLETE, Stage.APPROVED),",
        ("tests/core/test_lifecycle.py", *_STORING, *_STEPS),
    ),
    Mutant(
        Promise.TRUTH,
        "A credential that has changed since the person saw it is not removed",
        _CONDITIONS,
        'Condition.STAGE_AS_SEEN: "stage = :seen_stage"',
        'Condition.STAGE_AS_SEEN: "TRUE"',
        (*_STORING, *_STEPS),
    ),
    Mutant(
        Promise.TRUTH,
        "The last credential of an account is not removed without revoking its access",
        _CONDITIONS,
        '" WHERE other.id <> credentials.id AND other.system = credentials.system"',
        '" WHERE other.system = credentials.system"',
        (*_STORING, *_STEPS),
    ),
    Mutant(
        Promise.TRUTH,
        "An exchange outlives the removal of its credential",
        _STORE,
        "\"DELETE FROM attempts WHERE credential_id = ? AND status = 'open'\"",
        '"DELETE FROM attempts WHERE credential_id = ?"',
        (*_STORING, *_CRASHES),
    ),
    Mutant(
        Promise.TRUTH,
        "A grant for an attempt that is not stored any more is a failure",
        _STORE,
        "            if not known:\n",
        "            if False:\n",
        (*_STORING, *_ENTRIES),
    ),
    Mutant(
        Promise.TRUTH,
        "After a crash during an exchange the person is told of it",
        _STORE,
        "insert_unsettled(db, grant)\n                write_activity(db, grant.activity",
        "write_activity(db, grant.activity",
        _CRASHES,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A code that was being exchanged during a crash is not sent again",
        _STORE,
        "            db.execute(\"DELETE FROM attempts WHERE status = 'exchanging'\")\n",
        "            db.execute(\"UPDATE attempts SET status = 'open'\")\n",
        _CRASHES,
    ),
    Mutant(
        Promise.TRUTH,
        "A lost answer is stored",
        _STORE,
        "            if lost:\n                insert_unsettled(db, grant)\n",
        "            if lost:\n",
        (*_STORING, *_CRASHES),
    ),
    Mutant(
        Promise.TRUTH,
        "An approval settles lost answers of its own account only",
        _STORE,
        "\"DELETE FROM unsettled_grants WHERE account_id IN ('', ?)\"",
        '"DELETE FROM unsettled_grants WHERE ? IS NOT NULL"',
        _STORING,
    ),
    Mutant(
        Promise.TRUTH,
        "A profile is not replaced while a code is exchanged",
        _ORGANIZATION,
        "            if _is_exchanging(db):\n                return False\n"
        "            for system, platform",
        "            for system, platform",
        _ORGANIZATIONS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Codes of a former registration are not accepted",
        _ORGANIZATION,
        '            db.execute("DELETE FROM attempts")\n            for system in System:',
        "            for system in System:",
        _ORGANIZATIONS,
    ),
    Mutant(
        Promise.TRUTH,
        "Credentials of one platform are not mixed with another's",
        _ORGANIZATION,
        "                raise PlatformMismatchError(system)\n",
        "                pass\n",
        _ORGANIZATIONS,
    ),
)

KEYCHAIN = (
    Mutant(
        Promise.SECRETS,
        "An entry that an exchange did not finish is deleted at the next start",
        _STORE,
        "            db.execute(\"UPDATE keychain_entries SET status = 'deleting'"
        " WHERE status = 'pending'\")\n",
        "",
        _CRASHES,
    ),
    Mutant(
        Promise.SECRETS,
        "The name of an entry is stored before the entry is made",
        _STORE,
        "            if entry is not None:\n                # An entry",
        "            if False:\n                # An entry",
        (*_ENTRIES, *_STORING),
    ),
    Mutant(
        Promise.SECRETS,
        "The entries of a removed credential are deleted",
        _STORE,
        "\"UPDATE keychain_entries SET status = 'deleting' WHERE credential_id = ?\"",
        '"UPDATE keychain_entries SET status = status WHERE credential_id = ?"',
        (*_STORING, *_ENTRIES),
    ),
    Mutant(
        Promise.SECRETS,
        "The entries of a revoked credential are deleted",
        _STORE,
        "\"UPDATE keychain_entries SET status = 'deleting' WHERE credential_id IN\"",
        '"UPDATE keychain_entries SET status = status WHERE credential_id IN"',
        _ENTRIES,
    ),
    Mutant(
        Promise.SECRETS,
        "The name of an entry is forgotten only once the entry is deleted",
        _STORE,
        "\"DELETE FROM keychain_entries WHERE name = ? AND status = 'deleting'\"",
        '"DELETE FROM keychain_entries WHERE name = ?"',
        (*_ENTRIES, *_STORING),
    ),
    Mutant(
        Promise.SECRETS,
        "The secrets of a forgotten organization are deleted",
        _ORGANIZATION,
        "            db.execute(\"UPDATE keychain_entries SET status = 'deleting'\")\n",
        "",
        _ORGANIZATIONS,
    ),
    Mutant(
        Promise.SECRETS,
        "The former secret of an organization is deleted",
        _ORGANIZATION,
        "CASE WHEN name = ? THEN 'whole' ELSE 'deleting' END\"",
        "CASE WHEN name = ? THEN 'whole' ELSE status END\"",
        _ORGANIZATIONS,
    ),
    Mutant(
        Promise.SECRETS,
        "Only keychains of operating systems are used, never a file",
        _KEYCHAIN,
        "        if kind.__module__ in _TRUSTED_BACKENDS\n",
        "",
        _KEYCHAINS,
    ),
    Mutant(
        Promise.SECRETS,
        "The environment does not choose the collection of the keychain",
        _KEYCHAIN,
        '    vars(backend).pop("preferred_collection", None)\n',
        "",
        _KEYCHAINS,
    ),
    Mutant(
        Promise.SECRETS,
        "A failure of the keychain does not repeat the secret",
        _KEYCHAIN,
        "raise KeychainFailedError(type(error).__name__) from None",
        "raise KeychainFailedError(str(error)) from None",
        _KEYCHAINS,
    ),
    Mutant(
        Promise.SECRETS,
        "A failure of the keychain has no other exception behind it",
        _KEYCHAIN,
        "raise KeychainFailedError(type(error).__name__) from None",
        "raise KeychainFailedError(type(error).__name__) from error",
        _KEYCHAINS,
    ),
)

MUTANTS = (*FILES, *STEPS, *KEYCHAIN)
