"""The manifest on disk: changes, one file each, and checkpoints.

``manifest/change-000000000042.json`` makes version 42; ``manifest/checkpoint-000000000040.json`` is all of version 40.
Each file is two lines: a hash, and the JSON it is the hash of. A file gets its name when it is whole, and a version
is there when its file is.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from seawall.core import content_hash
from seawall.errors import DataError, SourceError
from seawall.sources.datasets import Dataset
from seawall.sources.store.durable_files import remove_files, sync_folder, write_whole
from seawall.sources.store.manifest import FORMAT, KeptBatch, KeptFile, Manifest, ManifestChange

__all__ = ["CHANGES_PER_CHECKPOINT", "manifest_folder", "read_manifest", "write_change", "write_checkpoint"]

CHANGES_PER_CHECKPOINT = 128
_CHANGE, _CHECKPOINT = "change", "checkpoint"
_ATTEMPTS = 20


def manifest_folder(home: Path) -> Path:
    """Folder of the manifest."""
    return home / "manifest"


@dataclass(frozen=True, slots=True)
class _Listing:
    changes: list[int]
    checkpoints: list[int]


def _path(home: Path, kind: str, version: int) -> Path:
    return manifest_folder(home) / f"{kind}-{version:012d}.json"


def _list(home: Path) -> _Listing:
    found: dict[str, list[int]] = {_CHANGE: [], _CHECKPOINT: []}
    try:
        names = os.listdir(manifest_folder(home))
    except FileNotFoundError:
        names = []
    except OSError as fault:
        raise SourceError(f"{manifest_folder(home)}: cannot be read ({fault.strerror})") from fault
    for name in names:
        kind, _, number = name.removesuffix(".json").partition("-")
        if name.endswith(".json") and kind in found and number.isdigit():
            found[kind].append(int(number))
    return _Listing(sorted(found[_CHANGE]), sorted(found[_CHECKPOINT]))


def read_manifest(home: Path, *, known: Manifest | None = None) -> Manifest:
    """Newest manifest on disk.

    Parameters
    ----------
    home : pathlib.Path
        Folder of the store.
    known : Manifest or None
        A manifest of this store read earlier, from which only the later changes are read.

    Returns
    -------
    Manifest
        Version 0 for a store that holds nothing.

    Raises
    ------
    DataError
        When a file of the manifest is damaged or missing.
    """
    for _ in range(_ATTEMPTS):
        try:
            return _read(home, known)
        except FileNotFoundError:  # a writer made a checkpoint and cleared what it replaces, in between
            known = None
    raise DataError(f"{manifest_folder(home)}: a change of the manifest is missing between its first and its last")


def _read(home: Path, known: Manifest | None) -> Manifest:
    listing = _list(home)
    manifest = known or Manifest()
    if listing.checkpoints and listing.checkpoints[-1] > manifest.version:
        newest = listing.checkpoints[-1]
        if known is None or manifest.version + 1 not in listing.changes:
            manifest = _checkpoint(_load(_path(home, _CHECKPOINT, newest)))
    last = max([manifest.version, *listing.changes[-1:]])
    for version in range(manifest.version + 1, last + 1):
        path = _path(home, _CHANGE, version)
        plain = _load(path)
        try:
            manifest = manifest.after(_change(plain))
        except (KeyError, TypeError, ValueError) as fault:
            raise DataError(f"{path}: not a change of a manifest ({type(fault).__name__}: {fault})") from None
    return manifest


def _load(path: Path) -> Mapping[str, Any]:
    content = path.read_bytes()
    stated, _, body = content.partition(b"\n")
    if stated.decode(errors="replace") != content_hash(body):
        raise DataError(f"{path}: the manifest is damaged, its bytes do not have the hash that its first line states")
    plain: Mapping[str, Any] = orjson.loads(body)
    if plain.get("format") != FORMAT:
        raise DataError(f"{path}: the manifest has format {plain.get('format')}, this version reads {FORMAT}")
    return plain


def _write(path: Path, plain: Mapping[str, Any]) -> None:
    body = orjson.dumps({"format": FORMAT, **plain})
    write_whole(path, content_hash(body).encode() + b"\n" + body)


def write_change(home: Path, change: ManifestChange) -> None:
    """Make a version visible; it is on the disk when this returns."""
    _write(
        _path(home, _CHANGE, change.version),
        {
            "version": change.version,
            "batches": [batch.as_json() for batch in change.batches],
            "added": [file.as_json() for file in change.added],
            "superseded": change.superseded,
            "deleted": change.deleted,
        },
    )
    sync_folder(manifest_folder(home))


def _change(plain: Mapping[str, Any]) -> ManifestChange:
    return ManifestChange(
        version=plain["version"],
        batches=tuple(KeptBatch.from_json(each) for each in plain["batches"]),
        added=tuple(KeptFile.from_json(each) for each in plain["added"]),
        superseded=plain["superseded"],
        deleted=tuple(plain["deleted"]),
    )


def write_checkpoint(home: Path, manifest: Manifest) -> None:
    """Write all of a manifest, and clear the changes before the checkpoint before it.

    One checkpoint and its changes are left for a reader that is just reading them.
    """
    _write(
        _path(home, _CHECKPOINT, manifest.version),
        {
            "version": manifest.version,
            "batches": [batch.as_json() for batch in manifest.batches.values()],
            "files": [file.as_json() for file in manifest.files()],
            "superseded": manifest.superseded,
        },
    )
    sync_folder(manifest_folder(home))
    listing = _list(home)
    earlier = [version for version in listing.checkpoints if version < manifest.version]
    if earlier:
        remove_files([_path(home, _CHECKPOINT, version) for version in earlier[:-1]])
        remove_files([_path(home, _CHANGE, version) for version in listing.changes if version <= earlier[-1]])


def _checkpoint(plain: Mapping[str, Any]) -> Manifest:
    partitions: dict[Dataset, dict[str, tuple[KeptFile, ...]]] = {}
    for each in plain["files"]:
        file = KeptFile.from_json(each)
        spans = partitions.setdefault(file.dataset, {})
        spans[file.partition] = (*spans.get(file.partition, ()), file)
    batches = (KeptBatch.from_json(each) for each in plain["batches"])
    return Manifest(
        version=plain["version"],
        batches={batch.batch_id: batch for batch in batches},
        partitions=partitions,
        superseded=plain["superseded"],
    )
