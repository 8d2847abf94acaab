"""Every channel in both directions, against captured payloads and real clients on loopback."""
