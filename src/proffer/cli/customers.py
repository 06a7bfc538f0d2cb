"""`proffer customers`: what the demo's agents have sent, as its customers see it."""

from __future__ import annotations

from pathlib import Path

from proffer.cli.failure import REFUSED, Failed
from proffer.demo.customers import FOLDER, files
from proffer.interaction.arrival import Arrival
from proffer.mail.reading import read

WIDTH = 78


def show_customers(data: Path, number: int | None, *, source: bool) -> None:
    """A line per mail; with a number the mail, or its bytes. Raises Failed."""
    found = files(data / FOLDER)
    if number is None:
        if not found:
            print(f"No mail yet in {data / FOLDER}.")
        for path in found:
            print(_line(path))
        return
    chosen = next((path for path in found if int(path.stem) == number), None)
    if chosen is None:
        raise Failed(f"there is no mail {number} in {data / FOLDER}", code=REFUSED)
    if source:
        print(chosen.read_bytes().decode("utf-8", "replace"), end="")
    else:
        print(_whole(read(chosen)))


def _line(path: Path) -> str:
    mail = read(path)
    return f"{int(path.stem):5}  {', '.join(mail.to_addresses)[:30]:30}  {mail.subject}"[:WIDTH]


def _whole(mail: Arrival) -> str:
    lines = [f"From:    {mail.from_name} <{mail.from_address}>".replace("  <", " <"), f"To:      {', '.join(mail.to)}"]
    if mail.cc:
        lines.append(f"Cc:      {', '.join(mail.cc)}")
    lines += [f"Date:    {mail.date_header}", f"Subject: {mail.subject}"]
    lines += [f"File:    {one.name} ({one.mime}, {one.size_bytes:,} bytes)" for one in mail.attachments]
    return "\n".join([*lines, "", mail.text])
