"""Original messages as files: each one that is missing, changed, unreadable or left over is named."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from proffer.audit import NOTE
from proffer.interaction.content import content_key
from tests.store.audited_house import AuditedHouse
from tests.store.installations import MemoryInstallation

TWO_DAYS_SECONDS = 2 * 86_400


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[AuditedHouse]:
    installation = MemoryInstallation(tmp_path)
    made = await AuditedHouse.open(installation)
    yield made
    await made.close()
    await installation.close()


async def original(house: AuditedHouse) -> Path:
    """The file of the first email."""
    content = await house.load(content_key(house.emails[0]))
    return house.blobs.path(content.blob)


def aged(path: Path) -> None:
    then = time.time() - TWO_DAYS_SECONDS
    os.utime(path, (then, then))


async def test_a_file_that_is_missing(house: AuditedHouse) -> None:
    (path := await original(house)).unlink()
    [finding] = await house.findings()
    assert str(finding) == (
        f"content {house.emails[0]}: its original {path} is missing; "
        "copy it from a backup; until then the email's original and its attachments cannot be read"
    )


async def test_a_file_that_is_too_short(house: AuditedHouse) -> None:
    path = await original(house)
    bytes_ = path.stat().st_size
    path.write_bytes(path.read_bytes()[:-1])
    [finding] = await house.findings()
    assert f"has {bytes_ - 1} bytes, {bytes_} were taken in" in finding.what


async def test_a_file_with_other_bytes(house: AuditedHouse) -> None:
    path = await original(house)
    path.write_bytes(path.read_bytes().replace(b"dark", b"dank"))
    [finding] = await house.findings()
    assert "has other bytes than were taken in" in finding.what


async def test_a_file_that_cannot_be_read(house: AuditedHouse) -> None:
    path = await original(house)
    path.unlink()
    path.mkdir()
    [finding] = [one for one in await house.findings() if one.severity != NOTE]
    assert "cannot be read (Is a directory)" in finding.what


async def test_a_name_that_no_file_can_have(house: AuditedHouse) -> None:
    await house.change(content_key(house.emails[0]), blob="../../secret")
    assert await house.wrong() == [("blob_has_a_name", "content", house.emails[0])]


async def test_no_files_at_all_is_one_finding(house: AuditedHouse) -> None:
    shutil.rmtree(house.installation.folder / "blobs")
    [finding] = await house.findings()
    assert (finding.rule, finding.kind) == ("blob_folder_exists", "folder")


async def test_a_folder_that_is_missing(house: AuditedHouse) -> None:
    taken = (await original(house)).parts[-3]
    other = "0" if taken != "0" else "1"
    shutil.rmtree(house.installation.folder / "blobs" / other)
    rules = [rule for rule, _, _ in await house.wrong()]
    assert rules[-1] == "folder_can_be_read"


async def test_an_old_file_that_nobody_names_is_a_note_and_a_young_one_is_none(house: AuditedHouse) -> None:
    old, young = house.blobs.path("a" * 32), house.blobs.path("b" * 32)
    for path in (old, young):
        path.write_bytes(b"")
    aged(old)
    [finding] = await house.findings()
    assert (finding.severity, finding.id) == (NOTE, str(old))
    assert str(finding) == (
        f"file {old}: no email names it, and it is older than a day; a running server removes it within two hours"
    )


async def test_a_foreign_file_and_an_old_one_in_the_spool_are_notes(house: AuditedHouse) -> None:
    foreign = house.blobs.path("a" * 32).with_name("README")
    left, under_way = house.blobs.spool_path(), house.blobs.spool_path()
    for path in (foreign, left, under_way):
        path.write_bytes(b"")
    aged(left)
    assert [(one.severity, one.id) for one in await house.findings()] == [(NOTE, str(foreign)), (NOTE, str(left))]


async def test_a_file_that_came_back_while_it_was_looked_for_is_no_finding(
    house: AuditedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proffer.audit import files

    path, look = await original(house), files._look
    data, looks = path.read_bytes(), []
    path.unlink()

    def and_back(where: Path) -> files.Look:
        found = look(where)
        if where == path:
            looks.append(found)
            path.write_bytes(data)
        return found

    monkeypatch.setattr(files, "_look", and_back)
    assert await house.findings() == []
    assert [bool(found.trouble) for found in looks] == [True, False]


async def test_a_file_that_no_content_names_any_more_is_not_missed(
    house: AuditedHouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    from proffer.store.memory_inspection import MemoryInspection

    async def none(inspection: MemoryInspection, names: list[str]) -> set[str]:
        return set()

    (await original(house)).unlink()
    monkeypatch.setattr(MemoryInspection, "blobs_named", none)
    assert await house.findings() == []


async def test_without_files_none_are_looked_at(house: AuditedHouse) -> None:
    (await original(house)).unlink()
    assert await house.findings(blobs=False) == []
