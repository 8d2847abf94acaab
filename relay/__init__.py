"""Moves post: inbox to turn, outbox to channel, and the news of what became of it."""
