"""The main job with nothing but a mouse; the name is pasted, since a mouse can't type."""

from contextlib import closing

from tests import labels
from tests.end_to_end import journey
from tests.end_to_end.agreement import assert_all_agree
from tests.end_to_end.journey import go
from tests.end_to_end.mouse import MouseUser
from tests.end_to_end.workplace import Workplace
from tests.waiting import until


def test_a_credential_is_created_copied_and_deleted_by_mouse(workplace: Workplace) -> None:
    browser, records = workplace.browser, workplace.records
    with closing(MouseUser(workplace.desktop)) as person:
        go(journey.open_stripe(person))
        go(journey.create_credential(person, browser, labels.STRIPE_TEST, "By mouse"))
        (credential,) = records.credentials()
        assert (credential.system, credential.name) == ("STRIPE_TEST", "By mouse")
        assert_all_agree(workplace)

        person.press(labels.COPY_ID)
        until(lambda: workplace.desktop.clipboard() == credential.id, "the ID on the clipboard")
        journey.delete(person, "By mouse", revoke=True)
        assert records.credentials() == []
