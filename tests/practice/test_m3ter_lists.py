"""The lists of the practice m3ter's API: their pages, their order, and what can be asked for."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from desktop_app.practice.m3ter.api import ApiError, PracticeApi
from desktop_app.practice.m3ter.ledger import FILE_NAME, Kind, M3terLedger
from tests.practice.conftest import ACME

DESTINATION = "STRIPE_TEST"


class M3ter:
    """A practice m3ter without HTTP, to which one account of the practice Stripe is connected."""

    def __init__(self, folder: Path) -> None:
        self.file = folder / FILE_NAME
        self.ledger = M3terLedger(folder)
        self.account = ACME
        self.api = PracticeApi(
            self.ledger, "http://m3ter", lambda _: self.account, lambda _, id_: id_ == self.account
        )

    def register(self, name: str) -> dict[str, Any]:
        wanted = {"type": "STRIPE_SIGNED_REQUEST", "name": name, "destination": DESTINATION}
        return dict(self.api.register(wanted))

    def configure(self, name: str, credential_id: str | None = None) -> dict[str, Any]:
        wanted = {"entityType": "Bill", "destination": DESTINATION, "name": name}
        given = {"integrationCredentialsId": credential_id} if credential_id else {}
        return dict(self.api.create_configuration({**wanted, **given}))

    def runs(self, destination_id: str, **parameters: str) -> list[str]:
        return [each["id"] for each in self.api.runs(destination_id, parameters)["data"]]


@pytest.fixture
def m3ter(tmp_path: Path) -> M3ter:
    return M3ter(tmp_path)


def names(page: Any) -> list[str]:  # noqa: ANN401  (JSON)
    return [each["name"] for each in page["data"]]


def test_what_is_added_between_two_pages_moves_nothing_to_the_next_page(m3ter: M3ter) -> None:
    for number in range(5):
        m3ter.register(f"Credential {number}")
    first = m3ter.api.credentials({"pageSize": "2"})
    m3ter.register("Credential 5")
    second = m3ter.api.credentials({"pageSize": "2", "nextToken": first["nextToken"]})
    third = m3ter.api.credentials({"pageSize": "2", "nextToken": second["nextToken"]})
    assert names(first) == ["Credential 4", "Credential 3"]
    assert names(second) == ["Credential 2", "Credential 1"]
    assert names(third) == ["Credential 0"]
    assert "nextToken" not in third


def test_a_page_that_is_just_full_is_the_last_one(m3ter: M3ter) -> None:
    m3ter.register("A")
    m3ter.register("B")
    assert "nextToken" not in m3ter.api.credentials({"pageSize": "2"})


def test_runs_are_asked_for_by_destination_status_and_order(m3ter: M3ter) -> None:
    credential = m3ter.register("A")
    mine = m3ter.configure("Mine", credential["id"])
    m3ter.account = "acct_1PracticeAcmeNordics"
    other = m3ter.configure("Other", m3ter.register("B")["id"])
    refused = m3ter.api.send_bill(mine["id"])["id"]
    m3ter.api.send_bill(other["id"])
    m3ter.account = ACME
    sent = m3ter.api.send_bill(mine["id"])["id"]

    destination = mine["destinationId"]
    assert m3ter.runs(destination) == [sent, refused]
    assert m3ter.runs(destination, order="ASC") == [refused, sent]
    assert m3ter.runs(destination, status="COMPLETE") == [sent]
    assert m3ter.runs(destination, status="AUTH_FAILED") == [refused]
    assert m3ter.runs("another") == []
    page = m3ter.api.runs(destination, {"order": "ASC", "pageSize": "1"})
    next_page = {"order": "ASC", "pageSize": "1", "nextToken": page["nextToken"]}
    assert m3ter.runs(destination, **next_page) == [sent]


def test_only_a_bill_that_has_arrived_has_an_address(m3ter: M3ter) -> None:
    made = m3ter.configure("Mine", m3ter.register("A")["id"])
    sent = m3ter.api.send_bill(made["id"])
    m3ter.account = ""
    refused = m3ter.api.send_bill(made["id"])
    assert sent["url"] == f"http://m3ter/bills/{sent['id']}"
    assert m3ter.api.run(sent["id"]) == sent
    assert "url" not in refused
    assert "url" not in m3ter.api.run(refused["id"])


def test_configurations_are_asked_for_by_destination(m3ter: M3ter) -> None:
    made = m3ter.configure("Mine", m3ter.register("A")["id"])
    m3ter.configure("Without")
    found = m3ter.api.configurations({"destinationId": made["destinationId"]})
    assert names(found) == ["Mine"]


def test_a_credential_is_deleted_once_no_configuration_uses_it(m3ter: M3ter) -> None:
    used, free = m3ter.register("Used"), m3ter.register("Free")
    made = m3ter.configure("Mine", used["id"])
    m3ter.api.delete_credential(free["id"])
    with pytest.raises(ApiError, match="used by Mine") as caught:
        m3ter.api.delete_credential(used["id"])
    assert caught.value.status == 409
    m3ter.api.delete_configuration(made["id"])
    m3ter.api.delete_credential(used["id"])
    assert m3ter.api.credentials({})["data"] == []


def test_an_id_of_another_kind_is_not_found(m3ter: M3ter) -> None:
    credential = m3ter.register("A")
    with pytest.raises(ApiError) as caught:
        m3ter.api.configuration(credential["id"])
    assert caught.value.status == 404


def test_no_field_that_comes_from_outside_gets_into_a_query(m3ter: M3ter) -> None:
    with pytest.raises(ValueError, match="by this field"):
        m3ter.ledger.page(Kind.RUN, 1, where={"status') = '' OR 1=1 --": ""})


def test_no_query_reads_or_sorts_all_objects(m3ter: M3ter, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    connect = sqlite3.connect

    def watched(*arguments: Any, **options: Any) -> sqlite3.Connection:  # noqa: ANN401  (passed on)
        connection: sqlite3.Connection = connect(*arguments, **options)
        connection.set_trace_callback(asked.append)
        return connection

    made = m3ter.configure("Mine", m3ter.register("A")["id"])
    monkeypatch.setattr(sqlite3, "connect", watched)
    m3ter.api.send_bill(made["id"])
    m3ter.api.credentials({})
    m3ter.api.configurations({"destinationId": made["destinationId"]})
    m3ter.runs(made["destinationId"], order="ASC")
    m3ter.ledger.newest_runs([made["destinationId"]])
    m3ter.api.delete_configuration(made["id"])
    m3ter.api.delete_credential(made["integrationCredentialsId"])
    monkeypatch.undo()

    queries = [each for each in asked if each.startswith(("SELECT", "UPDATE", "DELETE"))]
    assert len(queries) > 8
    with closing(sqlite3.connect(m3ter.file)) as database:
        for query in queries:
            plan = [row[3] for row in database.execute(f"EXPLAIN QUERY PLAN {query}")]
            assert all(step.startswith("SEARCH") for step in plan), (query, plan)
            # By the index of that field, and not by reading all of the kind.
            assert ("json_extract" in query) <= ("<expr>=?" in plan[0]), (query, plan)
