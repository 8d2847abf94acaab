"""The JSON interface: what the page of phones uses, and scripts may use. See docs/simulator.md."""

from typing import Any

from flask import Blueprint, Response, jsonify, request
from flask.typing import ResponseReturnValue

from simulator import citizen, views, wishes
from simulator.citizen import Impossible
from simulator.faults import KINDS
from simulator.outside import Outside
from simulator.records import Message


def blueprint(outside: Outside) -> Blueprint:
    door = Blueprint("api", __name__, url_prefix="/api")
    door.register_error_handler(Impossible, lambda no: (jsonify(error=no.sentence), no.status))
    for part in (_people, _messages, _trouble):
        part(door, outside)
    return door


def _people(door: Blueprint, outside: Outside) -> None:
    @door.get("/phones")
    def phones() -> ResponseReturnValue:
        limit = max(1, min(1000, request.args.get("limit", 200, int)))
        return jsonify(citizens=[views.citizen(who) for who in outside.world.people.newest(limit)])

    @door.post("/phones")
    def add() -> ResponseReturnValue:
        return jsonify(views.citizen(wishes.new_citizen(outside, wishes.sent()))), 201


def _messages(door: Blueprint, outside: Outside) -> None:
    @door.get("/<channel>/<address>/messages")
    def read(channel: str, address: str) -> ResponseReturnValue:
        return jsonify(_read(outside, *wishes.checked(channel, address)))

    @door.post("/<channel>/<address>/messages")
    def write(channel: str, address: str) -> ResponseReturnValue:
        who, sent = wishes.checked(channel, address), None if request.files else wishes.sent()
        phone = outside.world.people.meet(*who)
        message = wishes.upload(outside, phone) if sent is None else wishes.write(outside, phone, sent)
        return jsonify(views.message(message)), 201

    @door.post("/<channel>/<address>/<any(block, unblock):deed>")
    def block(channel: str, address: str, deed: str) -> ResponseReturnValue:
        phone = outside.world.people.meet(*wishes.checked(channel, address))
        citizen.block(outside, phone, deed == "block")
        return jsonify(views.phone(outside.world.people.meet(channel, address)))

    @door.get("/files/<file_id>")
    def file(file_id: str) -> ResponseReturnValue:
        known, content = outside.files.file(file_id), outside.files.content(file_id, for_provider=False)
        if known is None or content is None:
            raise Impossible("There is no such file.", 404)
        return Response(content, mimetype=known.mime, headers={"Cache-Control": "private, max-age=86400, immutable"})

    @door.get("/idle")
    def idle() -> ResponseReturnValue:
        """Wait until everything on its way to the product has been carried."""
        return jsonify(idle=outside.postman.idle(wishes.seconds("wait")))


def _trouble(door: Blueprint, outside: Outside) -> None:
    @door.get("/faults")
    def faults() -> ResponseReturnValue:
        return jsonify(faults=outside.faults.present(), kinds=KINDS)

    @door.post("/faults")
    def trouble() -> ResponseReturnValue:
        return jsonify(outside.faults.add(wishes.fault(wishes.sent())).as_json()), 201

    @door.delete("/faults")
    def peace() -> ResponseReturnValue:
        outside.faults.clear()
        return "", 204

    @door.delete("/faults/<int:fault_id>")
    def remove(fault_id: int) -> ResponseReturnValue:
        if not outside.faults.remove(fault_id):
            raise Impossible("There is no such fault.", 404)
        return "", 204


def _read(outside: Outside, channel: str, address: str) -> dict[str, Any]:
    """Messages after an id, or changed since a version; `wait` seconds for the first of them."""
    world = outside.world
    after, changed = request.args.get("after", 0, int), request.args.get("changed", 0, int)
    version = world.version

    def found() -> list[Message]:
        nonlocal version
        with world.news:
            version = world.version
            return world.messages(channel, address, after=after, changed=changed)

    messages = found()
    if not messages and (seconds := wishes.seconds("wait")):
        world.wait(lambda: bool(found()), seconds)
        messages = found()
    phone = world.people.phone(channel, address)
    shown = [views.message(message) for message in messages]
    return {"messages": shown, "version": version, "phone": views.phone(phone) if phone else None}
