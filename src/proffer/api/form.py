"""Reads one file out of a form as it comes in, onto the disk and not into memory (RFC 7578)."""

from __future__ import annotations

import asyncio
import hashlib
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from proffer.api.call import Call
from proffer.api.status import TOO_LARGE
from proffer.interaction.file_name import safe_name
from proffer.operations.files import MIME
from proffer.operations.refused import MISSING, OUT_OF_RANGE, Refused
from proffer.record import Struct

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

OCTETS = "application/octet-stream"
WRITTEN_AT_ONCE_BYTES = 256 * 1024


class FormFile(Struct, frozen=True, kw_only=True):
    """A file in the spool, and what the form said of it: `name` is safe, `mime` has the form of one."""

    path: Path
    name: str
    mime: str
    size: int
    sha256: str


async def received_file(call: Call, field: str, path: Path, bytes_max: int, form_bytes_max: int) -> FormFile:
    """The file of this field, written to `path`. Raises Refused: no form 415, no file 1, too large 10 (413)."""
    kind, options = parse_options_header(call.headers.get(b"content-type", b""))
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise Refused(OUT_OF_RANGE, "The content type must be multipart/form-data.", http=415)
    with path.open("xb") as file:
        reader = _Reader(field, bytes_max)
        try:
            parser = MultipartParser(options[b"boundary"], reader.callbacks())
            async for chunk in call.chunks(form_bytes_max):
                parser.write(chunk)
                await reader.flush(file, all_of_it=False)
            parser.finalize()
            await reader.flush(file, all_of_it=True)
            return reader.result(path)
        except FormParserError:
            await asyncio.to_thread(path.unlink, missing_ok=True)
            raise Refused(OUT_OF_RANGE, "The form cannot be read.") from None
        except BaseException:
            path.unlink(missing_ok=True)  # noqa: ASYNC240 - nothing may be awaited when the request is given up
            raise


class _Reader:
    """What the parser calls: headers of a part, then its bytes. One file of the field is taken, no second one."""

    def __init__(self, field: str, bytes_max: int) -> None:
        self._field = field.encode()
        self._bytes_max = bytes_max
        self._header = bytearray()
        self._value = bytearray()
        self._headers: dict[bytes, bytes] = {}
        self._taking = False
        self._waiting: list[bytes] = []
        self._waiting_bytes = 0
        self._hash = hashlib.sha256()
        self._size = 0
        self._name: str | None = None
        self._mime = OCTETS
        self._ended = False

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._header_field,
            "on_header_value": self._header_value,
            "on_header_end": self._header_end,
            "on_headers_finished": self._headers_finished,
            "on_part_data": self._data,
            "on_part_end": self._end,
            "on_end": self._form_end,
        }

    async def flush(self, file: BinaryIO, *, all_of_it: bool) -> None:
        """Writes what has gathered, in a thread: the disk may be slow."""
        if self._waiting and (all_of_it or self._waiting_bytes >= WRITTEN_AT_ONCE_BYTES):
            waiting, self._waiting, self._waiting_bytes = b"".join(self._waiting), [], 0
            self._hash.update(waiting)
            await asyncio.to_thread(file.write, waiting)
        if all_of_it:
            await asyncio.to_thread(file.flush)

    def result(self, path: Path) -> FormFile:
        """What was received. Raises Refused: 10 for a form that is cut off, 1 without a file."""
        if not self._ended:
            raise Refused(OUT_OF_RANGE, "The form is cut off.")
        if self._name is None:
            raise Refused(MISSING, f"The form has no file in its field {self._field.decode()}.")
        return FormFile(path=path, name=self._name, mime=self._mime, size=self._size, sha256=self._hash.hexdigest())

    def _begin(self) -> None:
        self._headers.clear()

    def _header_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _header_end(self) -> None:
        self._headers[bytes(self._header).lower()] = bytes(self._value)
        self._header.clear()
        self._value.clear()

    def _headers_finished(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        if options.get(b"name") != self._field or b"filename" not in options:
            return
        if self._name is not None:
            raise Refused(OUT_OF_RANGE, f"The form has more than one file in its field {self._field.decode()}.")
        self._taking = True
        self._name = safe_name(options[b"filename"].decode("utf-8", "replace"))
        mime = self._headers.get(b"content-type", b"").decode("latin-1").partition(";")[0].strip().lower()
        self._mime = mime if MIME.fullmatch(mime) else OCTETS

    def _data(self, data: bytes, start: int, end: int) -> None:
        if not self._taking:
            return
        self._size += end - start
        if self._size > self._bytes_max:
            raise Refused(OUT_OF_RANGE, f"The file is larger than {self._bytes_max} bytes.", http=TOO_LARGE)
        self._waiting.append(data[start:end])
        self._waiting_bytes += end - start

    def _end(self) -> None:
        self._taking = False

    def _form_end(self) -> None:
        self._ended = True
