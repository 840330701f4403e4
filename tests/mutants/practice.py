"""The protections of the practice server (`practice/`)."""

from tests.mutants.mutant import Mutant, Promise

_HTTP = "desktop_app/practice/http_server.py"
_CONNECTION = "desktop_app/practice/connection.py"
_MESSAGES = "desktop_app/practice/http_messages.py"
_WEB = "desktop_app/practice/web.py"
_WSGI = "desktop_app/practice/wsgi.py"
_PROTOCOL = "desktop_app/practice/protocol.py"
_LEDGER = "desktop_app/practice/ledger.py"
_LEDGER_FILE = "desktop_app/practice/ledger_file.py"
_M3TER_API = "desktop_app/practice/m3ter/api.py"
_M3TER_WEB = "desktop_app/practice/m3ter/web.py"

_LIMITS = ("tests/practice/test_limits.py",)
_REQUESTS = ("tests/practice/test_any_request.py",)
_ENDPOINTS = ("tests/practice/test_endpoints.py",)
_PAGES = ("tests/practice/test_pages.py",)
_MEMORY = ("tests/practice/test_memory.py",)
_CONSOLE = ("tests/practice/test_m3ter_console.py",)

SERVER = (
    Mutant(
        Promise.RIGHT_ANSWER,
        "The practice server lets in only those that it may",
        _HTTP,
        "        if not self._admits(client):\n",
        "        if False:\n",
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "Whoever can't be asked about does not get into the practice server",
        _HTTP,
        "client.getsockname())\n        return False",
        "client.getsockname())\n        return True",
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The connections of the practice server have a cap",
        _HTTP,
        "        self._make_room()\n",
        "",
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A request that has arrived at the practice server is answered before it would give way",
        _HTTP,
        "            self._proceed(connection)\n        if len",
        "            pass\n        if len",
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A request has to arrive at the practice server in ten seconds",
        _CONNECTION,
        "self.deadline = time.monotonic() + limits.receive_time",
        'self.deadline = float("inf")',
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A client that does not read holds no connection of the practice server",
        _CONNECTION,
        "self.deadline = time.monotonic() + self._send_time",
        'self.deadline = float("inf")',
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The practice server closes when nobody uses it",
        _HTTP,
        'return float("inf") if idle_time is None else self._last_use + idle_time',
        'return float("inf")',
        _LIMITS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A request to the practice server has 128 KiB at most",
        _MESSAGES,
        "        if self._allowance < 0:\n",
        "        if False:\n",
        (*_REQUESTS, *_LIMITS),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The practice server listens on loopback only",
        "desktop_app/practice/server.py",
        "listener.bind((_HOST, port))",
        'listener.bind(("0.0.0.0", port))',
        _MEMORY,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A request to the practice server for another host name is refused (DNS rebinding)",
        _WEB,
        'if request.headers.get("Host") != host:',
        "if False:",
        _PAGES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A form of another site is refused by the practice server",
        _WEB,
        'if request.method == "POST" and request.headers.get("Origin", origin) != origin:',
        "if False:",
        _PAGES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "An account of the practice server is changed by the form of its own page alone",
        _WEB,
        'if not hmac.compare_digest(request.form.get("ticket", "").encode(), ticket.encode()):',
        "if False:",
        _PAGES,
    ),
    Mutant(
        Promise.SECRETS,
        "What can't be read is the client's error, not a traceback",
        _WEB,
        "    except ValueError as error:\n"
        '        raise ApiError(400, "The request can\'t be read") from error',
        "    except ZeroDivisionError as error:\n"
        '        raise ApiError(400, "The request can\'t be read") from error',
        _REQUESTS,
    ),
    Mutant(
        Promise.SECRETS,
        "The log does not repeat what was sent to the practice server",
        _WSGI,
        '_log.error("Exception on %s: %s in %s", path, type(error).__name__, _place(error))',
        '_log.exception("Exception on %s", path)',
        _MEMORY,
    ),
    Mutant(
        Promise.SECRETS,
        "A page of the practice server runs no script",
        "desktop_app/practice/pages.py",
        "f\"default-src 'none'; style-src",
        'f"style-src',
        _PAGES,
    ),
)

M3TER = (
    Mutant(
        Promise.RIGHT_ANSWER,
        "A configuration of the practice m3ter is changed by the form of its own page alone",
        "desktop_app/practice/m3ter/console.py",
        "if not hmac.compare_digest(ticket.encode(), right.encode()):",
        "if False:",
        _CONSOLE,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The practice m3ter keeps no half of a character, which no page could show",
        _M3TER_API,
        " or _LONE_HALF.search(value):",
        ":",
        _REQUESTS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The practice m3ter keeps no number that JSON does not have",
        _M3TER_WEB,
        "json.dumps(value, allow_nan=False)",
        "pass",
        _REQUESTS,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "JSON that is nested too deeply is refused by the practice m3ter",
        _M3TER_WEB,
        "except (ValueError, RecursionError):",
        "except ValueError:",
        _REQUESTS,
    ),
)

RULES = (
    Mutant(
        Promise.ONE_EXCHANGE,
        "The stand-in redeems a code once",
        _LEDGER,
        '            if row["redeemed"]:\n',
        "            if False:\n",
        (*_ENDPOINTS, *_MEMORY),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "The stand-in ends the connection when a code comes twice, as Stripe does",
        _LEDGER,
        'database.execute("DELETE FROM connection WHERE code_digest = ?", (digest,))',
        "pass",
        (*_ENDPOINTS, *_MEMORY),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The stand-in's code belongs to one mode",
        _LEDGER,
        'if row["mode"] != mode.value:',
        "if False:",
        (*_ENDPOINTS, *_MEMORY),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The stand-in's code expires after five minutes",
        _LEDGER,
        'if not 0 <= self._clock() - row["issued"] < CODE_LIFE_SECONDS:',
        "if False:",
        (*_ENDPOINTS, *_MEMORY),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The stand-in redirects to registered addresses only",
        _PROTOCOL,
        "if uri not in registered or uri is None:",
        "if uri is None:",
        (*_ENDPOINTS, *_PAGES),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "The stand-in takes each parameter once",
        _PROTOCOL,
        "    if len(values) > 1:\n",
        "    if False:\n",
        (*_ENDPOINTS, *_PAGES),
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A decision at the stand-in is taken once",
        _LEDGER,
        '"DELETE FROM visit WHERE digest = ? AND step = ?"',
        '"DELETE FROM visit WHERE digest = ? AND step = ? AND FALSE"',
        (*_PAGES, *_MEMORY),
    ),
    Mutant(
        Promise.SECRETS,
        "The stand-in gives grants to holders of its keys only",
        _PROTOCOL,
        '    if mode is None:\n        raise OAuthError("invalid_client", "No such API key", 401)',
        "    if mode is None:\n        return Mode.TEST",
        (*_ENDPOINTS, *_MEMORY),
    ),
    Mutant(
        Promise.SECRETS,
        "The stand-in's memory is for its owner only",
        _LEDGER_FILE,
        "        self._path.chmod(0o600)\n",
        "",
        _MEMORY,
    ),
    Mutant(
        Promise.SECRETS,
        "The stand-in stores codes and tokens only as hashes",
        _LEDGER_FILE,
        'return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()',
        'return text.encode("utf-8", "surrogatepass")',
        _MEMORY,
    ),
)

MUTANTS = (*SERVER, *M3TER, *RULES)
