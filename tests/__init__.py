"""Proof that the product does what it says. Helpers that more than one test needs live beside conftest.py."""
