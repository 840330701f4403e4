"""The main job with nothing but assistive technology, which has neither a keyboard nor a mouse."""

import re
from contextlib import closing

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.assistive_client import AssistiveClient
from tests.end_to_end.journey import ACCOUNT, ACCOUNT_ID, go
from tests.end_to_end.workplace import Workplace
from tests.waiting import until

_TIME_LEFT = re.compile(
    r"Waiting for approval in your browser\. (10 minutes|9 minutes \d+ seconds?) left\."
)


def test_a_credential_is_created_and_read_by_assistive_technology(workplace: Workplace) -> None:
    browser, records = workplace.browser, workplace.records
    with closing(AssistiveClient(workplace.desktop)) as client:
        go(journey.open_stripe(client))
        go(journey.name_credential(client, labels.STRIPE_TEST, "Zürich 請求"))
        go(journey.go_to_stripe(client, browser))
        client.sees(labels.STAGE_2_CURRENT, labels.WIZARD)
        until(lambda: any(map(_TIME_LEFT.fullmatch, client.words())), "the time left to be told")
        go(journey.approve(browser))
        client.sees(labels.APPROVED, labels.WIZARD)
        go(journey.return_and_create(client, browser, labels.STRIPE_TEST, "Zürich 請求"))

        (credential,) = records.credentials()
        assert (credential.system, credential.name) == ("STRIPE_TEST", "Zürich 請求")
        assert_all_agree(workplace)
        client.selects_row("Zürich 請求")
        for words in (credential.id, ACCOUNT, ACCOUNT_ID, labels.IN_KEYCHAIN):
            client.sees(words)
        journey.delete(client, "Zürich 請求", revoke=True)
        assert records.credentials() == []
