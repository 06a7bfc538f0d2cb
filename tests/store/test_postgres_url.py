"""A database's URL may be shown; its password, in whatever form, may not."""

import pytest

from proffer.store.postgres.url import passwords_in, without_password


@pytest.mark.parametrize(
    ("url", "secrets"),
    [
        ("postgresql://proffer@db/proffer", set()),
        ("postgresql://proffer:hunter2@db/proffer", {"hunter2"}),
        ("postgresql://proffer:a%2Fb@db/proffer", {"a%2Fb", "a/b"}),
        ("postgresql://db/proffer?user=proffer&password=hunter2", {"hunter2"}),
    ],
)
def test_a_password_is_found_wherever_it_stands(url: str, secrets: set[str]) -> None:
    assert passwords_in(url) == secrets
    assert not any(secret in without_password(url) for secret in secrets)
