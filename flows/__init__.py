"""What we say, one file per conversation. Pure."""
