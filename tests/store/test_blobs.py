"""Original messages as files: kept durably under a new name, swept when nobody names them."""

from __future__ import annotations

import os
import time
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import pytest

from proffer.engine.ports import StoreDown
from proffer.store.blobs import FileBlobs

DAY_SECONDS = 86_400


@pytest.fixture
async def blobs(tmp_path: Path) -> AsyncIterator[FileBlobs]:
    blobs = await FileBlobs.open(tmp_path / "mail")
    yield blobs
    await blobs.close()


def spooled(blobs: FileBlobs, text: bytes = b"Subject: hello\r\n\r\nhi") -> Path:
    path = blobs.spool_path()
    path.write_bytes(text)
    return path


def aged(blobs: FileBlobs, name: str, seconds: int) -> None:
    then = time.time() - seconds
    os.utime(blobs.path(name), (then, then))


async def test_a_kept_blob_has_the_bytes_and_the_spool_file_is_gone(blobs: FileBlobs) -> None:
    path = spooled(blobs, b"raw \xff bytes")
    name = await blobs.keep(path)
    assert blobs.path(name).read_bytes() == b"raw \xff bytes"
    assert not path.exists()


async def test_the_same_bytes_twice_are_two_blobs(blobs: FileBlobs) -> None:
    names = {await blobs.keep(spooled(blobs)) for _ in range(20)}
    assert len(names) == 20


async def test_blobs_lie_two_folders_deep(blobs: FileBlobs) -> None:
    name = await blobs.keep(spooled(blobs))
    assert blobs.path(name).parts[-3:] == (name[0], name[1], name)


async def test_the_file_is_synced_before_it_is_named_and_its_folder_after(
    blobs: FileBlobs, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, order = spooled(blobs), []
    real_open, real_sync, real_rename = os.open, os.fsync, Path.rename
    opened: dict[int, str] = {}

    def watching_open(name: Path, flags: int) -> int:
        opened[file := real_open(name, flags)] = Path(name).name
        return file

    def watching_sync(file: int) -> None:
        order.append(("sync", opened[file]))
        real_sync(file)

    def watching_rename(old: Path, new: Path) -> Path:
        order.append(("rename", old.name))
        return real_rename(old, new)

    monkeypatch.setattr(os, "open", watching_open)
    monkeypatch.setattr(os, "fsync", watching_sync)
    monkeypatch.setattr(Path, "rename", watching_rename)
    name = await blobs.keep(path)
    assert order == [("sync", path.name), ("rename", path.name), ("sync", name[1])]


async def test_a_spool_file_that_is_missing_is_the_store_s_trouble(blobs: FileBlobs) -> None:
    with pytest.raises(StoreDown):
        await blobs.keep(blobs.spool_path())


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 32, "a" * 31, "a" * 33, "a" * 31 + "\n"])
async def test_what_is_no_name_has_no_path(blobs: FileBlobs, name: str) -> None:
    with pytest.raises(ValueError, match="name"):
        blobs.path(name)


async def test_a_discarded_blob_is_gone_and_may_be_discarded_again(blobs: FileBlobs) -> None:
    name = await blobs.keep(spooled(blobs))
    await blobs.discard(name)
    await blobs.discard(name)
    assert not blobs.path(name).exists()


async def test_opening_empties_the_spool_and_keeps_the_blobs(tmp_path: Path) -> None:
    blobs = await FileBlobs.open(tmp_path)
    kept, left = await blobs.keep(spooled(blobs)), spooled(blobs)
    await blobs.close()
    again = await FileBlobs.open(tmp_path)
    assert not left.exists()
    assert again.path(kept).exists()
    await again.close()


async def test_the_sweep_removes_only_what_is_old_and_unnamed(blobs: FileBlobs) -> None:
    old_named, old_unnamed, young = [await blobs.keep(spooled(blobs)) for _ in range(3)]
    for name in (old_named, old_unnamed):
        aged(blobs, name, DAY_SECONDS + 60)
    asked: list[str] = []

    async def named(names: Sequence[str]) -> set[str]:
        asked.extend(names)
        return {old_named}

    assert await blobs.sweep(named) == 1
    assert sorted(asked) == sorted([old_named, old_unnamed]), "the young one is not even asked about"
    assert [blobs.path(name).exists() for name in (old_named, old_unnamed, young)] == [True, False, True]


async def test_a_blob_s_age_counts_from_the_moment_it_was_kept(blobs: FileBlobs) -> None:
    path = spooled(blobs)
    os.utime(path, (0, 0))
    name = await blobs.keep(path)

    async def nobody(names: Sequence[str]) -> set[str]:
        return set()

    assert await blobs.sweep(nobody) == 0
    assert blobs.path(name).exists()


async def test_the_sweep_leaves_foreign_files_alone(blobs: FileBlobs) -> None:
    foreign = blobs.path("a" * 32).with_name("README")
    foreign.write_text("not ours")
    os.utime(foreign, (0, 0))

    async def nobody(names: Sequence[str]) -> set[str]:
        return set()

    assert await blobs.sweep(nobody) == 0
    assert foreign.exists()
