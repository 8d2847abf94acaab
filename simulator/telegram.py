"""A pretend Telegram Bot API: its addresses, its answers, and trouble on demand."""

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from simulator.faults import Fault
from simulator.outside import Outside
from simulator.telegram_call import Parameters, Refused
from simulator.telegram_methods import METHODS

TROUBLE = {"rate_limit", "blocked", "server_error", "html", "hang", "accept_then_hang"}
PAGE = "<html><head><title>{0}</title></head><body><center><h1>{0}</h1></center></body></html>"


def blueprint(outside: Outside) -> Blueprint:
    door = Blueprint("telegram", __name__, url_prefix="/telegram")

    @door.route("/bot<token>/<method>", methods=["GET", "POST"])
    def call(token: str, method: str) -> ResponseReturnValue:
        """Methods are found whatever their case, as at Telegram."""
        if token != outside.settings.telegram_token:
            return _refusal(Refused(401, "Unauthorized"))
        known = METHODS.get(method.lower())
        if known is None:
            return _refusal(Refused(404, "Not Found"))
        return _answer(outside, known, Parameters(_parameters()))

    @door.get("/file/bot<token>/<path:name>")
    def download(token: str, name: str) -> ResponseReturnValue:
        """What getFile named: `photos/<id>.jpg`."""
        file_id = name.rpartition("/")[2].partition(".")[0].removeprefix("thumb-")
        content = outside.files.content(file_id, for_provider=True)
        if token != outside.settings.telegram_token or content is None:
            return _refusal(Refused(404, "Not Found"))
        return Response(content, mimetype="application/octet-stream")

    return door


def _answer(
    outside: Outside, method: Callable[[Outside, Parameters], object], parameters: Parameters
) -> ResponseReturnValue:
    chat = parameters.text("chat_id")
    fault = outside.faults.take(TROUBLE, "telegram", chat) if chat else None
    if fault and fault.kind != "accept_then_hang":
        return _trouble(outside, fault)
    try:
        result = method(outside, parameters)
    except Refused as no:
        return _refusal(no)
    if fault:
        return _hang(outside, fault)
    return jsonify(ok=True, result=result)


def _parameters() -> dict[str, Any]:
    """From the query, a form (multipart too) or JSON; the body wins."""
    found: dict[str, Any] = dict(request.args)
    if request.is_json:
        sent = request.get_json(silent=True)
        return found | sent if isinstance(sent, dict) else found
    return found | dict(request.form)


def _refusal(no: Refused) -> tuple[Response, int]:
    parts: dict[str, Any] = {"ok": False, "error_code": no.status, "description": no.description}
    return jsonify(parts | ({"parameters": no.parameters} if no.parameters else {})), no.status


def _trouble(outside: Outside, fault: Fault) -> ResponseReturnValue:
    if fault.kind == "rate_limit":
        wait = max(1, round(fault.seconds))
        return _refusal(Refused(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait}))
    if fault.kind == "blocked":
        return _refusal(Refused(403, "Forbidden: bot was blocked by the user"))
    if fault.kind == "server_error":
        return _refusal(Refused(fault.status, "Internal Server Error" if fault.status == 500 else "Bad Gateway"))
    if fault.kind == "html":
        return Response(PAGE.format(f"{fault.status} Bad Gateway"), fault.status, mimetype="text/html")
    return _hang(outside, fault)


def _hang(outside: Outside, fault: Fault) -> ResponseReturnValue:
    outside.world.wait(lambda: False, fault.seconds)
    return Response(PAGE.format("504 Gateway Time-out"), 504, mimetype="text/html")
