"""Another user of the same computer can neither end, delay, forge nor read an approval.

The other user is real if the tests run as root, who alone can start a program as somebody else. If
not, it is another program of the same user. Such a program could do anything; what it does here
leads to a question at most.
"""

from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests import labels
from tests.end_to_end import journey, organization
from tests.end_to_end.agreement import assert_all_agree, assert_organization_agrees
from tests.end_to_end.another_user import IS_OTHER, ambush, ask
from tests.end_to_end.journey import go
from tests.end_to_end.workplace import Workplace
from tests.fuzz.attacks import under_attack
from tests.ports import port_of, return_port
from tests.stripe_double.accounts import READY
from tests.stripe_double.clients import Mode
from tests.stripe_double.double import StripeDouble

ATTEMPTED = "Another user of this computer (nobody) tried to complete this approval"
ATTACKERS_CODE = "ac_0123456789abcdefghijABCDEFGHIJ01"


def test_a_stolen_link_is_worth_nothing(workplace: Workplace) -> None:
    at = workplace
    go(journey.open_stripe(at.person))
    go(journey.name_credential(at.person, labels.STRIPE, "EU billing"))
    at.browser.ignore_links_so_far()
    at.person.press(labels.GO_TO_STRIPE)
    # As it stands in the arguments of the browser's process, before the browser has opened it.
    link = at.browser.opened_link()
    reply = ask(port_of(link), urlsplit(link).path)
    assert (reply == b"") is IS_OTHER
    at.browser.visit(link)
    if IS_OTHER:
        at.person.sees(ATTEMPTED, labels.WIZARD)
        go(journey.approve(at.browser))
        go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
        assert at.records.activities() == ["started", "peer_refused", "approved", "created"]
    else:
        at.browser.sees("This link was used already")
    assert_all_agree(at)


def test_a_flood_of_connections_does_not_stop_an_approval(waiting: Workplace) -> None:
    at = waiting
    with under_attack("flood", return_port(at.browser.address)) as made:
        go(journey.approve(at.browser))
        go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    assert sum(made) > 0
    assert at.records.redeemed_codes() == at.records.issued_codes() == 1
    assert_all_agree(at)


@pytest.mark.parametrize("ending", ["open", "half-closed", "closed"])
@pytest.mark.parametrize("dials", ["127.0.0.1", "::ffff:127.0.0.1"])
@pytest.mark.parametrize("answer", [f"code={ATTACKERS_CODE}", "error=access_denied"])
def test_a_stolen_state_is_worth_nothing(
    waiting: Workplace, answer: str, dials: str, ending: str
) -> None:
    at = waiting
    (state,) = parse_qs(urlsplit(at.browser.address).query)["state"]
    port = return_port(at.browser.address)
    for _ in range(3):
        reply = ask(port, f"/stripe/return?{answer}&state={state}", dials=dials, ending=ending)
        assert ATTACKERS_CODE.encode() not in reply
        assert (reply == b"") is (IS_OTHER or ending == "closed")
    go(journey.approve(at.browser))
    go(journey.return_and_create(at.person, at.browser, labels.STRIPE, "EU billing"))
    assert at.records.redeemed_codes() == at.records.issued_codes() == 1
    assert "denied" not in at.records.activities()
    assert_all_agree(at)


def test_a_listener_on_the_old_port_between_two_runs_leads_to_a_question(
    workplace: Workplace, double: StripeDouble, tmp_path: Path
) -> None:
    at, company = workplace, organization.direct_company(double, tmp_path)
    organization.choose_profile(at.person, company.profile)
    organization.agree_and_connect(at.person, company)
    journey.begin(at.person, at.browser, labels.STRIPE_TEST, "EU test")
    query = parse_qs(urlsplit(at.browser.address).query)
    (state,), (redirect_uri,) = query["state"], query["redirect_uri"]
    at.browser.press(labels.LOG_IN)
    at.program.kill()
    with ambush(port_of(redirect_uri)) as attacker, at.browser.pressing(labels.APPROVE_ACCESS):
        stolen = attacker.target()
        assert state in stolen
        at.program.start()
        journey.sees_stripe_again(at.person)
        at.person.sees_row("EU test (Incomplete)", "left")
        # The attacker has the code, the state and the cookie, and the person's own browser.
        assert (ask(port_of(redirect_uri), stolen) == b"") is IS_OTHER
        attacker.send_on(f"{redirect_uri}?code={ATTACKERS_CODE}&state={state}")
    if IS_OTHER:
        at.browser.sees(labels.CONFIRM_IN_M3TER)
        at.person.sees_row("EU test (Incomplete)", labels.TO_CONFIRM)
        at.person.press(f"{labels.NO_DISCARD_IT}: “EU test”: {labels.DID_YOU_APPROVE}")
    else:
        at.browser.sees("This approval was not accepted")
    at.person.sees_row("EU test (Incomplete)", "Incomplete")
    assert double.connections() == set()

    journey.resume(at.person, "EU test (Incomplete)")
    journey.press_open_again_and_create(at.person, at.browser, labels.STRIPE_TEST, "EU test")
    assert double.connections() == {(Mode.TEST, READY.id)}
    assert_organization_agrees(at, at.records.organization(company.id), double)
