"""The protections of what is sent to Stripe, and of what is believed (`net/`, `stripe/`)."""

from tests.mutants.mutant import Mutant, Promise

_SENDING = "desktop_app/net/sending.py"
_CONNECTION = "desktop_app/net/connection.py"
_ADAPTER = "desktop_app/net/adapter.py"
_CLIENT = "desktop_app/stripe/client.py"
_READING = "desktop_app/stripe/reading.py"

_ONCE = ("tests/net/test_sending_once.py",)
_NETWORK = ("tests/net/test_network.py", "tests/net/test_sending_once.py")
_DEADLINES = ("tests/net/test_deadline.py",)
_CERTAIN = ("tests/stripe/test_certain_refusals.py",)
_EXCHANGES = ("tests/stripe/test_exchange.py",)
_CLIENTS = ("tests/stripe/test_client.py", "tests/stripe/test_exchange.py")

SENDING = (
    Mutant(
        Promise.ONE_EXCHANGE,
        "A code is sent once, whatever happens",
        _CLIENT,
        'return send("POST", url, self._authorization(secret), form, limits, self._network)',
        "return get_with_retries(lambda some: send("
        '"POST", url, self._authorization(secret), form, some, self._network),'
        " limits, self._pacing)",
        _EXCHANGES,
    ),
    Mutant(
        Promise.SECRETS,
        "No redirect is followed",
        _SENDING,
        "closing(adapter.send(request, stream=True, timeout=timeout)) as response,",
        "closing(("
        "session := requests.Session(),"
        ' session.mount("http://", adapter),'
        ' session.mount("https://", adapter),'
        " session.send(request, stream=True, timeout=timeout),"
        ")[-1]) as response,",
        _ONCE,
    ),
    Mutant(
        Promise.SECRETS,
        "No netrc file replaces the secret that is sent",
        _SENDING,
        "request = unsent.prepare()",
        "request = requests.Session().prepare_request(unsent)",
        _ONCE,
    ),
    Mutant(
        Promise.SECRETS,
        "A plain or a loopback address is reached without a proxy",
        _ADAPTER,
        "proxy = None if is_direct else network.proxy_for(url)",
        "proxy = network.proxy_for(url)",
        _NETWORK,
    ),
    Mutant(
        Promise.SECRETS,
        "A proxy of an unknown kind is not passed by",
        _ADAPTER,
        'if proxy.scheme != "http" or not proxy.host:',
        "if False:",
        _NETWORK,
    ),
    Mutant(
        Promise.SECRETS,
        "The server's certificate is verified",
        _ADAPTER,
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2\n",
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2\n"
        "    context.check_hostname = False\n"
        "    context.verify_mode = ssl.CERT_NONE\n",
        _NETWORK,
    ),
    Mutant(
        Promise.SECRETS,
        "The certificate has to be the host's own",
        _ADAPTER,
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2\n",
        "    context.minimum_version = ssl.TLSVersion.TLSv1_2\n"
        "    context.check_hostname = False\n",
        _NETWORK,
    ),
    Mutant(
        Promise.SECRETS,
        "TLS is 1.2 at least",
        _ADAPTER,
        "context.minimum_version = ssl.TLSVersion.TLSv1_2",
        "context.minimum_version = ssl.TLSVersion.MINIMUM_SUPPORTED",
        _DEADLINES,
    ),
    Mutant(
        Promise.SECRETS,
        "The library's own authorities are not trusted beside the system's",
        _ADAPTER,
        '"""Do nothing: requests would add its own authorities to those of the context."""',
        "super().cert_verify(*_, **__)",
        _NETWORK,
    ),
    Mutant(
        Promise.TRUTH,
        "An answer of any length ends at 256 KiB",
        _SENDING,
        "if len(body) > max_bytes or time.monotonic() > ends:",
        "if time.monotonic() > ends:",
        _ONCE,
    ),
    Mutant(
        Promise.TRUTH,
        "An answer that trickles ends in time",
        _CONNECTION,
        "        if left <= 0:\n            raise TimeoutError\n",
        "        left = max(left, 1.0)\n",
        (*_ONCE, *_DEADLINES),
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "Nothing is sent after the deadline, although the connection took all the time",
        _CONNECTION,
        "if self._seconds_left() <= 0:",
        "if False:",
        _DEADLINES,
    ),
    Mutant(
        Promise.TRUTH,
        "A failure after the connection was made counts as a lost answer",
        _SENDING,
        "        failure = _lost(error, host)\n",
        "        failure = UnreachableError(_lost(error, host).detail)\n",
        _ONCE,
    ),
    Mutant(
        Promise.TRUTH,
        "After several tries, what was sent is told, not what the last try met",
        "desktop_app/net/retrying.py",
        "    outcome = outcome if sent is None else sent\n",
        "",
        ("tests/net/test_retrying.py",),
    ),
    Mutant(
        Promise.SECRETS,
        "No exception shows the request behind another one",
        _SENDING,
        "        failure = _lost(error, host)\n",
        "        raise _lost(error, host)\n",
        (*_ONCE, *_CLIENTS, *_NETWORK),
    ),
)

BELIEVING = (
    Mutant(
        Promise.ONE_EXCHANGE,
        "Only a documented error is a certain refusal",
        _READING,
        "is_certain = isinstance(error, str) and error in documented",
        'is_certain = isinstance(error, str) and error != ""',
        _CERTAIN,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "Only a documented status is a certain refusal",
        _READING,
        "        case 400:\n",
        "        case status if 400 <= status < 500 and status != 401:\n",
        _CERTAIN,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A 401 in another form than Stripe's is no refusal of Stripe's",
        _CLIENT,
        "if refusal is None and response.status == 401 and not self._holds_key:",
        "if refusal is None and response.status == 401:",
        _CERTAIN,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant says in which mode it is",
        _READING,
        "        and isinstance(livemode, bool)\n",
        "",
        _EXCHANGES,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant names an account",
        _READING,
        "isinstance(account_id, str)\n        and is_account_id(account_id)\n",
        "isinstance(account_id, str)\n",
        _EXCHANGES,
    ),
    Mutant(
        Promise.TRUTH,
        "A grant has the status 200 and no error",
        _READING,
        'if response.status != 200 or body is None or "error" in body:',
        "if body is None:",
        (*_EXCHANGES, *_CERTAIN),
    ),
    Mutant(
        Promise.TRUTH,
        "The answer about another account is not believed",
        _READING,
        "if account_id is not None and found != account_id:",
        "if False:",
        _CLIENTS,
    ),
    Mutant(
        Promise.TRUTH,
        "A revocation is confirmed for the account that was named",
        _READING,
        'return body.get("stripe_user_id") == account_id',
        "return True",
        _CLIENTS,
    ),
    Mutant(
        Promise.TRUTH,
        "“Not connected” counts as revoked only for the account that was named",
        _READING,
        "        and account_id in description\n",
        "",
        _CLIENTS,
    ),
    Mutant(
        Promise.TRUTH,
        "An endpoint is accepted only if it refuses a code that does not exist",
        _CLIENT,
        'if refusal is not None and (refusal.status, refusal.error) == (400, "invalid_grant"):',
        "if refusal is not None:",
        ("tests/stripe/contract/test_trying_a_secret.py", *_CLIENTS),
    ),
    Mutant(
        Promise.SECRETS,
        "The details of an error do not repeat what was sent",
        _READING,
        "(_text(word, secrets=hidden) for word in words)",
        "(_text(word) for word in words)",
        (*_CLIENTS, "tests/stripe/test_gateway.py"),
    ),
    Mutant(
        Promise.SECRETS,
        "The details of an error show nothing of the shape of a secret",
        _READING,
        "_text = partial(safe_text, secret_shape=_SECRET_SHAPE)",
        "_text = partial(safe_text)",
        (*_CLIENTS, "tests/stripe/test_gateway.py"),
    ),
    Mutant(
        Promise.SECRETS,
        "A bearer token is one line of visible characters",
        "desktop_app/net/authorization.py",
        'return f"Bearer {text}" if _SENDABLE.fullmatch(text) else None',
        'return f"Bearer {text}"',
        ("tests/net/test_authorization.py",),
    ),
    Mutant(
        Promise.SECRETS,
        "A stand-in is sent no key that could be Stripe's, wherever the key comes from",
        _CLIENT,
        "return not self._connection.is_stand_in or is_stand_in_key(secret.reveal())",
        "return True",
        ("tests/stripe/test_gateway.py", *_CLIENTS),
    ),
    Mutant(
        Promise.SECRETS,
        "An account's id has the shape of one before it is sent",
        _CLIENT,
        "    if not is_account_id(account_id):\n",
        "    if False:\n",
        _CLIENTS,
    ),
)

MUTANTS = (*SENDING, *BELIEVING)
