"""Recordings of books by order, as exchanges and collectors hand them out."""
