"""Faults in the store of market data."""

from __future__ import annotations

from mutants.planted import Mutant

_STORE = "tests/sources/store/test_store.py"
_TROUBLE = "tests/sources/store/test_faults.py"

FAULTS = (
    Mutant(
        "store-last-instant-left-out",
        "sources/store/snapshot.py",
        "keep &= instants <= last",
        "keep &= instants < last",
        "the last instant asked for is not read",
        (f"{_STORE}::test_an_instant_with_a_zone_bounds_to_itself",),
    ),
    Mutant(
        "store-identity-by-time-of-fetching",
        "sources/store/sorted_rows.py",
        'if name != "retrieved_at":',
        "if name:",
        "rows fetched twice are kept twice",
        (f"{_STORE}::test_equal_rows_are_kept_once_though_fetched_at_another_time_or_given_in_another_order",),
    ),
    Mutant(
        "store-rows-of-another-entity",
        "sources/store/parquet_rows.py",
        "found.slice(start - int(edges[first]), length)",
        "found.slice(0, length)",
        "rows of the first entity are given for those of another",
        (f"{_STORE}::test_each_entity_is_read_alone_from_row_groups_small_and_large",),
    ),
    Mutant(
        "store-low-is-high",
        "sources/store/bars.py",
        "np.minimum.reduceat(price, first)",
        "np.maximum.reduceat(price, first)",
        "the low of a bar is its high",
        (f"{_STORE}::test_bars_are_those_counted_row_by_row",),
    ),
    Mutant(
        "store-readers-lose-their-files",
        "sources/store/writer.py",
        "now - since > KEEP_SUPERSEDED_S",
        "now - since >= 0.0",
        "a compaction deletes files under a reader of an earlier version",
        (f"{_TROUBLE}::test_replaced_files_stay_for_their_readers_and_go_an_hour_later",),
    ),
    Mutant(
        "store-manifest-not-checked",
        "sources/store/manifest_log.py",
        'if stated.decode(errors="replace") != content_hash(body):',
        "if not stated:",
        "a damaged manifest is believed",
        (f"{_TROUBLE}::test_a_damaged_manifest_is_named_and_not_guessed_at",),
    ),
    Mutant(
        "store-sql-reads-any-file",
        "sources/store/queries.py",
        'f"set {setting} = false"',
        'f"set {setting} = true"',
        "SQL reads files outside the store",
        (f"{_STORE}::test_sql_reads_the_store_and_nothing_else",),
    ),
    Mutant(
        "store-missed-batches-not-noted",
        "sources/store/writer.py",
        "if batch.version > noted]",
        "if batch.version > noted + 1]",
        "a batch whose writer was killed is missing from the audit log",
        (f"{_TROUBLE}::test_the_audit_log_cannot_be_changed_and_catches_up_on_what_it_missed",),
    ),
)
