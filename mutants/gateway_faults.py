"""Faults in the gateway of the simulated exchange."""

from __future__ import annotations

from mutants.planted import Mutant

_GATEWAY = "tests/simulator/test_gateway.py::test_"
_LIMITS = "tests/simulator/test_gateway_limits.py::test_"

FAULTS = (
    Mutant(
        "frames-of-two-lengths",
        "simulator/gateway_clients.py",
        "if size < _SHORT:",
        "if size <= _SHORT:",
        "a message of 126 bytes is framed with a length that means another one",
        (_GATEWAY + "frames_are_those_of_the_library",),
    ),
    Mutant(
        "deaf-client-is-kept",
        "simulator/gateway_clients.py",
        "if transport.get_write_buffer_size() > self._limits.waiting_bytes:",
        "if transport.get_write_buffer_size() > 1 << 60:",
        "what a client does not read piles up without end",
        (_LIMITS + "a_client_that_never_reads_is_let_go_and_others_hear_everything",),
    ),
    Mutant(
        "clock-drifts",
        "simulator/gateway_clock.py",
        "return self._began + (instant_ns - self._origin_ns) / (self.speed * _NS) - self._now()",
        "return (instant_ns - self._origin_ns) % 50_000_000 / (self.speed * _NS) + 0.05",
        "pauses are reckoned from the last slice, and add up",
        (_GATEWAY + "what_was_held_up_catches_up",),
    ),
    Mutant(
        "every-path-speaks",
        "simulator/gateway_subscriptions.py",
        "if offered is not None and offered.path is path:",
        "if offered is not None:",
        "a stream that is subscribed at the wrong address is sent all the same",
        (_GATEWAY + "what_stays_silent_is_acknowledged_and_told_to_the_operator",),
    ),
    Mutant(
        "requests-without-limit",
        "simulator/gateway_clients.py",
        "is_fine = not (is_full and now - self._asked[0] < _SECOND)",
        "is_fine = not is_full or now - self._asked[0] >= 0.0",
        "a client may ask as often as it likes",
        (_LIMITS + "eleven_requests_in_a_second_close_the_connection",),
    ),
    Mutant(
        "truth-for-everybody",
        "simulator/gateway_routes.py",
        'if self._truth is not None and parts.path.startswith("/truth/"):',
        'if parts.path.startswith("/truth/"):',
        "the path of the truth exists where nobody asked for it",
        (_GATEWAY + "requests_are_answered_as_the_venue_does",),
    ),
)
