"""What we keep: tables, inbox, outbox, places, and the vault that seals them."""
