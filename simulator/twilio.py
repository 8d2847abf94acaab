"""A pretend Twilio REST API for messages and their media, with trouble on demand."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from flask.typing import ResponseReturnValue

from simulator import twilio_resources as resources
from simulator.faults import Fault
from simulator.outside import Outside
from simulator.records import Message
from simulator.twilio_resources import Refused, authenticate, refusal
from simulator.twilio_sending import accept, recipient

TROUBLE = {"rate_limit", "blocked", "server_error", "html", "hang", "accept_then_hang"}
PAGE = "<html>Service Unavailable</html>"
ACCOUNT = "/2010-04-01/Accounts/<account>"


def blueprint(outside: Outside) -> Blueprint:
    door = Blueprint("twilio", __name__, url_prefix="/twilio")
    door.register_error_handler(Refused, refusal)

    @door.before_request
    def check() -> None:
        if request.endpoint != "twilio.stored":
            authenticate(outside.settings, (request.view_args or {}).get("account"))

    _messages(door, outside)
    _media(door, outside)
    return door


def _messages(door: Blueprint, outside: Outside) -> None:
    @door.post(f"{ACCOUNT}/Messages.json")
    def create(account: str) -> ResponseReturnValue:
        return _create(outside)

    @door.get(f"{ACCOUNT}/Messages.json")
    def find(account: str) -> ResponseReturnValue:
        return _page(outside)

    @door.route(f"{ACCOUNT}/Messages/<sid>.json", methods=["GET", "POST", "DELETE"])
    def one(account: str, sid: str) -> ResponseReturnValue:
        record = _found(outside, sid)
        if request.method == "DELETE":
            outside.world.change(record.id, wire={"deleted": True})
            return "", 204
        if request.method == "POST" and request.form.get("Body") == "":
            record = outside.world.change(record.id, wire={"redacted": True})
        return jsonify(resources.message(outside.settings, record))


def _media(door: Blueprint, outside: Outside) -> None:
    @door.route(f"{ACCOUNT}/Messages/<sid>/Media/<media>", methods=["GET", "DELETE"])
    def media(account: str, sid: str, media: str) -> ResponseReturnValue:
        """The content, by way of a short-lived link, as at Twilio; DELETE forgets it."""
        file_id = media.removesuffix(".json").removeprefix("ME")
        if _found(outside, sid).content.get("media", {}).get("file") != file_id:
            raise Refused(404, 20404)
        if outside.files.content(file_id, for_provider=True) is None:
            raise Refused(404, 20404)
        if request.method == "DELETE":
            outside.files.forget(file_id)
            return "", 204
        return redirect(f"{outside.settings.base_url}/twilio/stored/{file_id}", 307)

    @door.get("/stored/<file_id>")
    def stored(file_id: str) -> ResponseReturnValue:
        file, content = outside.files.file(file_id), outside.files.content(file_id, for_provider=True)
        if file is None or content is None:
            return "", 404
        return Response(content, mimetype=file.mime)


def _create(outside: Outside) -> ResponseReturnValue:
    channel, address = recipient(request.form.get("To", ""))
    fault = outside.faults.take(TROUBLE, channel, address)
    if fault and fault.kind != "accept_then_hang":
        return _trouble(outside, fault)
    record = accept(outside, request.form)
    if fault:
        return _hang(outside, fault)
    return jsonify(resources.message(outside.settings, record)), 201


def _trouble(outside: Outside, fault: Fault) -> ResponseReturnValue:
    if fault.kind == "rate_limit":
        answer, status = refusal(Refused(429, 20429))
        answer.headers["Retry-After"] = str(max(1, round(fault.seconds)))
        return answer, status
    if fault.kind == "blocked":
        return refusal(Refused(400, 21610))
    if fault.kind == "server_error":
        return refusal(Refused(fault.status, 20500))
    if fault.kind == "html":
        return Response(PAGE, fault.status, mimetype="text/html")
    return _hang(outside, fault)


def _hang(outside: Outside, fault: Fault) -> ResponseReturnValue:
    outside.world.wait(lambda: False, fault.seconds)
    return Response("<html>Gateway Time-out</html>", 504, mimetype="text/html")


def _found(outside: Outside, sid: str) -> Message:
    record = outside.world.by_provider_id(sid)
    if record is None or record.channel == "telegram" or record.wire.get("deleted"):
        raise Refused(404, 20404)
    return record


def _page(outside: Outside) -> ResponseReturnValue:
    """The newest first, filtered by To, From and the day or moment sent."""
    size = min(1000, request.args.get("PageSize", 50, int))
    page = request.args.get("Page", 0, int)
    rows = [record for record in _listed(outside) if _wanted(record)]
    here = rows[page * size : (page + 1) * size]
    path = f"/2010-04-01/Accounts/{outside.settings.twilio_account_sid}/Messages.json"
    query = "&".join(part for part in request.query_string.decode().split("&") if not part.startswith("Page"))

    def link(number: int) -> str:
        return f"{path}?{query}{'&' if query else ''}PageSize={size}&Page={number}"

    body: dict[str, Any] = {
        "messages": [resources.message(outside.settings, record) for record in here],
        "page": page,
        "page_size": size,
        "start": page * size,
        "end": page * size + max(0, len(here) - 1),
        "first_page_uri": link(0),
        "previous_page_uri": link(page - 1) if page else None,
        "next_page_uri": link(page + 1) if len(rows) > (page + 1) * size else None,
        "uri": link(page),
    }
    return jsonify(body)


def _listed(outside: Outside) -> list[Message]:
    rows = outside.world.sql(
        "select * from messages where channel <> 'telegram' and provider_id <> '' order by id desc"
    )
    return [record for record in map(Message.of, rows) if not record.wire.get("deleted")]


def _wanted(record: Message) -> bool:
    for name in ("To", "From"):
        wish = request.args.get(name)
        if wish and record.wire.get(name.lower()) != wish:
            return False
    at = datetime.fromisoformat(record.at)
    after, before, day = (request.args.get(f"DateSent{sign}") for sign in (">", "<", ""))
    if after and at < _moment(after):
        return False
    if before and at > _moment(before, end=True):
        return False
    return not day or at.date() == _moment(day).date()


def _moment(text: str, *, end: bool = False) -> datetime:
    """A date (the whole day) or a moment. Raises Refused for anything else."""
    try:
        if len(text) == 10:
            return datetime.combine(date.fromisoformat(text) + timedelta(days=end), datetime.min.time(), UTC)
        moment = datetime.fromisoformat(text)
    except ValueError as wrong:
        raise Refused(400, 20001, "DateSent") from wrong
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
