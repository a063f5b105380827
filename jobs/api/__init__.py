"""The engine for programs: jobs, runs and events over HTTP, mounted under ``/api/v1`` by ``config.api``."""
