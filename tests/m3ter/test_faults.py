"""What the client makes of an m3ter, or of something between, that misbehaves."""

import json
from collections.abc import Callable

import pytest

from desktop_app.core.errors import (
    AnswerLostError,
    ConflictError,
    NetworkProblem,
    NotFoundError,
    NotPermittedError,
    RefusedError,
    SecretRefusedError,
    ServiceError,
    UnreachableError,
)
from desktop_app.core.m3ter import BILL, Configuration
from desktop_app.core.systems import System
from desktop_app.m3ter import endpoints
from desktop_app.m3ter.client import M3terClient
from tests.m3ter.double import KEY, LIST, ORGANIZATION, TOKEN, M3terDouble, in_json, refusal, token
from tests.net.server import ServeWith, answer, reset, say

ONE = Configuration("c-1", "Bills", BILL, "STRIPE", version=3)
ROW = {"id": "c-1", "name": "Bills", "entityType": "Bill", "destination": "STRIPE", "version": 3}
PROXY_PAGE = answer("403 Forbidden", b"<html>Your company's proxy", "Content-Type: text/html")
CREDENTIALS = f"/organizations/{ORGANIZATION}/integrationcredentials"

Call = Callable[[M3terClient], object]
WRITES: dict[str, tuple[str, Call]] = {
    "create": (LIST, lambda client: client.create_configuration(ONE)),
    "update": (f"{LIST}/c-1", lambda client: client.update_configuration(ONE)),
    "enable": (f"{LIST}/c-1/enable", lambda client: client.enable_configuration("c-1")),
    "delete": (f"{LIST}/c-1", lambda client: client.delete_configuration("c-1")),
    "register": (CREDENTIALS, lambda client: client.register("EU", System.STRIPE)),
}


@pytest.fixture
def double(serve_with: ServeWith) -> M3terDouble:
    return M3terDouble(serve_with)


def read_all(client: M3terClient) -> list[Configuration]:
    return [each for portion in client.configurations() for each in portion.items]


# -- refusals -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("status", "error"),
    [
        ("400 Bad Request", RefusedError),
        ("401 Unauthorized", SecretRefusedError),
        ("403 Forbidden", NotPermittedError),
        ("404 Not Found", NotFoundError),
        ("409 Conflict", ConflictError),
        ("422 Unprocessable", RefusedError),
    ],
)
@pytest.mark.parametrize("name", ["create", "update", "enable", "register"])
def test_a_refusal_of_m3ter_is_certain_and_has_its_words(
    double: M3terDouble, name: str, status: str, error: type[RefusedError]
) -> None:
    path, call = WRITES[name]
    double.answers(path, refusal(status))
    with pytest.raises(error) as caught:
        call(double.client())

    assert type(caught.value) is error
    assert caught.value.detail.description == "m3ter says no"


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize(
    "reply",
    [
        refusal("500 Internal Server Error"),
        refusal("503 Service Unavailable"),
        refusal("408 Request Timeout"),
        PROXY_PAGE,
        answer("200 OK", b"<html>Log in to the hotel's network"),
        in_json([]),
        in_json({"name": "no id"}),
        in_json({}, "302 Found", "Location: https://elsewhere.example/"),
        reset,
        say(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"),
        say(b"no HTTP at all\r\n\r\n"),
    ],
    ids=[
        "500", "503", "408", "proxy", "html", "list", "no id", "redirect", "reset", "cut", "no http"
    ],
)  # fmt: skip
def test_a_write_is_sent_once_and_its_outcome_is_not_known(
    double: M3terDouble, name: str, reply: Callable[..., None]
) -> None:
    path, call = WRITES[name]
    double.answers(path, reply)
    with pytest.raises(AnswerLostError):
        call(double.client())
    assert len([line for line in double.asked if not line.endswith("/oauth/token")]) == 1


def test_a_deletion_of_what_is_gone_succeeds(double: M3terDouble) -> None:
    double.answers(f"{LIST}/c-1", refusal("404 Not Found"))
    double.client().delete_configuration("c-1")


# -- tokens -------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["401 Unauthorized", "403 Forbidden"])
def test_a_token_that_m3ter_refuses_is_fetched_anew_once(double: M3terDouble, status: str) -> None:
    double.answers("/oauth/token", token("old"), token("new"))
    double.answers(LIST, refusal(status, "The token has expired"), in_json(ROW))
    assert double.client().create_configuration(ONE).id == "c-1"
    assert double.asked == ["POST /oauth/token", f"POST {LIST}"] * 2
    assert b"Bearer new" in double.server.requests[-1]


def test_a_token_is_not_fetched_a_third_time(double: M3terDouble) -> None:
    double.answers(LIST, refusal("403 Forbidden", "No permission"))
    with pytest.raises(NotPermittedError):
        read_all(double.client())
    assert sum(line.endswith("/oauth/token") for line in double.asked) == 2


def test_a_page_of_a_proxy_fetches_no_token(double: M3terDouble) -> None:
    double.answers(LIST, PROXY_PAGE)
    with pytest.raises(AnswerLostError) as caught:
        read_all(double.client())
    assert caught.value.detail.error == NetworkProblem.NOT_JSON
    assert sum(line.endswith("/oauth/token") for line in double.asked) == 1


def test_a_token_is_used_until_shortly_before_its_end(double: M3terDouble) -> None:
    double.answers("/oauth/token", token(seconds=600))
    double.answers(LIST, in_json({"data": []}))
    client = double.client()
    for passed in (0, 500, 39):
        double.time.now += passed
        read_all(client)
    assert sum(line.endswith("/oauth/token") for line in double.asked) == 1
    double.time.now += 2
    read_all(client)
    assert sum(line.endswith("/oauth/token") for line in double.asked) == 2


@pytest.mark.parametrize("status", ["400 Bad Request", "401 Unauthorized", "403 Forbidden"])
def test_a_refused_key_is_told_as_such(double: M3terDouble, status: str) -> None:
    double.answers("/oauth/token", refusal(status, "no such key"))
    with pytest.raises(SecretRefusedError, match="no such key"):
        double.client().systems()


@pytest.mark.parametrize(
    "reply",
    [
        PROXY_PAGE,
        in_json({"access_token": "", "expires_in": 5}),
        in_json({"access_token": "a b", "expires_in": 5}),
        in_json({"access_token": 7, "expires_in": 5}),
        in_json({"access_token": "t", "expires_in": "soon"}),
        in_json({"access_token": "t"}),
        in_json(None),
    ],
)
def test_what_is_no_token_is_not_used(double: M3terDouble, reply: Callable[..., None]) -> None:
    double.answers("/oauth/token", reply)
    with pytest.raises(AnswerLostError):
        double.client().systems()
    assert double.sent("GET") == 0


# -- lists --------------------------------------------------------------------------------------


RUNS = f"/organizations/{ORGANIZATION}/integrationruns/destinations/d-1"


@pytest.mark.parametrize(
    ("url", "is_taken"),
    [
        ("https://dashboard.stripe.com/test/invoices/in_1", True),
        ("https://stripe.com/in_1", True),
        ("http://dashboard.stripe.com/in_1", False),
        ("https://dashboard.stripe.com@evil.example/in_1", False),
        ("https://evil.example/dashboard.stripe.com", False),
        ("https://notstripe.com/in_1", False),
        ("https://stripe.com.evil.example/", False),
        ("https://[::1", False),
        ("javascript:alert(1)", False),
        ("file:///etc/passwd", False),
        ("https://dashboard.stripe.com/" + "x" * 2000, False),
        ("https://dashboard.stripe.com/\u202ein_1", False),
        ("", False),
        (None, False),
        (7, False),
    ],
)
def test_a_run_leads_the_browser_to_stripe_alone(
    double: M3terDouble, url: object, is_taken: bool
) -> None:
    double.answers(RUNS, in_json({"data": [{"id": "r-1", "status": "COMPLETE", "url": url}]}))
    (portion,) = double.client().runs("d-1")
    assert portion.items[0].url == (url if is_taken else "")


def test_a_stand_in_has_pages_of_its_own(double: M3terDouble) -> None:
    own, other = f"{double.server.origin}/bills/1", "http://127.0.0.1:1/bills/1"
    rows = [{"id": "r-1", "url": own}, {"id": "r-2", "url": other}]
    double.answers(RUNS, in_json({"data": rows}))
    (portion,) = double.client().runs("d-1")
    assert [run.url for run in portion.items] == [own, ""]


@pytest.mark.parametrize("token", ["\ud800", "a b", "a\nb", "ä", "x" * 4097])
def test_a_token_that_no_address_can_carry_is_no_page(double: M3terDouble, token: str) -> None:
    double.answers(LIST, in_json({"data": [ROW], "nextToken": token}))
    with pytest.raises(AnswerLostError):
        list(double.client().configurations())


def test_pages_end_somewhere(double: M3terDouble, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(endpoints, "MAX_PAGES", 5)
    pages = [in_json({"data": [], "nextToken": f"{number}"}) for number in range(20)]
    double.answers(LIST, *pages)
    with pytest.raises(AnswerLostError):
        list(double.client().configurations())
    assert double.sent("GET") == 6


def test_systems_are_listed_once_and_not_without_end(double: M3terDouble) -> None:
    path = f"{LIST}/available/systems"
    rows = [{"identifier": "STRIPE"}, {"identifier": "STRIPE"}]
    double.answers(path, in_json(rows))
    assert len(double.client().systems()) == 1
    double.answers(path, in_json([{"identifier": f"S{number}"} for number in range(5000)]))
    assert len(double.client().systems()) == 200


def test_pages_are_followed_to_the_end(double: M3terDouble) -> None:
    double.answers(
        LIST,
        in_json({"data": [ROW], "nextToken": "a&b=c"}),
        in_json({"data": [{**ROW, "id": "c-2"}], "nextToken": None}),
    )
    assert [each.id for each in read_all(double.client())] == ["c-1", "c-2"]
    assert double.asked[-1] == f"GET {LIST}?pageSize=200&nextToken=a%26b%3Dc"


def test_a_page_token_that_is_repeated_ends_the_list_with_an_error(double: M3terDouble) -> None:
    double.answers(LIST, in_json({"data": [ROW], "nextToken": "again"}))
    with pytest.raises(AnswerLostError, match="no end"):
        read_all(double.client())
    assert double.sent("GET") == 2


def test_an_empty_page_with_a_token_is_not_the_last(double: M3terDouble) -> None:
    double.answers(LIST, in_json({"data": [], "nextToken": "a"}), in_json({"data": [ROW]}))
    assert len(read_all(double.client())) == 1


def test_five_thousand_rows_are_read_in_portions(double: M3terDouble) -> None:
    pages = [
        {"data": [{**ROW, "id": f"c-{page}-{row}"} for row in range(200)], "nextToken": f"{page}"}
        for page in range(25)
    ]
    del pages[-1]["nextToken"]
    double.answers(LIST, *map(in_json, pages))
    portions = list(double.client().configurations())
    assert [len(portion.items) for portion in portions] == [200] * 25
    assert [portion.is_last for portion in portions] == [*[False] * 24, True]


def test_rows_that_make_no_sense_are_counted_and_the_others_read(double: M3terDouble) -> None:
    no_ids: list[object] = [{}, {"id": 5}, {"id": "../up"}, {"id": ".."}, {"id": ""}]
    rows: list[object] = [ROW, None, "text", 7, [], *no_ids]
    double.answers(LIST, in_json({"data": rows}))
    (portion,) = double.client().configurations()
    assert ([each.id for each in portion.items], portion.unreadable) == (["c-1"], 9)


def test_wrong_types_and_unknown_words_harm_nothing(double: M3terDouble) -> None:
    row = {
        "id": "c-9",
        "name": {"not": "text"},
        "entityType": "Some\u202ething new",
        "destination": "MARS",
        "destinationId": 12,
        "integrationCredentialsId": ["x"],
        "authorized": "yes",
        "enabled": 1,
        "version": "3",
        "configData": ["a list"],
        "dtLastModified": "yesterday",
    }
    double.answers(LIST, in_json({"data": [row]}))
    assert read_all(double.client()) == [
        Configuration(
            "c-9", "", "Something new", "MARS", options="{}", authorized=None, enabled=None
        )
    ]


def test_a_run_with_an_unknown_status_is_shown_as_it_is(double: M3terDouble) -> None:
    path = f"/organizations/{ORGANIZATION}/integrationruns/destinations/d-1"
    row = {"id": "r-1", "status": "ON_THE_MOON", "dtStarted": "2026-11-30T09:14:00+02:00"}
    double.answers(path, in_json({"data": [row]}))
    (portion,) = double.client().runs("d-1")
    (run,) = portion.items
    assert run.status == "ON_THE_MOON"
    assert run.started is not None
    assert run.started.isoformat() == "2026-11-30T07:14:00+00:00"
    assert "order=DESC" in double.asked[-1]


@pytest.mark.parametrize("body", [[], {"data": {}}, {"rows": []}, {"data": [], "nextToken": 4}])
def test_what_is_no_page_is_not_read(double: M3terDouble, body: object) -> None:
    double.answers(LIST, in_json(body))
    with pytest.raises(AnswerLostError):
        read_all(double.client())


# -- retries ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["429 Too Many Requests", "500 Oops", "503 Busy"])
def test_a_read_is_tried_again(double: M3terDouble, status: str) -> None:
    double.answers(LIST, refusal(status), in_json({"data": [ROW]}))
    assert len(read_all(double.client())) == 1
    assert double.time.waits == [0.5]


def test_retry_after_is_honoured(double: M3terDouble) -> None:
    slow_down = in_json({"message": "slow down"}, "429 Too Many Requests", "Retry-After: 3")
    double.answers(LIST, slow_down, in_json({"data": []}))
    read_all(double.client())
    assert double.time.waits == [3.0]


def test_a_read_that_stays_refused_is_told(double: M3terDouble) -> None:
    double.answers(LIST, refusal("429 Too Many Requests", "slow down"))
    with pytest.raises(RefusedError, match="slow down"):
        read_all(double.client())


def test_nothing_is_sent_after_the_deadline(double: M3terDouble) -> None:
    with pytest.raises(UnreachableError):
        double.client().create_configuration(ONE, lambda: 0.0)
    assert double.asked == []


def test_nothing_listens(double: M3terDouble) -> None:
    client = double.client()
    double.server.stop()
    with pytest.raises(UnreachableError):
        client.create_configuration(ONE)


# -- secrets ------------------------------------------------------------------------------------


def test_no_secret_comes_back_in_a_message(double: M3terDouble) -> None:
    secret = KEY.secret.reveal()
    double.answers(LIST, refusal("400 Bad Request", f"bad {TOKEN} and {secret}"))
    with pytest.raises(ServiceError) as caught:
        double.client().create_configuration(ONE)
    said = repr(caught.value) + str(caught.value.detail)
    assert TOKEN not in said
    assert secret not in said


def test_an_id_can_not_lead_to_another_path(double: M3terDouble) -> None:
    for hostile in ("..", "a/b", "", "a?b", "a b"):
        with pytest.raises(ValueError, match="not an id"):
            double.client().configuration(hostile)
    assert double.asked == []


def test_a_configuration_is_sent_as_published(double: M3terDouble) -> None:
    double.answers(f"{LIST}/c-1", in_json({**ROW, "version": 4}))
    double.client().update_configuration(ONE)
    body = json.loads(double.server.requests[-1].split(b"\r\n\r\n", 1)[1])
    assert body == {
        "entityType": "Bill",
        "destination": "STRIPE",
        "name": "Bills",
        "configData": {},
        "version": 3,
    }
