"""Options of the contact centre, each once, with its unit last and the contract's default."""

from __future__ import annotations

from proffer.record import Struct


class Options(Struct, frozen=True, kw_only=True):
    """Contract names use dashes and leave the unit to prose: `delivering-timeout` is `delivering_timeout_seconds`."""

    delivering_timeout_seconds: int = 30  # 1..86,400 (12.3)
    handling_timeout_minutes: int = 180  # 1..1,440
    routing_timeout_minutes: int = 720  # 20..525,600
    offer_round_pause_seconds: int = 10  # 0..3,600 (12.2)
    agent_disconnect_grace_seconds: int = 30  # 0..3,600 (4.6)
    missed_invitations_to_not_ready: int = 0  # 0: off (12.2)
    email_capacity: int = 1  # emails at once per agent, 0..100 (12.7)
    login_state: str = "NotReady"  # NotReady or Ready (4.1)
    require_subscription: bool = False  # 4.6
    ignore_unserved_channels: bool = False  # 4.2
    disposition_key: str = "DISP_KEY"  # 10.12
    validate_dispositions: bool = False
    userdata_max_bytes: int = 65_536  # 8.1
    userdata_headers: tuple[str, ...] = ()  # 8.2
    list_extension_capabilities: bool = False  # 9.2
    history_readable_by_agents: bool = True  # 2.9
    default_inbound_queue: str = "default-in"  # 12.8
    default_outbound_queue: str | None = None  # 10.4, 10.8
    from_addresses: tuple[str, ...] = ()  # senders agents may use; none: all mailbox addresses (12.8)
    default_from_address: str | None = None
    check_email_address: bool = True
    subject_reply_prefix: str = "Re: "
    subject_forward_prefix: str = "Fwd: "
    mandatory_subject: bool = False  # 10.8
    attachment_bytes_max: int = 10 * 1024 * 1024  # max-attachment-size (10.0)
    attachments_bytes_max: int = 20 * 1024 * 1024  # max-attachments-size
    outbound_retry_hours: int = 48  # 12.10
    contact_identification: bool = True
    enable_firstname_lastname_auto_filling: bool = True
    enable_message_id_check: bool = True
    tenant: str = "Environment"  # 8.2
    time_zone: str = "UTC"  # 2.10
    api_multimedia: bool = True  # feature switches (3.5)
    api_multimedia_email: bool = True
    api_provisioning_read: bool = True
    api_supervisor_agent_control: bool = True

    @property
    def email_is_on(self) -> bool:
        """The Email API is on when either feature is (contract 3.5)."""
        return self.api_multimedia or self.api_multimedia_email
