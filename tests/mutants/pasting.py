"""The protections of what a person pastes for somebody else who approved."""

from tests.mutants.mutant import Mutant, Promise

_READING = "desktop_app/core/pasted_response.py"
_USING = "desktop_app/workflow/pasted_responses.py"
_RECEIVER = "desktop_app/loopback/receiver.py"
_DIALOG = "desktop_app/ui/wizard/somebody_else_dialog.py"
_PAGE = "desktop_app/ui/wizard/connect_page.py"

_ADDRESSES = ("tests/core/test_pasted_response.py",)
_PASTING = ("tests/workflow/test_pasted_responses.py",)
_ANSWERING = ("tests/loopback/test_pasted_responses.py",)
_WINDOW = ("tests/ui/test_somebody_else.py",)

MUTANTS = (
    Mutant(
        Promise.RIGHT_ANSWER,
        "A pasted address counts at the registered page only",
        _READING,
        '!= "https" or _page(registered) != page:',
        '!= "https":',
        _ADDRESSES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A pasted address on loopback counts at the registered path and port only",
        _READING,
        "if port and port[2] == route.path and route.port in (None, int(port[1])):",
        "if port:",
        _ADDRESSES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A pasted state counts only with the port that it was made for",
        _READING,
        "or not states[0].startswith(found.state_prefix):",
        ":",
        _ADDRESSES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A pasted address has no character that can't be seen",
        _READING,
        "if match is None or _NOT_IN_ADDRESSES.search(address):",
        "if match is None:",
        _ADDRESSES,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A pasted address belongs to the credential that it is pasted for",
        _USING,
        "        if owner != credential_id:\n",
        "        if False:\n",
        _PASTING,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A pasted address is used once",
        _USING,
        "        if not self._attempts.answer(attempt_id):\n",
        "        if self._attempts.answer(attempt_id) and False:\n",
        _PASTING,
    ),
    Mutant(
        Promise.RIGHT_ANSWER,
        "A pasted address is not used after the deadline",
        _USING,
        "return not waits or self._deadlines.has_passed(credential)",
        "return not waits",
        _PASTING,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "A pasted address is not used while a code is exchanged",
        _USING,
        "if credential.stage is Stage.APPROVED or self._state.is_exchanging_for(credential_id):",
        "if credential.stage is Stage.APPROVED:",
        _PASTING,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "An attempt that a browser has answered takes no pasted answer",
        _RECEIVER,
        "        if attempt is None or attempt.is_decided:\n",
        "        if attempt is None:\n",
        _ANSWERING,
    ),
    Mutant(
        Promise.ONE_EXCHANGE,
        "After a pasted answer, none of a browser is taken",
        _RECEIVER,
        "        attempt.answer()\n        return True\n",
        "        return True\n",
        _ANSWERING,
    ),
    Mutant(
        Promise.SECRETS,
        "A pasted address can't be brought back after its use",
        _DIALOG,
        '        self._address.setText("")\n',
        "        self._address.clear()\n",
        _WINDOW,
    ),
    Mutant(
        Promise.SECRETS,
        "What was pasted is wiped when its approval waits no more",
        _PAGE,
        "            dialog.end()\n",
        "            dialog.reject()\n",
        _WINDOW,
    ),
)
