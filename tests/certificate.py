"""A certificate made for one test."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path


def why_not() -> str | None:
    """Why none can be made here; None when one can."""
    return None if shutil.which("openssl") else "there is no openssl to make a certificate"


def make_certificate(folder: Path, name: str = "mx.example.com") -> tuple[Path, Path]:
    """Chain and key: self-signed, on an elliptic curve, which takes milliseconds."""
    chain, key = folder / "chain.pem", folder / "key.pem"
    command: list[str | Path] = ["openssl", "req", "-x509", "-days", "2", "-nodes"]
    command += ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    command += ["-subj", f"/CN={name}", "-addext", f"subjectAltName=DNS:{name}", "-out", chain, "-keyout", key]
    subprocess.run(command, check=True, capture_output=True)
    return chain, key
