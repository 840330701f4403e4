"""What a person sees at Stripe: the approval, where to revoke access, and the Dashboard."""

from collections.abc import Iterable
from html import escape

from tests.stripe_double.accounts import Account
from tests.stripe_double.books import Asked
from tests.stripe_double.clients import Mode

_PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>{heading} (stand-in)</title>
<style>
body {{ font: 1em/1.5 system-ui, sans-serif; max-width: 34em; margin: 2em auto; padding: 0 1em }}
label, fieldset {{ display: block; margin: .75em 0 }}
button {{ font: inherit; padding: .4em 1em; margin-right: .5em }}
[role=note] {{ position: sticky; top: 0; padding: .5em 0; background: Canvas }}
</style>
</head>
<body>
<p role="note"><strong>A stand-in for Stripe, on this computer. Not the real one.</strong></p>
<main>
<h1>{heading}</h1>
{content}
</main>
</body>
</html>
"""
_LOG_IN = """<p>m3ter would like to connect to your {mode} account.
Any email will do.</p>
<form method="post" action="/oauth/authorize/log-in">
<input type="hidden" name="visit" value="{visit}">
<label for="email">Email</label>
<input type="email" id="email" name="email" value="{email}" required>
<p><button type="submit">Log in</button></p>
</form>"""
_DECIDE = """<form method="post" action="/oauth/authorize/decision">
<input type="hidden" name="visit" value="{visit}">
<fieldset>
<legend>Which {mode} account should m3ter connect to?</legend>
{accounts}
</fieldset>
<p>m3ter will have this access to it: {scope}.</p>
<p><button type="submit" name="decision" value="approve">Approve access</button>
<button type="submit" name="decision" value="deny">Deny access</button></p>
</form>"""
_ACCOUNT = """<label for="{id}"><input type="radio" name="account" id="{id}" value="{id}"{checked}>
<span class="name">{name}</span> ({country})</label>"""
_CONNECTED = """<form method="post" action="/revoke">
<input type="hidden" name="mode" value="{mode}">
<input type="hidden" name="account" value="{id}">
<p>{name}, {mode} account ({id})
<button type="submit">Revoke access</button></p>
</form>"""
_DASHBOARD = """<p>{mode} account {id} ({country}).
Payments are {payments}. Payouts are {payouts}.</p>
<p>Stripe still needs: {needs}.</p>"""
_APPROVAL = "Get started with Stripe"


def log_in(visit: str, asked: Asked) -> str:
    """The first page; a prefilled email stands in its field."""
    email = escape(asked.email or "finance@acme.example")
    return _PAGE.format(
        heading=_APPROVAL,
        content=_LOG_IN.format(mode=asked.mode.value, visit=escape(visit), email=email),
    )


def decide(visit: str, asked: Asked, accounts: Iterable[Account]) -> str:
    """The second page: choose an account, and approve or deny."""
    choices = [
        _ACCOUNT.format(
            id=account.id,
            name=escape(account.name or account.email),
            country=account.country,
            checked="" if number else " checked",
        )
        for number, account in enumerate(accounts)
    ]
    return _PAGE.format(
        heading=_APPROVAL,
        content=_DECIDE.format(
            visit=escape(visit),
            mode=asked.mode.value,
            accounts="\n".join(choices),
            scope=asked.scope,
        ),
    )


def over() -> str:
    """What a page says that was answered already."""
    return _PAGE.format(
        heading=_APPROVAL, content="<p>This page is over. Go back to where you came from.</p>"
    )


def connected(connections: Iterable[tuple[Mode, Account]]) -> str:
    """Which accounts m3ter has access to; as their owner, one can revoke it."""
    rows = [
        _CONNECTED.format(
            mode=mode.value, id=account.id, name=escape(account.name or account.email)
        )
        for mode, account in connections
    ]
    return _PAGE.format(
        heading="Accounts that m3ter has access to", content="\n".join(rows) or "<p>None.</p>"
    )


def dashboard(mode: Mode, account: Account) -> str:
    """The page of an account in the Dashboard, which its owner sees."""
    return _PAGE.format(
        heading=escape(account.name or account.email),
        content=_DASHBOARD.format(
            mode=mode.value.capitalize(),
            id=account.id,
            country=account.country,
            payments="enabled" if account.charges_enabled else "paused",
            payouts="enabled" if account.payouts_enabled else "paused",
            needs=escape(", ".join(account.currently_due)) or "nothing",
        ),
    )
