"""The protections of what stands between the program and the operating system (`system/`)."""

from tests.mutants.mutant import Mutant, Promise

_LINUX = "desktop_app/system/linux_peers.py"
_SOCK_DIAG = "desktop_app/system/sock_diag.py"
_PROC_NET = "desktop_app/system/proc_net.py"
_WINDOWS = "desktop_app/system/windows_peers.py"
_FACTORIES = "desktop_app/app/factories.py"
_START = "desktop_app/app/start.py"
_PATHS = "desktop_app/system/paths.py"
_LOG = "desktop_app/system/log.py"
_PROGRAM = "desktop_app/system/program_info.py"
_FILE_MANAGER = "desktop_app/system/file_manager.py"
_REPEATS = "desktop_app/system/log_repeats.py"
_INSTANCE = "desktop_app/system/single_instance.py"
_BROWSER = "desktop_app/system/browser.py"
_APPROVAL_BROWSER = "desktop_app/system/approval_browser.py"
_CORE_FILES = "desktop_app/system/core_files.py"
_SHARED = "desktop_app/app/shared_receiver.py"
_SECRET = "desktop_app/core/secret.py"

_ON_LINUX = ("tests/system/test_linux_peers.py", "tests/system/test_peers.py")
_ON_WINDOWS = ("tests/system/test_windows_peers.py",)
_STARTS = ("tests/app/test_start.py",)
_FOLDERS = ("tests/system/test_paths.py",)
_LOGGING = ("tests/system/test_log.py",)
_INFORMING = ("tests/system/test_program_info.py",)
_SHOWING = ("tests/system/test_file_manager.py",)
_REPEATED = ("tests/system/test_log_repeats.py",)
_ALONE = ("tests/system/test_single_instance.py",)
_OPENING = ("tests/system/test_browser.py",)
_GIVING = ("tests/system/test_approval_browser.py",)
_MAKING = ("tests/app/test_factories.py",)
_CORE_LIMIT = ("tests/system/test_core_files.py",)
_SHARING = ("tests/app/test_shared_receiver.py",)

PEERS = (
    Mutant(
        Promise.RIGHT_ANSWER,
        "A socket that its owner has closed is refused (inode 0)",
        _LINUX,
        "return None if owner.inode else UNKNOWN_PEER",
        "return None",
        _ON_LINUX,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A socket of another user is refused",
        _LINUX,
        "if owner.uid not in (_ROOT, own_uid):",
        "if False:",
        _ON_LINUX,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A connection whose socket is not there any more is refused",
        _LINUX,
        "if owner is None:\n        return UNKNOWN_PEER",
        "if owner is None:\n        return None",
        _ON_LINUX,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Nobody gets in because the system is short of descriptors or memory",
        _LINUX,
        "return UNKNOWN_PEER if error.errno in _SHORTAGES else None",
        "return None",
        _ON_LINUX,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "All four numbers of a connection are compared (sock_diag)",
        _SOCK_DIAG,
        "return SocketOwner(uid, inode) if found == connection else None",
        "return SocketOwner(uid, inode)",
        ("tests/system/test_sock_diag.py", *_ON_LINUX),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "All four numbers of a connection are compared (/proc/net)",
        _PROC_NET,
        "if ends in row:",
        "if ends.split()[0] in row:",
        ("tests/system/test_proc_net.py",),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "IPv4 connections of IPv6 sockets are found, too (/proc/net)",
        _PROC_NET,
        '    yield "tcp6", f" {_shown(local.address, local.port)}'
        ' {_shown(remote.address, remote.port)} "',
        "    else:\n"
        '        yield "tcp6", f" {_shown(local.address, local.port)}'
        ' {_shown(remote.address, remote.port)} "',
        ("tests/system/test_proc_net.py",),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "On Windows, a process of another user is refused",
        _WINDOWS,
        "return None if user in (own_user, _LOCAL_SYSTEM) else RefusedPeer(user)",
        "return None",
        _ON_WINDOWS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "On Windows, a process that can't be asked about is refused",
        _WINDOWS,
        "user = calls.user_of(process)\n    except OSError:\n        return UNKNOWN_PEER",
        "user = calls.user_of(process)\n    except OSError:\n        return None",
        _ON_WINDOWS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "On Windows, all four numbers of a connection are compared",
        _WINDOWS,
        "if found == connection:",
        "if found.local == connection.local:",
        _ON_WINDOWS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The receiver of the program asks whose the peer is",
        _FACTORIES,
        "LoopbackReceiver(receiver_texts(), on_event, refused_peer, parent=parent)",
        "LoopbackReceiver(receiver_texts(), on_event, lambda *_: None, parent=parent)",
        _MAKING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The practice server of the program asks whose the peer is",
        _FACTORIES,
        "lambda peer, own: refused_peer(peer, own) is None",
        "lambda peer, own: True",
        _MAKING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "An answer reaches only the workspace that expects it",
        _SHARED,
        "shares = tuple(self._shares) if attempt_id is None else (self._owners[attempt_id],)",
        "shares = tuple(self._shares)",
        _SHARING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A workspace that was closed expects no answer any more",
        _SHARED,
        "            self.conclude(attempt_id, Removed())\n",
        "            pass\n",
        _SHARING,
    ),
)

PROGRAM = (
    Mutant(
        Promise.SECRETS,
        "The program's files are for their owner only (umask)",
        _START,
        "    os.umask(0o077)\n",
        "",
        _STARTS,
    ),
    Mutant(
        Promise.SECRETS,
        "The program writes no core file",
        _START,
        "    disable_core_files()\n",
        "",
        _CORE_LIMIT,
    ),
    Mutant(
        Promise.SECRETS,
        "The soft limit of core files is 0",
        _CORE_FILES,
        "        _set_soft_limit(0)\n",
        "        pass\n",
        _CORE_LIMIT,
    ),
    Mutant(
        Promise.TRUTH,
        "A browser that is started has the limit of core files that the program was started with",
        _BROWSER,
        "with original_environment(), core_limit_at_start():",
        "with original_environment():",
        _CORE_LIMIT,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Only http and https links are opened",
        _BROWSER,
        'return link.isValid() and link.scheme() in ("http", "https")',
        "return link.isValid()",
        _OPENING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A program that the person has chosen gets http and https links only",
        _APPROVAL_BROWSER,
        "if not is_web_link(url):",
        "if False:",
        _GIVING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The path of the program that opens links is absolute",
        _APPROVAL_BROWSER,
        "return path.is_absolute() and path.is_file() and os.access(path, os.X_OK)",
        "return path.is_file() and os.access(path, os.X_OK)",
        _GIVING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "On Windows, no batch file opens links",
        _APPROVAL_BROWSER,
        'if sys.platform == "win32" and path.suffix.lower() != ".exe":',
        "if False:",
        _GIVING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "If the chosen program can't be started, the default browser does not get the link",
        _APPROVAL_BROWSER,
        "if _start(program, url):",
        "if _start(program, url) or self._default.open(url):",
        _GIVING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "If the path of the chosen program is damaged, the default browser does not get the link",
        "desktop_app/system/window_settings.py",
        "        return _TARGETS.get(",
        "        if self.link_program == '' != self._values.text('approval_program'):\n"
        "            return LinkTarget.DEFAULT_BROWSER\n"
        "        return _TARGETS.get(",
        _GIVING,
    ),
    Mutant(
        Promise.SECRETS,
        "The data folder is made private",
        _PATHS,
        "        folder.chmod(0o700)",
        "        pass",
        _FOLDERS,
    ),
    Mutant(
        Promise.SECRETS,
        "A new data folder is private from its first moment",
        _PATHS,
        "folder.mkdir(mode=0o700, parents=True, exist_ok=True)",
        "folder.mkdir(parents=True, exist_ok=True)",
        _FOLDERS,
        equivalent="The next lines make it private. Until then it is empty, and `run` has set the"
        " umask to 077 before.",
    ),
    Mutant(
        Promise.TRUTH,
        "A shared folder with other programs' files is not taken over",
        _PATHS,
        "        if not ours:",
        "        if False:",
        _FOLDERS,
    ),
    Mutant(
        Promise.SECRETS,
        "The log is for its owner only",
        _LOG,
        "    file.touch(mode=0o600, exist_ok=True)\n",
        "",
        _LOGGING,
    ),
    Mutant(
        Promise.SECRETS,
        "What looks like a secret is not written to the log",
        _LOG,
        "return redact(super().format(record))",
        "return super().format(record)",
        _LOGGING,
    ),
    Mutant(
        Promise.SECRETS,
        "The end of the log is redacted once more before it is copied",
        _PROGRAM,
        "redact(text).splitlines()",
        "text.splitlines()",
        _INFORMING,
    ),
    Mutant(
        Promise.SECRETS,
        "A line of the log that is cut is not copied, since half a secret is not recognized",
        _PROGRAM,
        'text = text.partition("\\n")[2]',
        "pass",
        _INFORMING,
    ),
    Mutant(
        Promise.SECRETS,
        "Only folders are opened in the file manager, since a file could be run",
        _FILE_MANAGER,
        "if not folder.is_dir():",
        "if not folder.exists():",
        _SHOWING,
    ),
    Mutant(
        Promise.SECRETS,
        "A library that logs whole URLs is kept quiet",
        _LOG,
        'for chatty in ("urllib3", "werkzeug"):',
        'for chatty in ("werkzeug",):',
        _LOGGING,
    ),
    Mutant(
        Promise.SECRETS,
        "Repeated records do not fill the log",
        _REPEATS,
        "if window.count <= _PASSED_ON:",
        "if True:",
        _REPEATED,
    ),
    Mutant(
        Promise.TRUTH,
        "The log says how many records were left out",
        _REPEATS,
        "if window.count > _PASSED_ON:",
        "if False:",
        _REPEATED,
    ),
    Mutant(
        Promise.SECRETS,
        "A secret that is printed by accident prints as dots",
        _SECRET,
        'return "Secret(•••)"',
        'return f"Secret({self._text})"',
        ("tests/core/test_secret.py",),
    ),
    Mutant(
        Promise.SECRETS,
        "A state that is printed by accident prints as dots",
        "desktop_app/core/oauth_state.py",
        'return "OAuthState(•••)"',
        'return f"OAuthState({self.text})"',
        ("tests/core/test_oauth_state.py",),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "One program uses a data folder at a time",
        _INSTANCE,
        "if not self._lock.tryLock(0):",
        "if not self._lock.tryLock(0) and self._lock.error()"
        " is not QLockFile.LockError.LockFailedError:",
        _ALONE,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A lock does not become stale with its age",
        _INSTANCE,
        "        self._lock.setStaleLockTime(0)\n",
        "",
        _ALONE,
        equivalent="On Linux, Qt removes an old lock file only if it gets the kernel's lock, too,"
        " which the first program holds. The setting is for systems without that lock.",
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Another user can't send to the local server of the program",
        _INSTANCE,
        "self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)",
        "self._server.setSocketOptions(QLocalServer.SocketOption.WorldAccessOption)",
        _ALONE,
    ),
    Mutant(
        Promise.TRUTH,
        "What a second start sends is put into the environment only if it is printable",
        _INSTANCE,
        'return text if text.isascii() and text.isprintable() else ""',
        "return text",
        _ALONE,
    ),
    Mutant(
        Promise.TRUTH,
        "A second start names a file by an absolute path",
        _INSTANCE,
        "if Path(path).is_absolute() and",
        "if",
        _ALONE,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A message of a second start has 16 KiB at most",
        _INSTANCE,
        "            socket.setReadBufferSize(_MAX_MESSAGE)\n",
        "",
        _ALONE,
    ),
    Mutant(
        Promise.TRUTH,
        "A file that is saved does not replace a pipe or a device",
        "desktop_app/system/documents.py",
        "if path.exists() and not path.is_file():",
        "if False:",
        ("tests/system/test_documents.py",),
    ),
)

MUTANTS = (*PEERS, *PROGRAM)
