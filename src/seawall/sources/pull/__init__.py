"""Bringing history in: one session for all requests, and one adapter for each source behind one protocol."""
