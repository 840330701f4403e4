"""A token exchange endpoint: it holds the platform's key and answers as Stripe does.

It stands for a service of a company's own. Each mode has its own pair of addresses, since the
request for a token does not say which mode it is for.
"""

from tests.stripe_double import rules
from tests.stripe_double.books import Books
from tests.stripe_double.clients import Mode
from tests.stripe_double.rules import Body, Form, RefusalError, oauth_refusal


class ExchangeEndpoint:
    """Passes on what it is sent, with the platform's key; `bearer` is what it must be sent itself.

    An empty `bearer` asks for nothing. It wants no Stripe key from anybody, and says so.
    """

    def __init__(self, books: Books, bearer: str) -> None:
        self._books = books
        self.bearer = bearer

    def token(self, mode: Mode, authorization: str, form: Form) -> Body:
        """Have a code exchanged at Stripe."""
        return rules.token(self._books, self._admit(mode, authorization, form), form)

    def deauthorize(self, mode: Mode, authorization: str, form: Form) -> Body:
        """Have an account cut off at Stripe."""
        return rules.deauthorize(self._books, self._admit(mode, authorization, form), form)

    def _admit(self, mode: Mode, authorization: str, form: Form) -> str:
        expected = f"Bearer {self.bearer}" if self.bearer else ""
        if authorization != expected:
            raise RefusalError(
                401,
                {
                    "error": "invalid_token",
                    "error_description": "The bearer token of this endpoint is missing or wrong",
                },
            )
        if "client_secret" in form:
            raise oauth_refusal("invalid_request", "No key is to be sent here")
        return self._books.clients[mode].secret_key
