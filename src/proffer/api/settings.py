"""Every option of the HTTP edge, once, with its unit last and the contract's default."""

from __future__ import annotations

from proffer.record import Struct

ALLOWED_HEADERS = (
    "X-Requested-With",
    "Content-Type",
    "Accept",
    "Origin",
    "Cookie",
    "authorization",
    "ssid",
    "surl",
    "ContactCenterId",
    "X-CSRF-TOKEN",
)


class ApiSettings(Struct, frozen=True, kw_only=True):
    """Names as in the contract, with underscores: `session-idle-timeout` is `session_idle_timeout_seconds`."""

    external_api_url: str = "http://localhost:8080/api/v2"  # every printed uri starts with it (2.1)
    reported_version: str = "8.5.202.96"  # the version we are compatible with (11.9)

    session_idle_timeout_seconds: int = 1_800  # 3.1
    session_sweep_seconds: int = 10  # how late an idle session may end
    session_seen_write_seconds: int = 300  # how often `last_seen_at` is written
    sessions_per_user_max: int = 50  # the longest idle one makes room

    enable_csrf_protection: bool = False  # 3.2
    csrf_on_notifications: bool = False

    allowed_origins: tuple[str, ...] = ()  # empty: CORS is off (3.3)
    allowed_methods: tuple[str, ...] = ("GET", "POST", "PUT", "DELETE", "OPTIONS")
    allowed_headers: tuple[str, ...] = ALLOWED_HEADERS
    allow_credentials: bool = True
    exposed_headers: tuple[str, ...] = ("X-CSRF-HEADER", "X-CSRF-TOKEN")
    cors_cache_seconds: int = 120

    cometd_websocket: bool = True  # off: an upgrade answers 405 (6.1)

    request_bytes_max: int = 4 * 1024 * 1024  # max-request-bytes (10.0)
    request_body_timeout_seconds: int = 60  # a body that trickles longer is given up
    request_headers_max: int = 100
    request_header_bytes_max: int = 32_768  # all of them together
    request_query_bytes_max: int = 8_192

    failed_logins_max: int = 10  # per user and address, then 429 (2.6)
    failed_logins_window_seconds: int = 300
    failed_logins_remembered_max: int = 10_000  # entries of the table
    verified_password_seconds: int = 300  # how long a right password is not hashed again
    verified_passwords_max: int = 10_000

    password_threads: int = 2  # Argon2 runs beside the loop
    password_waiting_max: int = 256  # log-ins waiting for a thread, then 503
    password_time_cost: int = 2  # Argon2id as OWASP has it: 19 MiB, 2 passes, 1 lane
    password_memory_kib: int = 19_456
    password_parallelism: int = 1
    password_characters_min: int = 8
    password_characters_max: int = 256
