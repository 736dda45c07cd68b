"""The dashboard's server.

Takes   a portfolio file, prices and feeds by name, an address to listen on, a token.
Gives   documents over HTTP, streams over WebSocket, the page that shows both; a refusal with a code and one sentence.
Never   computes, answers whoever has no token or a foreign name, sends an order, or lets a key out.
"""

from seawall.web.application import api_description, make_application
from seawall.web.bundle import Bundle
from seawall.web.desk import Desk, DeskInputs
from seawall.web.feed_inputs import FeedInputs
from seawall.web.live_market import LiveMarket
from seawall.web.serve_settings import ServeLimits, ServeSettings, is_loopback_host
from seawall.web.server import run_server
from seawall.web.stream_hub import StreamHub
from seawall.web.workroom import Workroom

__all__ = [
    "Bundle",
    "Desk",
    "DeskInputs",
    "FeedInputs",
    "LiveMarket",
    "ServeLimits",
    "ServeSettings",
    "StreamHub",
    "Workroom",
    "api_description",
    "is_loopback_host",
    "make_application",
    "run_server",
]
