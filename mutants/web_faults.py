"""Faults in the dashboard's server: its gate, its hub and its picture."""

from __future__ import annotations

from mutants.planted import Mutant

_GATE, _HUB, _PICTURE = "web/gate.py", "web/stream_hub.py", "web/density_picture.py"
_ROOM, _ORDER, _WORK = "web/workroom.py", "web/work_order.py", "tests/web/test_workroom.py"
_COLUMNS = ("tests/web/test_stream_hub.py::test_a_reader_never_misses_a_column",)

FAULTS = (
    Mutant(
        "only-the-last-typed-scenario",
        "web/stress_documents.py",
        "scenarios=typed,",
        "scenarios=typed[-1:],",
        "of two scenarios that are typed in, one is not stressed",
        ("tests/web/test_stress_documents.py::test_a_typed_scenario_is_that_of_the_file_byte_for_byte",),
    ),
    Mutant(
        "any-host-is-let-in",
        _GATE,
        'if _name_of(host) not in self._settings.hosts or headers.get("\\0several hosts"):',
        'if headers.get("\\0several hosts"):',
        "a page that points its own name at this machine reads the book",
        ("tests/web/test_gate.py::test_a_foreign_name_is_refused_over_http",),
    ),
    Mutant(
        "size-as-stated",
        _GATE,
        "if size > most_bytes:",
        "if size > most_bytes and not is_open:",
        "a body sent in pieces is kept to its end, however long it is",
        ("tests/web/test_gate.py::test_a_large_body_is_refused_with_and_without_its_length",),
    ),
    Mutant(
        "a-column-replaced-by-the-next",
        _HUB,
        "if FrameKind.MAP in self._places or FrameKind.COLUMN in self._places:",
        "if FrameKind.MAP in self._places:",
        "a slow reader's picture lacks columns",
        _COLUMNS,
    ),
    Mutant(
        "a-whole-map-with-the-next-number",
        _HUB,
        "number = self._numbers[FrameKind.COLUMN]\n        return numbered(FrameKind.MAP",
        "number = self._numbers[FrameKind.COLUMN] + 1\n        return numbered(FrameKind.MAP",
        "whoever joins asks for the map again at every column",
        ("tests/web/test_stream_hub.py::test_whoever_joins_late_is_given_the_whole",),
    ),
    Mutant(
        "a-column-drawn-before-the-picture-is-laid-anew",
        _PICTURE,
        "self._usd = np.stack([_moved(each, -away, self._rows) for each in self._usd])",
        "self._usd = np.stack([_moved(each, away, self._rows) for each in self._usd])",
        "what was known lies at other prices once the mark has left the middle",
        ("tests/web/test_density_picture.py::test_a_mark_that_leaves_the_middle_lays_the_picture_anew",),
    ),
    Mutant(
        "a-column-left-as-it-ran",
        _PICTURE,
        "is_passed = later > 1 or (later == 1 and not np.array_equal(self._usd[-2], last_column))",
        "is_passed = later > 1",
        "five minutes stand on the page as they were before their end",
        ("tests/web/test_density_picture.py::test_columns_put_together_are_the_whole_map",),
    ),
    Mutant(
        "work-ended-for-all-who-wait",
        _ORDER,
        "return self.askers > 0 or self.making.done()",
        "return self.making.done()",
        "whoever leaves ends the document of the others",
        (f"{_WORK}::test_a_document_that_two_wait_for_goes_on_for_the_other",),
    ),
    Mutant(
        "work-that-nobody-waits-for-goes-on",
        _ROOM,
        "            if not is_sound:\n                worker.kill()",
        "            if self._is_closed:\n                worker.kill()",
        "processes of cancelled work pile up",
        (f"{_WORK}::test_who_leaves_is_answered_and_the_process_is_killed_and_replaced",),
    ),
    Mutant(
        "one-what-if-for-all",
        _ROOM,
        "key = json.dumps([name, options], sort_keys=True, default=str)",
        "key = name",
        "a browser is given the trades that another tried",
        (f"{_WORK}::test_only_the_same_options_are_the_same_document",),
    ),
    Mutant(
        "a-name-that-two-share",
        _ORDER,
        "if work in self._waiting:",
        "if work in self._ended:",
        "whoever knows no name but his own ends the work of another",
        (f"{_WORK}::test_a_name_is_of_one_request_at_a_time",),
    ),
)
