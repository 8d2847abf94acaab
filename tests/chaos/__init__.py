"""Processes are killed while citizens talk; afterwards nothing acknowledged is missing and nothing happened twice."""
