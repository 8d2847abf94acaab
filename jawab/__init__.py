"""The house itself: settings, wiring, jobs and the command line."""
