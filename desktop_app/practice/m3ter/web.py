"""The practice m3ter's API and Console, as a part of the Flask application.

This module imports Flask, which is slow. `practice/web.py` imports it.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from desktop_app.practice.m3ter.api import ApiError, PracticeApi
from desktop_app.practice.m3ter.console import MOST, Console
from desktop_app.practice.pages import page

PREFIX = "/m3ter"
"""The path of the base address: the practice Stripe has an `/oauth/token`, too."""


def make_blueprint(api: PracticeApi, console: Console) -> Blueprint:
    """Return the part of the application that serves the API and the Console below `PREFIX`."""
    blueprint = Blueprint("m3ter", __name__, url_prefix=PREFIX)
    blueprint.register_error_handler(ApiError, _show_error)
    _add_token(blueprint, api)
    _add_api(blueprint, api)
    _add_console(blueprint, console)
    return blueprint


def _show_error(error: ApiError) -> tuple[Response, int]:
    return jsonify(error.body), error.status


def _add_token(blueprint: Blueprint, api: PracticeApi) -> None:
    @blueprint.post("/oauth/token")
    def token() -> Response:
        sent = _json() if request.is_json else request.form
        grant_type = sent.get("grant_type") if isinstance(sent, Mapping) else None
        return jsonify(api.token(request.headers.get("Authorization"), grant_type))


def _add_api(blueprint: Blueprint, api: PracticeApi) -> None:
    def add(method: str, path: str, answer: Callable[..., Any]) -> None:
        def view(organization_id: str, **parts: str) -> Response:
            api.check(request.headers.get("Authorization"), organization_id)
            return jsonify(answer(**parts))

        blueprint.add_url_rule(
            f"/organizations/<organization_id>{path}",
            f"{method} {path}".replace(".", ""),
            view,
            methods=[method],
        )

    configs, credentials = "/integrationconfigs", "/integrationcredentials"
    add("GET", f"{configs}/available/systems", api.systems)
    add("GET", f"{configs}/available/<system>/entities", api.entities)
    add("GET", f"{configs}/available", api.available)
    add("GET", f"{configs}/values/<system>/<option>", api.option_values)
    add("GET", configs, lambda: api.configurations(request.args))
    add("POST", configs, lambda: api.create_configuration(_json()))
    add("GET", f"{configs}/<id_>", api.configuration)
    add("PUT", f"{configs}/<id_>", lambda id_: api.update_configuration(id_, _json()))
    add("DELETE", f"{configs}/<id_>", api.delete_configuration)
    add("POST", f"{configs}/<id_>/enable", api.enable)
    add("GET", credentials, lambda: api.credentials(request.args))
    add("POST", credentials, lambda: api.register(_json()))
    add("GET", f"{credentials}/<id_>", api.credential)
    add("DELETE", f"{credentials}/<id_>", api.delete_credential)
    runs = "/integrationruns"
    add("GET", f"{runs}/<id_>", api.run)
    add(
        "GET",
        f"{runs}/destinations/<destination_id>",
        lambda destination_id: api.runs(destination_id, request.args),
    )


def _add_console(blueprint: Blueprint, console: Console) -> None:
    @blueprint.get("/console")
    def console_page() -> Response:
        return page(
            "m3ter_console.html",
            configurations=console.configurations(),
            credentials=console.credentials(),
            most=MOST,
            livemode=True,
        )

    @blueprint.post("/console/<configuration_id>")
    def change_configuration(configuration_id: str) -> AnyResponse:
        form = request.form
        console.change(configuration_id, form.get("change", ""), form.get("ticket", ""))
        return redirect(url_for("m3ter.console_page"), 303)

    @blueprint.get("/bills/<run_id>")
    def bill_page(run_id: str) -> Response:
        bill = console.bill(run_id)
        return page("m3ter_bill.html", bill=bill, livemode=bill.livemode)


def _json() -> object:
    """Return what the JSON in the request says, or None if it is not JSON."""
    try:
        value = request.get_json(silent=True)
        # Python reads NaN, and 1e999 as infinity. JSON, and so SQLite, has neither.
        json.dumps(value, allow_nan=False)
    except (ValueError, RecursionError):
        return None
    return value
