"""A pretend Twilio Content API: create, fetch, list, delete, and ask for WhatsApp's approval."""

import json
import re
from typing import Any

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from simulator import content
from simulator.carrier import new_sid
from simulator.content import Template
from simulator.outside import Outside
from simulator.twilio_resources import Refused, authenticate, refusal

NAME = re.compile(r"[a-z0-9_]{1,512}")
CATEGORIES = {"UTILITY", "MARKETING", "AUTHENTICATION"}


def blueprint(outside: Outside) -> Blueprint:
    door = Blueprint("content", __name__, url_prefix="/content/v1/Content")
    door.register_error_handler(Refused, refusal)
    door.before_request(lambda: authenticate(outside.settings))
    _contents(door, outside)
    _approvals(door, outside)
    return door


def _contents(door: Blueprint, outside: Outside) -> None:
    @door.post("")
    def create() -> ResponseReturnValue:
        body = request.get_json(silent=True)
        if wrong := content.problem(body):
            raise Refused(400, 20001, wrong)
        sid = new_sid("HX")
        outside.world.sql(
            "insert into contents (sid, at, body) values (?, ?, ?)", sid, outside.world.stamp(), json.dumps(body)
        )
        return jsonify(_resource(outside, _found(outside, sid))), 201

    @door.get("")
    def newest() -> ResponseReturnValue:
        found = [_resource(outside, template) for template in content.newest(outside.world)]
        here = "https://content.twilio.com/v1/Content?PageSize=1000&Page=0"
        links = {"first_page_url": here, "url": here, "previous_page_url": None, "next_page_url": None}
        return jsonify(contents=found, meta={"page": 0, "page_size": 1000, "key": "contents", **links})

    @door.route("/<sid>", methods=["GET", "DELETE"])
    def one(sid: str) -> ResponseReturnValue:
        template = _found(outside, sid)
        if request.method == "DELETE":
            outside.world.sql("delete from contents where sid = ?", sid)
            return "", 204
        return jsonify(_resource(outside, template))


def _approvals(door: Blueprint, outside: Outside) -> None:
    @door.post("/<sid>/ApprovalRequests/whatsapp")
    def ask(sid: str) -> ResponseReturnValue:
        template = _found(outside, sid)
        approval = _approval(template, request.get_json(silent=True))
        outside.world.sql("update contents set approval = ? where sid = ?", json.dumps(approval), sid)
        return jsonify(approval | {"status": "received"}), 201

    @door.get("/<sid>/ApprovalRequests")
    def approval(sid: str) -> ResponseReturnValue:
        template = _found(outside, sid)
        account, url = outside.settings.twilio_account_sid, f"{_url(sid)}/ApprovalRequests"
        return jsonify(sid=sid, account_sid=account, url=url, whatsapp=template.approval or {"status": "unsubmitted"})


def _approval(template: Template, wish: Any) -> dict[str, Any]:
    """WhatsApp is quick here: approved as soon as it is asked for, except what it never approves."""
    if not isinstance(wish, dict) or not NAME.fullmatch(str(wish.get("name", ""))):
        raise Refused(400, 20001, "name has lower case letters, digits and underscores only")
    if wish.get("category") not in CATEGORIES:
        raise Refused(400, 20001, "category is UTILITY, MARKETING or AUTHENTICATION")
    kind = next(iter(template.body["types"]))
    session_only = content.LIST_PICKER in template.body["types"]
    return {
        "type": "whatsapp",
        "name": wish["name"],
        "category": wish["category"],
        "content_type": kind,
        "status": "rejected" if session_only else "approved",
        "rejection_reason": "A list cannot be approved" if session_only else "",
        "allow_category_change": True,
    }


def _found(outside: Outside, sid: str) -> Template:
    template = content.find(outside.world, sid)
    if template is None:
        raise Refused(404, 20404)
    return template


def _url(sid: str) -> str:
    return f"https://content.twilio.com/v1/Content/{sid}"


def _resource(outside: Outside, template: Template) -> dict[str, Any]:
    url = _url(template.sid)
    return {
        "sid": template.sid,
        "account_sid": outside.settings.twilio_account_sid,
        "friendly_name": template.body.get("friendly_name"),
        "language": template.body["language"],
        "variables": template.body.get("variables") or {},
        "types": template.body["types"],
        "date_created": template.at,
        "date_updated": template.at,
        "url": url,
        "links": {
            "approval_create": f"{url}/ApprovalRequests/whatsapp",
            "approval_fetch": f"{url}/ApprovalRequests",
        },
    }
