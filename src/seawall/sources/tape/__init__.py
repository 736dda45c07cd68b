"""Streams of messages and what becomes of them: recordings, their replay, and the book that they make."""
