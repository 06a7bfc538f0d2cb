"""Files for drafts: uploaded as a form, attached, read, taken off, given up (contract 10.16 to 10.18, 11.1)."""

from __future__ import annotations

from collections.abc import AsyncIterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from proffer.interaction.document import UPLOAD_KEPT_MS, document_key
from proffer.mail.originals import attachment_bytes
from proffer.store.blobs import FileBlobs
from tests.cast import ADA, CENTER, House, with_options
from tests.edges.api.desk import Desk, Reply, credential

PDF = b"%PDF-1.7\r\n--x\r\nnot the end\x00\xff" * 100
X = "--x\r\n"


def form(content: bytes, name: str = "note.pdf", field: str = "attachment", mime: str = "application/pdf") -> bytes:
    head = f'--b0\r\nContent-Disposition: form-data; name="{field}"; filename="{name}"\r\nContent-Type: {mime}\r\n\r\n'
    return head.encode() + content + b"\r\n--b0--\r\n"


class Files:
    """A desk with a disk, and ada's draft."""

    def __init__(self, desk: Desk, blobs: FileBlobs, draft: str) -> None:
        self.desk, self.blobs, self.draft = desk, blobs, draft

    async def upload(self, body: bytes, **headers: str) -> Reply:
        sent = {"content-type": "multipart/form-data; boundary=b0"} | headers
        path = f"/api/v2/me/emails/{self.draft}/attachments"
        return await self.desk.ask("POST", path, body, as_="ada", headers=sent)

    async def uploaded(self, content: bytes = PDF, name: str = "note.pdf") -> str:
        reply = await self.upload(form(content, name))
        assert reply.pair == (200, 0), reply.body
        return str(reply.json["documentId"])

    async def operate(self, **body: Any) -> Reply:
        return await self.desk.ask("POST", f"/api/v2/me/emails/{self.draft}", body, as_="ada")

    async def attachments(self) -> list[dict[str, Any]]:
        shown = await self.desk.ask("GET", f"/api/v2/me/emails/{self.draft}", as_="ada")
        return list(shown.json["email"]["attachments"])

    def spooled(self) -> list[Path]:
        return list(self.blobs.spool.iterdir())


async def opened(tmp_path: Path, **options: Any) -> Files:
    blobs = await FileBlobs.open(tmp_path)
    house = await House.open(with_options(**options) if options else CENTER)
    for user in house.records.center.users:
        await credential(house, user.id)
    await house.ready(ADA)
    await house.ask(ADA, "Create", queueName="support-out")
    [shown] = await house.views.in_hand(ADA, with_content=False)
    desk = await Desk.open(house=house, uploads=blobs, attachment_bytes=partial(attachment_bytes, blobs.path))
    return Files(desk, blobs, shown.email.id)


@pytest.fixture
async def files(tmp_path: Path) -> AsyncIterator[Files]:
    made = await opened(tmp_path)
    yield made
    await made.desk.close()
    await made.blobs.close()


async def test_a_file_is_stored_then_attached_then_read_as_it_was(files: Files) -> None:
    document = await files.uploaded()
    assert await files.attachments() == []
    assert (await files.operate(operationName="AddAttachment", documentId=document)).pair == (200, 0)
    [attached] = await files.attachments()
    assert (attached["id"], attached["name"], attached["size"]) == (document, "note.pdf", len(PDF))
    assert attached["mime"] == "application/pdf"
    got = await files.desk.ask("GET", "/api/v2" + attached["path"], as_="ada")
    assert got.body == PDF
    assert files.spooled() == []


async def test_it_may_come_in_pieces_and_among_other_fields(files: Files) -> None:
    other = b'--b0\r\nContent-Disposition: form-data; name="comment"\r\n\r\nhello\r\n'
    body = other + form(PDF)
    reply = await files.desk.ask(
        "POST",
        f"/api/v2/me/interactions/{files.draft}/attachments",
        as_="ada",
        headers={"content-type": "multipart/form-data; boundary=b0"},
        chunks=[body[at : at + 7] for at in range(0, len(body), 7)],
    )
    assert reply.pair == (200, 0)
    assert (await files.operate(operationName="AddAttachment", documentId=reply.json["documentId"])).code == 0


async def test_its_name_has_no_path_and_can_be_chosen(files: Files) -> None:
    document = await files.uploaded(name="..\\..\\secret/../evil\u202eexe.txt")
    await files.operate(operationName="AddAttachment", documentId=document)
    other = await files.uploaded(b"x", "a.txt")
    await files.operate(operationName="AddAttachment", documentId=other, name="/tmp/b.txt", mime="text/x-b", size="7")
    assert [(one["name"], one["mime"]) for one in await files.attachments()] == [
        ("evilexe.txt", "application/pdf"),
        ("b.txt", "text/x-b"),
    ]


async def test_it_is_attached_once_and_taken_off(files: Files) -> None:
    document = await files.uploaded()
    await files.operate(operationName="AddAttachment", documentId=document)
    assert (await files.operate(operationName="AddAttachment", documentId=document)).pair == (409, 18)
    assert (await files.operate(operationName="RemoveAttachment", documentId=document)).pair == (200, 0)
    assert await files.attachments() == []
    assert (await files.operate(operationName="RemoveAttachment", documentId=document)).pair == (404, 6)
    assert await files.desk.house.store.load((document_key(document),)) == {}


async def test_it_can_be_taken_off_by_its_address(files: Files) -> None:
    document = await files.uploaded()
    await files.operate(operationName="AddAttachment", documentId=document)
    path = f"/api/v2/me/interactions/{files.draft}/attachments/{document}"
    assert (await files.desk.ask("GET", path, as_="ada")).body == PDF
    assert (await files.desk.ask("DELETE", path, as_="ada")).pair == (200, 0)
    assert (await files.desk.ask("DELETE", path, as_="ada")).pair == (404, 6)


async def test_a_file_of_another_agent_is_not_there(files: Files) -> None:
    document = await files.uploaded()
    await files.desk.house.ready("b" * 32)
    await files.desk.house.ask("b" * 32, "Create", queueName="support-out")
    [shown] = await files.desk.house.views.in_hand("b" * 32, with_content=False)
    body = {"operationName": "AddAttachment", "documentId": document}
    assert (await files.desk.ask("POST", f"/api/v2/me/emails/{shown.email.id}", body, as_="bob")).pair == (404, 6)


async def test_what_nobody_attached_goes_after_a_day(files: Files) -> None:
    document, kept = await files.uploaded(), await files.uploaded(b"kept")
    await files.operate(operationName="AddAttachment", documentId=kept)
    await files.desk.house.pass_time(UPLOAD_KEPT_MS - 1)
    assert document_key(document) in await files.desk.house.store.load((document_key(document),))
    await files.desk.house.pass_time(1)
    found = await files.desk.house.store.load((document_key(document), document_key(kept)))
    assert list(found) == [document_key(kept)]


@pytest.mark.parametrize(
    ("body", "pair"),
    [
        (form(b"x", field="file"), (400, 1)),
        (b"--b0--\r\n", (400, 1)),
        (b"--b0\r\nnonsense", (400, 10)),
        (b"no form at all", (400, 10)),
        (form(PDF)[:-40], (400, 10)),
    ],
)
async def test_a_form_without_a_file_is_refused_and_nothing_is_left(
    files: Files, body: bytes, pair: tuple[int, int]
) -> None:
    assert (await files.upload(body)).pair == pair
    assert files.spooled() == []


async def test_what_is_too_large_is_413_and_nothing_is_left(tmp_path: Path) -> None:
    files = await opened(tmp_path, attachment_bytes_max=1_000, attachments_bytes_max=1_500)
    assert (await files.upload(form(b"x" * 1_001))).pair == (413, 10)
    assert (await files.upload(form(b"x" * 100_000))).pair == (413, 10)
    assert files.spooled() == []
    one, two = await files.uploaded(b"x" * 1_000), await files.uploaded(b"y" * 600)
    assert (await files.operate(operationName="AddAttachment", documentId=one)).pair == (200, 0)
    assert (await files.operate(operationName="AddAttachment", documentId=two)).pair == (413, 10)
    await files.desk.close()
    await files.blobs.close()


async def test_a_form_is_needed_and_with_the_cookie_alone_a_header_no_foreign_page_can_set(files: Files) -> None:
    assert (await files.upload(form(PDF), **{"content-type": "application/json"})).pair == (415, 10)
    cookie = await files.desk.log_in("ada")
    path, headers = f"/api/v2/me/emails/{files.draft}/attachments", {"content-type": "multipart/form-data; boundary=b0"}
    refused = await files.desk.ask("POST", path, form(PDF), cookie=cookie, headers=headers)
    assert refused.pair == (415, 10)
    headers["x-requested-with"] = "XMLHttpRequest"
    assert (await files.desk.ask("POST", path, form(PDF), cookie=cookie, headers=headers)).pair == (200, 0)


async def test_only_a_draft_takes_files(files: Files) -> None:
    email = await files.desk.house.mail()
    path = f"/api/v2/me/emails/{email}/attachments"
    headers = {"content-type": "multipart/form-data; boundary=b0"}
    assert (await files.desk.ask("POST", path, form(PDF), as_="bob", headers=headers)).pair == (404, 6)
    await files.desk.house.ready("b" * 32)
    await files.desk.house.settle()
    await files.desk.house.ask("b" * 32, "Accept", email)
    assert (await files.desk.ask("POST", path, form(PDF), as_="bob", headers=headers)).pair == (400, 2)


async def test_a_second_file_in_one_form_is_refused_and_nothing_is_left(files: Files) -> None:
    two = form(PDF)[: -len(b"--b0--\r\n")] + form(PDF, "second.pdf")
    reply = await files.upload(two)
    assert reply.pair == (400, 10)
    assert files.spooled() == []


@pytest.mark.parametrize("odd", ["..", "%2e%2e", "x%00y", "a-b", "z" * 300])
async def test_an_id_that_is_none_is_not_found(files: Files, odd: str) -> None:
    files.draft = odd
    assert (await files.upload(form(PDF))).pair[0] in (400, 404)
    assert files.spooled() == []
