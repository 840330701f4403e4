"""The log: private, and without anything secret in it."""

import base64
import json
import logging
import os
import stat
import string
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import qInstallMessageHandler, qWarning

from desktop_app.core.oauth_state import new_state
from desktop_app.system.log import RedactingFormatter, redact, set_up_logging

BODY = "51AbCdEfGhIjKlMnOpQr"
SECRETS = {
    "live secret key": f"sk_live_{BODY}",
    "test secret key": f"sk_test_{BODY}",
    "live restricted key": f"rk_live_{BODY}",
    "test restricted key": f"rk_test_{BODY}",
    "a stand-in's key": f"standin_live_{BODY}",
    "a stand-in's restricted key": f"standin_restricted_test_{BODY}",
    "publishable key": f"pk_test_{BODY}",
    "authorization code": f"ac_{BODY}",
    "webhook secret": f"whsec_{BODY}",
    "refresh token": f"rt_{BODY}",
    "state": new_state(51234).text,
    "state at a low port": new_state(1024).text,
}
every_secret = pytest.mark.parametrize("secret", SECRETS.values(), ids=SECRETS)
AROUND = {
    "raw": "{}",
    "in a sentence": "Could not send {}, sorry.",
    "in quotes": "'{}' and \"{}\"",
    "in brackets": "Secret({}) [{}] <{}>",
    "in an address": "http://127.0.0.1:51234/stripe/return?scope=read_write&x={}&y=1",
    "in a path": "GET /{}/ HTTP/1.1",
    "after a colon": "key:{}",
    "over lines": "first\n{}\nlast",
}
PARAMETERS = ["code", "state", "client_secret", "access_token", "refresh_token"]
# Of no known shape: only the parameter's name says that it is secret.
OPAQUE = "zYxWvUtSrQpO98"


@every_secret
@pytest.mark.parametrize("around", AROUND.values(), ids=AROUND)
def test_a_secret_is_replaced_wherever_it_stands(secret: str, around: str) -> None:
    assert redact(around.replace("{}", secret)) == around.replace("{}", "•••")


shapes = st.sampled_from(
    [
        "sk_live_",
        "sk_test_",
        "rk_live_",
        "rk_test_",
        "pk_live_",
        "pk_test_",
        "standin_live_",
        "standin_restricted_test_",
        "ac_",
        "rt_",
        "whsec_",
    ]
)
bodies = st.text(string.ascii_letters + string.digits + "_-", min_size=6)
others = st.text(st.characters(exclude_categories=["Cs"]))


@given(others, st.sampled_from(" \n'\"(/=&:,;<["), shapes, bodies, st.sampled_from(" \n'\")/&,."))
def test_nothing_of_a_key_or_code_is_left_in_any_text(
    before: str, left: str, shape: str, body: str, right: str
) -> None:
    assert shape + body not in redact(before + left + shape + body + right)


@given(others, st.integers(1024, 65535), others)
def test_nothing_of_a_state_is_left_in_any_text(before: str, port: int, after: str) -> None:
    state = new_state(port).text
    assert state.partition(".")[2] not in redact(f"{before} {state} {after}")


@given(st.text())
def test_what_was_redacted_stays_as_it_is(text: str) -> None:
    assert redact(redact(text)) == redact(text)


@pytest.mark.parametrize("name", [*PARAMETERS, "CODE", "State"])
@pytest.mark.parametrize(
    "form",
    [
        "https://host/return?{}={}&scope=read_write",
        "https://host/return?scope=read_write&{}={}",
        "redirect_uri%3Dx%26{}%3D{}",
        "{}={}",
        "{}='{}'",
        '{}="{}"',
        '{{"{}": "{}"}}',
        '{{"{}":"{}"}}',
        "{{'{}': '{}'}}",
        "curl -d {}={} -d scope=read_write",
    ],
)
def test_the_value_of_a_secret_parameter_is_replaced_whatever_its_shape(
    name: str, form: str
) -> None:
    assert OPAQUE not in redact(form.format(name, OPAQUE))


@pytest.mark.parametrize("name", PARAMETERS)
def test_json_and_printed_dicts_are_redacted(name: str) -> None:
    for text in (
        json.dumps({name: OPAQUE}),
        repr({name: OPAQUE}),
        json.dumps({"a": {name: OPAQUE}}),
    ):
        assert OPAQUE not in redact(text)


@every_secret
def test_a_secret_in_an_address_within_an_address_is_replaced(secret: str) -> None:
    inner = quote(f"http://127.0.0.1:51234/?code={secret}&state={secret}", safe="")
    assert secret not in redact(f"https://host/?next={inner}")


@pytest.mark.parametrize("scheme", ["Basic", "Bearer", "basic", "BEARER"])
def test_authorization_headers_are_redacted(scheme: str) -> None:
    value = base64.b64encode(f"sk_live_{BODY}:".encode()).decode()
    for text in (f"Authorization: {scheme} {value}", repr({"Authorization": f"{scheme} {value}"})):
        assert value not in redact(text)


@pytest.mark.parametrize(
    "text",
    [
        "m3ter Desktop 0.1.0 starts",
        "connected acct_1AcmePractice, request req_8fK2",
        "HTTP status_code=200 after 0.31 s",
        "the state: incomplete, the code: none",
        "listening on http://127.0.0.1:51234/stripe/return",
        "client ca_FkyHCg7X8mlvCUdMDao4mMxagUfhIwXb",
        "basic rules for every bearer",
    ],
)
def test_what_helps_a_support_team_stays(text: str) -> None:
    assert redact(text) == text


# The log as it is set up.

NO_ERRORS = ("qt.accessibility", "qt.qpa.wayland.textinput")


@pytest.fixture
def log_file(tmp_path: Path) -> Iterator[Path]:
    """A log file; what was set up for it is undone afterwards."""
    root = logging.getLogger()
    loggers = [root, *map(logging.getLogger, ("urllib3", "werkzeug", *NO_ERRORS))]
    before = [(logger, logger.level) for logger in loggers]
    handlers = list(root.handlers)
    handler_before = qInstallMessageHandler(None)
    qInstallMessageHandler(handler_before)
    yield tmp_path / "m3ter-desktop.log"
    for handler in [each for each in root.handlers if each not in handlers]:
        root.removeHandler(handler)
        handler.close()
    for logger, level in before:
        logger.setLevel(level)
    qInstallMessageHandler(handler_before)


def test_messages_arguments_and_tracebacks_are_redacted(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(log_file, "DEBUG")
    log = logging.getLogger("desktop_app.test")
    secrets = list(SECRETS.values())
    log.error(f"message {secrets[0]}")
    log.error("argument %s and %r", secrets[1], {"code": secrets[5]})
    try:
        try:
            raise OSError(f"inner {secrets[2]}")
        except OSError as error:
            raise ValueError(f"outer ?code={OPAQUE}&state={secrets[7]}") from error
    except ValueError:
        log.exception("trace")
    text = log_file.read_text(encoding="utf-8")
    shown = text + capsys.readouterr().err
    assert [secret for secret in [*secrets, OPAQUE] if secret in shown] == []
    assert "OSError: inner •••" in text
    assert "ValueError: outer ?•••&•••" in text
    assert "ERROR desktop_app.test: message •••" in text


def test_the_stack_is_redacted_too() -> None:
    record = logging.makeLogRecord({"msg": "here", "stack_info": f"code={OPAQUE}"})
    assert OPAQUE not in RedactingFormatter().format(record)


def test_the_file_is_for_its_owner_only(log_file: Path) -> None:
    before = os.umask(0)
    try:
        set_up_logging(log_file, "INFO")
        logging.getLogger("desktop_app.test").info("a line")
    finally:
        os.umask(before)
    assert stat.S_IMODE(log_file.stat().st_mode) == 0o600


def test_the_level_decides_what_is_written(log_file: Path) -> None:
    set_up_logging(log_file, "INFO")
    log = logging.getLogger("desktop_app.test")
    log.debug("quiet")
    log.info("loud")
    text = log_file.read_text(encoding="utf-8")
    assert "quiet" not in text
    assert "loud" in text


def test_the_terminal_hears_of_warnings_only(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(log_file, "DEBUG")
    logging.getLogger("desktop_app.test").info("for the file")
    logging.getLogger("desktop_app.test").warning("for both")
    shown = capsys.readouterr().err
    assert "for both" in shown
    assert "for the file" not in shown


@pytest.mark.parametrize("name", ["urllib3.connectionpool", "werkzeug"])
def test_those_that_log_whole_addresses_are_kept_quiet(log_file: Path, name: str) -> None:
    set_up_logging(log_file, "DEBUG")
    logging.getLogger(name).info("GET /oauth/token")
    logging.getLogger("desktop_app.test").info("for the file")
    text = log_file.read_text(encoding="utf-8")
    assert "oauth" not in text
    assert "for the file" in text


@pytest.mark.parametrize("name", NO_ERRORS)
def test_what_qt_warns_of_where_nothing_is_wrong_is_left_out(log_file: Path, name: str) -> None:
    set_up_logging(log_file, "INFO")
    logging.getLogger(name).warning("nothing is wrong")
    assert "nothing is wrong" not in log_file.read_text(encoding="utf-8")


def test_a_log_that_grows_makes_way_for_itself(
    log_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_app.system.log._MAX_BYTES", 2000)
    set_up_logging(log_file, "INFO")
    for number in range(200):
        logging.getLogger("desktop_app.test").info(f"line {number} of many")
    names = sorted(path.name for path in log_file.parent.iterdir())
    assert names == [log_file.name, f"{log_file.name}.1", f"{log_file.name}.2"]
    assert all(path.stat().st_size <= 2000 for path in log_file.parent.iterdir())


def test_a_link_that_qt_quotes_is_redacted_too(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(log_file, "INFO")
    state = new_state(51234).text
    qWarning(f"Unable to launch 'http://127.0.0.1:1/oauth/authorize?state={state}'")
    shown = capsys.readouterr().err + log_file.read_text(encoding="utf-8")
    assert "Unable to launch" in shown
    assert state not in shown


def test_a_flood_of_one_record_fills_neither_the_file_nor_the_terminal(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(log_file, "INFO")
    log = logging.getLogger("desktop_app.test")
    for number in range(1500):
        try:
            raise ValueError("long " * 100)
        except ValueError:
            log.exception("flood %d", number)
    logging.getLogger().handlers[-1].close()
    for told in (log_file.read_text(encoding="utf-8"), capsys.readouterr().err):
        assert len(told) < 10_000
        assert told.count("ValueError: long") == 5
        assert "ERROR desktop_app.test: flood %d (left out: 1,495 more like this)" in told


def test_different_messages_of_qt_are_not_taken_for_one_that_repeats(
    log_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    set_up_logging(log_file, "INFO")
    for _ in range(20):
        qWarning("the same")
    for number in range(20):
        qWarning(f"different: {number} %s")
    told = log_file.read_text(encoding="utf-8")
    assert told.count("the same") == 5
    assert told.count("different: ") == 20
    assert "different: 19 %s" in capsys.readouterr().err
