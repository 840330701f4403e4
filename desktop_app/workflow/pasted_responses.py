"""Verifies the response in an address that a person pastes.

The response comes from the browser of somebody else, or from one that could not come back. So it
has no cookie. The person pastes it into the wizard of one credential: that is their word.
"""

from desktop_app.core.authorization_response import AuthorizationResponse
from desktop_app.core.credential import Credential, Stage
from desktop_app.core.lifecycle import Step
from desktop_app.core.pasted_response import PasteProblem, PasteRefused, read_pasted
from desktop_app.core.redirect_query import read_response
from desktop_app.workflow.code_exchange import CodeExchange
from desktop_app.workflow.services import Services


class PastedResponses:
    """Accepts the first response of an attempt, as the receiver does, and has it handled."""

    def __init__(self, services: Services, code_exchange: CodeExchange) -> None:
        self._tasks = services.ports.tasks
        self._stripe = services.ports.stripe
        self._state = services.state
        self._attempts = services.attempts
        self._deadlines = services.deadlines
        self._code_exchange = code_exchange

    def use(self, credential_id: str, text: str) -> PasteRefused | None:
        """Handle the response in a pasted address. Return why it is not used, or None if it is.

        If it is not used, nothing is changed.
        """
        response = self._accept(credential_id, text)
        if isinstance(response, PasteRefused):
            return response
        self._tasks.start(self._code_exchange.handle(response))
        return None

    def _accept(self, credential_id: str, text: str) -> AuthorizationResponse | PasteRefused:
        """Return the response in a pasted address, or why it is not used.

        A response is accepted once: after that, the attempt counts as answered, and the receiver
        accepts no response of it any more.
        """
        credential = self._state.credential(credential_id)
        if credential is None or self._is_over(credential):
            return PasteRefused(PasteProblem.TIME_OVER)
        if credential.stage is Stage.APPROVED or self._state.is_exchanging_for(credential_id):
            return PasteRefused(PasteProblem.ALREADY_USED)
        pasted = read_pasted(text, self._stripe.routes(credential.system))
        if isinstance(pasted, PasteRefused):
            return pasted
        attempt_id = self._attempts.with_state(pasted.state)
        owner = None if attempt_id is None else self._attempts.owner_of(attempt_id)
        if attempt_id is None or owner is None:
            return PasteRefused(PasteProblem.UNKNOWN_STATE)
        if owner != credential_id:
            return PasteRefused(PasteProblem.OTHER_CREDENTIAL)
        response = read_response(pasted.query, attempt_id)
        if response is None:
            return PasteRefused(PasteProblem.DAMAGED)
        if not self._attempts.answer(attempt_id):
            return PasteRefused(PasteProblem.ALREADY_USED)
        return response

    def _is_over(self, credential: Credential) -> bool:
        waits = credential.allows(Step.CLAIM) or credential.stage is Stage.APPROVED
        return not waits or self._deadlines.has_passed(credential)
