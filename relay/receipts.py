"""Delivery news joined to what we sent. It comes late, twice and in any order; what is shown only rises."""

from bot.messages import Receipt
from storage import delivery
from storage.db import Executor, Store


def take(on: Executor, store: Store, receipt: Receipt) -> None:
    row_id = int(receipt.token) if receipt.token.isdecimal() else None
    if row_id is None:
        row_id = delivery.by_message(on, store, receipt.channel, receipt.message_id)
    if row_id is not None:
        delivery.join(on, row_id, receipt.status, receipt.reason, receipt.at or store.now())
