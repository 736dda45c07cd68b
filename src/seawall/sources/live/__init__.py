"""Streams of venues as they happen, over their public connections; nothing here needs a key."""
