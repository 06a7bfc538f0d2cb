"""What may stand in `center.toml`: every table and key once, and the field it fills. Works both ways.

Keys are the contract's option names with dashes; fields have the unit last.
"""

from __future__ import annotations

from proffer.center.agent_state import AgentState, Disposition
from proffer.center.options import Options
from proffer.center.queue import REVIEW, SEND, Mailbox, Queue
from proffer.center.standard_response import ResponseCategory, StandardResponse
from proffer.center.user import ROLES, AgentGroup, Skill, User
from proffer.center_file.forms import Levels, Moment, Targets, TimeZone, WithFieldCodes
from proffer.record import Struct
from proffer.toml_file import Field
from proffer.toml_file.forms import Form, Lines, ListOf, Matching, OneOf, Text, Truth, Whole

NAME = Text(1, 255, "a name")
ADDRESS = Matching(r"[^\s@<>,;\"\x00-\x1f\x7f]{1,64}@[^\s@<>,;\"\x00-\x1f\x7f]{1,255}", "an e-mail address", lower=True)
UUID = Matching(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}", "a UUID with dashes")
USER_ID = Matching(r"[0-9a-f]{32}", "32 digits out of 0-9 and a-f")
NUMBER = Whole(1)
SIGNATURE = Lines(2_000)
MIB = 1024 * 1024

DELIVERING = Whole(1, 86_400, "seconds")  # ranges: contract 12.3
HANDLING = Whole(1, 1_440, "minutes")
ROUTING = Whole(20, 525_600, "minutes")
PAUSE = Whole(0, 3_600, "seconds")


def _field(key: str, form: Form, meaning: str, attribute: str = "", required: bool = False) -> Field:
    return Field(
        key=key,
        attribute=attribute or key.replace("-", "_"),
        form=form,
        meaning=meaning,
        required=required,
    )


class Section(Struct, frozen=True, kw_only=True):
    """A table of the file whose keys are names: `[queues.support]`.

    `marks` are keys that tell which one it is where its name does not: `proffer export` writes them, people need not.

    `shorthand`: a name may have plain text instead of a table, `support = "The front desk"`, which fills this key.
    """

    key: str  # "queues", as in the file
    one: str  # "queue", as one says it
    attribute: str  # of Center
    type: type[Struct]
    name: str  # the field that takes the table's name
    name_form: Form
    fields: tuple[Field, ...]
    marks: tuple[Field, ...] = ()
    shorthand: str | None = None


USERS = Section(
    key="users",
    one="user",
    attribute="users",
    type=User,
    name="user_name",
    name_form=Matching(
        r"[^\s:\x00-\x1f\x7f](?:[^:\x00-\x1f\x7f]{0,253}[^\s:\x00-\x1f\x7f])?", "a user name without colon"
    ),
    fields=(
        _field("employee-id", Text(1, 64), "identifies the person; default: the user name"),
        _field("first-name", Text(), ""),
        _field("last-name", Text(), ""),
        _field("email-address", ADDRESS, ""),
        _field("roles", ListOf(OneOf(ROLES), 1), "what the user may do"),
        _field("enabled", Truth(), "false: cannot log in"),
        _field("change-password-on-first-login", Truth(), ""),
        _field("place", NAME, "default place; else the employee id"),
        _field("email-capacity", Whole(0, 100), "emails at once; default: the option", "capacity"),
        _field("skills", Levels(), "name → level"),
        _field("groups", ListOf(NAME), "agent groups the user belongs to"),
        _field("signature", SIGNATURE, "under mails sent through queues with agent-signature"),
    ),
    marks=(_field("id", USER_ID, "default: known by the employee id, or made from it"),),
)

SKILLS = Section(
    key="skills",
    one="skill",
    attribute="skills",
    type=Skill,
    name="name",
    name_form=Matching(r'[^"\x00-\x1f\x7f]{1,255}', "a name without quotes"),
    fields=(_field("description", Text(), ""),),
    shorthand="description",
)

GROUPS = Section(
    key="groups",
    one="group",
    attribute="groups",
    type=AgentGroup,
    name="name",
    name_form=Matching(r"(?!\?:|agent:)[^\x00-\x1f\x7f]{1,255}", 'a name that does not begin with "?:" or "agent:"'),
    fields=(_field("description", Text(), ""),),
    marks=(_field("number", NUMBER, "RTargetObjSelDBID in user data; default: the next one"),),
    shorthand="description",
)

QUEUES = Section(
    key="queues",
    one="queue",
    attribute="queues",
    type=Queue,
    name="name",
    name_form=NAME,
    fields=(
        _field("description", Text(), ""),
        _field("internal", Truth(), "true: not meant for agents to choose"),
        _field("targets", Targets(), 'whom it looks for: "Group", "?:Skill >= 5", "agent:E1042"'),
        _field("outbound", OneOf((SEND, REVIEW)), "a queue of replies: sent at once, or after review"),
        _field("priority", Whole(-1_000_000, 1_000_000), "higher first"),
        _field(
            "send-delay",
            Whole(0, 3_600, "seconds"),
            "how long a send can be recalled; outbound queues",
            "send_delay_seconds",
        ),
        _field("reopen-days", Whole(0, 36_500, "days"), "how long an answer takes up a finished thread again"),
        _field("response-categories", ListOf(NAME), "whose responses are suggested, best first; inbound queues"),
        _field("ndr-queue", NAME, "where mails come back that were refused for good; outbound queues"),
        _field("signature", SIGNATURE, "under each mail; outbound queues"),
        _field("agent-signature", Truth(), "before it that of the agent who sent it; outbound queues"),
        _field("reply-queues", ListOf(NAME), "outbound queues for replies, best first"),
        _field("max-per-agent", Whole(1, 100), "emails of this queue in one agent's hands"),
        _field("lar", Truth(), "the customer's last agent is tried first"),
        _field("lar-wait", PAUSE, "how long the other targets wait for him", "lar_wait_seconds"),
        _field("delivering-timeout", DELIVERING, "how long an invitation stands", "delivering_timeout_seconds"),
        _field("handling-timeout", HANDLING, "how long an email may rest in hand", "handling_timeout_minutes"),
        _field("routing-timeout", ROUTING, "how long it waits before it overflows", "routing_timeout_minutes"),
        _field("offer-round-pause", PAUSE, "after all have refused", "offer_round_pause_seconds"),
        _field("overflow-queue", NAME, "where emails go after the routing-timeout"),
        _field("strategy-name", NAME, "RStrategyName in user data; default: the queue's name"),
        _field("customer-segment", Text(1), "CustomerSegment in user data"),
        _field("service-type", Text(1), "ServiceType in user data"),
        _field("service-objective", Whole(unit="seconds"), "ServiceObjective in user data"),
    ),
    marks=(_field("number", NUMBER, "RStrategyDBID in user data; default: the next one"),),
)

MAILBOXES = Section(
    key="mailboxes",
    one="mailbox",
    attribute="mailboxes",
    type=Mailbox,
    name="address",
    name_form=ADDRESS,
    fields=(
        _field("queue", NAME, "where its mail goes; default: option default-inbound-queue"),
        _field("aliases", ListOf(ADDRESS), "further addresses of this mailbox"),
        _field("maximum-msg-size", Whole(1_024, unit="bytes"), "a larger message is refused here", "message_bytes_max"),
    ),
    shorthand="queue",
)

AGENT_STATES = Section(
    key="agent-states",
    one="agent state",
    attribute="custom_states",
    type=AgentState,
    name="operation_name",
    name_form=Text(1, 64, "an operation name"),
    fields=(
        _field("display-name", NAME, "what people read; default: the operation name"),
        _field("reason", Text(1), "shown with the state"),
        _field("id", UUID, "default: made from the name"),
    ),
    shorthand="display-name",
)

DISPOSITIONS = Section(
    key="dispositions",
    one="disposition",
    attribute="dispositions",
    type=Disposition,
    name="name",
    name_form=NAME,
    fields=(_field("display-name", NAME, "what people read; default: the name"),),
    shorthand="display-name",
)

RESPONSE_CATEGORIES = Section(
    key="response-categories",
    one="response category",
    attribute="response_categories",
    type=ResponseCategory,
    name="name",
    name_form=NAME,
    fields=(
        _field("description", Text(), ""),
        _field("language", NAME, "of its responses"),
        _field("parent", NAME, "the category it lies in; none: at the root"),
        _field("approved", Truth(), "false: agents do not see it"),
    ),
    shorthand="description",
)

RESPONSES = Section(
    key="responses",
    one="response",
    attribute="responses",
    type=StandardResponse,
    name="name",
    name_form=NAME,
    fields=(
        _field("category", NAME, "where it lies", required=True),
        _field("description", Text(), "when to use it"),
        _field("language", NAME, ""),
        _field("subject", WithFieldCodes(Text(0, 255)), "of the answer; field codes as in the body"),
        _field("body", WithFieldCodes(Lines(65_536)), "HTML, with field codes as <$ Contact.FirstName $>"),
        _field("approved", Truth(), "false: agents do not see it"),
        _field("starts", Moment(), "agents see it from then on", "starts_at"),
        _field("expires", Moment(), "agents do not see it from then on", "expires_at"),
    ),
)

SECTIONS = (
    USERS,
    SKILLS,
    GROUPS,
    QUEUES,
    MAILBOXES,
    AGENT_STATES,
    DISPOSITIONS,
    RESPONSE_CATEGORIES,
    RESPONSES,
)

CENTER_ID = _field("contact-center-id", UUID, "all ids are made from it and from names; default: made once")
OPTIONS_KEY = "options"
OPTIONS = (
    _field("delivering-timeout", DELIVERING, "how long an invitation stands", "delivering_timeout_seconds"),
    _field("handling-timeout", HANDLING, "how long an email may rest in hand", "handling_timeout_minutes"),
    _field("routing-timeout", ROUTING, "how long an email waits before it overflows", "routing_timeout_minutes"),
    _field("offer-round-pause", PAUSE, "after all have refused", "offer_round_pause_seconds"),
    _field("agent-disconnect-grace", PAUSE, "after a client was lost", "agent_disconnect_grace_seconds"),
    _field("missed-invitations-to-not-ready", Whole(0, 1_000), "unanswered in a row; 0: never"),
    _field("email-capacity", Whole(0, 100), "emails at once per agent"),
    _field("login-state", OneOf(("NotReady", "Ready")), "state after log-in"),
    _field("require-subscription", Truth(), "offer only to agents with a live CometD session"),
    _field("ignore-unserved-channels", Truth(), "voice, chat … at log-in count as succeeded"),
    _field("disposition-key", Text(1), "user-data key SetDisposition writes"),
    _field("validate-dispositions", Truth(), "only those listed here"),
    _field("userdata-max-bytes", Whole(1_024, 16 * 1024 * 1024, "bytes"), "user data of one email as JSON"),
    _field("userdata-headers", ListOf(Matching(r"[!-9;-~]{1,76}", "the name of a header")), "kept in user data"),
    _field("list-extension-capabilities", Truth(), "Forward and PlaceInQueue among the capabilities"),
    _field("history-readable-by-agents", Truth(), "agents may read finished emails"),
    _field("default-inbound-queue", NAME, "for mailboxes without a queue of their own"),
    _field("default-outbound-queue", NAME, "for replies that name none; none: they must"),
    _field("from-addresses", ListOf(ADDRESS), "senders agents may use; default: all addresses of mailboxes"),
    _field("default-from-address", ADDRESS, "of a draft that has no sender when it is sent"),
    _field("check-email-address", Truth(), "recipients must be addresses of mail"),
    _field("subject-reply-prefix", Text(1, 64), "of replies that bring none"),
    _field("subject-forward-prefix", Text(1, 64), "of forwards that bring none"),
    _field("mandatory-subject", Truth(), "nothing is sent without a subject"),
    _field("max-attachment-size", Whole(1_024, 25 * MIB, "bytes"), "of one file", "attachment_bytes_max"),
    _field("max-attachments-size", Whole(1_024, 25 * MIB, "bytes"), "of one draft", "attachments_bytes_max"),
    _field("outbound-retry-hours", Whole(1, 720, "hours"), "how long a deferred email is tried again"),
    _field("contact-identification", Truth(), "look up or make the sender's contact"),
    _field("enable-firstname-lastname-auto-filling", Truth(), "a new contact's names come from the display name"),
    _field("enable-message-id-check", Truth(), "the same message at the same mailbox becomes one email"),
    _field("tenant", Text(1), "RTenant in user data"),
    _field("time-zone", TimeZone(), "of the times printed"),
    _field("api-multimedia", Truth(), "feature switch"),
    _field("api-multimedia-email", Truth(), "feature switch"),
    _field("api-provisioning-read", Truth(), "feature switch"),
    _field("api-supervisor-agent-control", Truth(), "feature switch"),
)
OPTIONS_TYPE = Options
