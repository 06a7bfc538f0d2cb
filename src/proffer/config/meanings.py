"""One line for people about each setting that an edge declares for itself."""

from __future__ import annotations

API = {
    "reported_version": "the version desktops are told we are compatible with",
    "session_idle_timeout_seconds": "seconds until an idle HTTP session ends",
    "session_sweep_seconds": "how late it may end",
    "session_seen_write_seconds": "how often the last use of a session is written down",
    "sessions_per_user_max": "the longest idle one makes room",
    "enable_csrf_protection": "POST, PUT and DELETE must repeat X-CSRF-TOKEN",
    "csrf_on_notifications": "CometD requests too",
    "allowed_origins": 'CORS: ["https://desk.example.com", "https://*.example.com"]; empty: off',
    "allowed_methods": "CORS",
    "allowed_headers": "CORS",
    "allow_credentials": "CORS",
    "exposed_headers": "CORS",
    "cors_cache_seconds": "CORS: how long browsers remember the answer",
    "request_bytes_max": "body of a request",
    "request_body_timeout_seconds": "a body that trickles longer is given up",
    "request_headers_max": "header lines of a request",
    "request_header_bytes_max": "all of them together",
    "request_query_bytes_max": "what stands behind the ? of a request",
    "json_depth_max": "lists in lists in lists",
    "failed_logins_max": "per user and address, then 429",
    "failed_logins_window_seconds": "in so many seconds",
    "failed_logins_remembered_max": "entries",
    "verified_password_seconds": "how long a right password is not hashed again",
    "verified_passwords_max": "entries",
    "password_threads": "for hashing",
    "password_waiting_max": "log-ins waiting for a thread, then 503",
    "password_time_cost": "Argon2id: passes",
    "password_memory_kib": "Argon2id: memory of each",
    "password_parallelism": "Argon2id: lanes",
    "password_characters_min": "of a new password",
    "password_characters_max": "of a new password",
}

SMTP_LIMITS = {
    "message_bytes_max": "bytes; larger mail is refused",
    "recipients_max": "per mail",
    "command_line_bytes_max": "a longer command is refused",
    "bad_commands_max": "unknown or malformed ones per session, then 421",
    "idle_commands_max": "between two mails, then 421",
    "received_headers_max": "a mail that went through more hosts is looping",
    "connections_max": "at once",
    "connections_per_peer_max": "at once from one address",
    "command_idle_seconds_max": "between two commands",
    "data_idle_seconds_max": "between two pieces of a message",
    "session_seconds_max": "a whole session",
    "memory_bytes_max": "a longer message goes to its file while it comes in",
    "unwritten_bytes_max": "reading pauses while more waits for the disk",
}

DATABASE = {
    "url": "postgresql://user:password@host:5432/name; not set: SQLite in the data directory",
    "reading_connections_max": "PostgreSQL: beside the one that writes",
    "connect_timeout_seconds": "PostgreSQL",
    "reconnect_pause_seconds": "between two tries while it is away",
    "lock_timeout_ms": "for rows that a foreign program holds",
    "statement_timeout_ms": "of one statement",
    "idle_in_transaction_timeout_ms": "then the server gives a transaction up",
    "answer_timeout_seconds": "without any answer: the connection is given up",
    "lock_wait_seconds": "at the start, for a process that has just ended",
    "unknown_outcome_seconds_max": "it went away during a commit and stays away: then the server stops",
}

STORE = {
    "changes_waiting_max": "more are refused: 503, SMTP 451",
    "changes_per_group_max": "written with one sync",
    "versions_remembered_max": "about 250 bytes each",
    "writer_cache_kib": "page cache of the writing connection",
    "reader_cache_kib": "of each reading connection",
    "mmap_bytes": "0: off",
    "reader_threads": "for lists and history",
    "busy_timeout_ms": "for a lock held by a foreign program",
    "wal_checkpoint_bytes": "written since the last checkpoint",
    "wal_truncate_bytes": "a longer write-ahead log is cut",
}
