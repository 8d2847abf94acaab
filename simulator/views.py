"""The world's records as the JSON interface shows them."""

from typing import Any

from flask import url_for

from simulator.records import Citizen, Message, Phone


def message(record: Message) -> dict[str, Any]:
    content = dict(record.content)
    if media := content.get("media"):
        content["media"] = {**media, "url": url_for("api.file", file_id=media["file"])}
    known = {"id": record.id, "from": record.sender, "at": record.at, "status": record.status}
    return known | {"provider_id": record.provider_id or str(record.id), "buttons": []} | content


def phone(one: Phone) -> dict[str, Any]:
    flags = {"blocked": one.blocked, "opted_out": one.opted_out, "heard": one.heard}
    return {"channel": one.channel, "address": one.address, "name": one.name, "language": one.language} | flags


def citizen(who: Citizen) -> dict[str, Any]:
    phones = {one.channel: phone(one) for one in who.phones}
    return {"id": who.id, "name": who.name, "number": who.number, "language": who.language, "phones": phones}
