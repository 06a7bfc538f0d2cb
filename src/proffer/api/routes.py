"""Every path of the HTTP edge, in one list. What is not here is answered 404 / 6."""

from __future__ import annotations

from collections.abc import Callable

from proffer.api.paths import Handler, Route
from proffer.api.resources.attachments import get_attachment, get_my_attachment, get_source
from proffer.api.resources.channels import (
    get_my_channel,
    get_my_channels,
    post_to_my_channel,
    post_to_users_channel,
    supervisors_control,
)
from proffer.api.resources.contacts import (
    get_ucs_contact,
    get_ucs_contacts,
    post_to_contact_interactions,
    post_to_interactions,
    post_to_own_contact,
    post_to_ucs_contacts,
    put_ucs_contact,
)
from proffer.api.resources.directory import get_contact, get_contacts
from proffer.api.resources.email_operations import post_to_email, post_to_emails, post_to_own_email
from proffer.api.resources.emails import get_email, get_my_email, get_my_emails
from proffer.api.resources.features import get_feature, get_features, get_system_features
from proffer.api.resources.groups import get_group, get_groups, get_my_groups
from proffer.api.resources.me import get_me, post_to_me
from proffer.api.resources.own_emails import get_email_details, get_why
from proffer.api.resources.queues import get_queue, get_queues
from proffer.api.resources.responses import (
    get_response,
    get_response_usage,
    get_responses,
    post_approved_root_categories,
    post_root_categories,
    post_to_response,
)
from proffer.api.resources.search import get_found_emails
from proffer.api.resources.services import get_service, get_services
from proffer.api.resources.settings import get_settings, get_settings_section
from proffer.api.resources.skills import get_my_skills, get_skill, get_skills, get_users_skills
from proffer.api.resources.tokens import delete_token, get_tokens, post_tokens
from proffer.api.resources.uploads import delete_attachment, post_attachment
from proffer.api.resources.users import get_user, get_users, provisioning_can_be_read
from proffer.api.resources.version import get_version
from proffer.api.resources.workbins import get_workbin, get_workbins, post_to_workbin, pull_from_users_workbin
from proffer.center.options import Options
from proffer.wire.feature import has_email

Feature = Callable[[Options], bool]


def at(
    path: str,
    *,
    get: Handler | None = None,
    post: Handler | None = None,
    put: Handler | None = None,
    delete: Handler | None = None,
    feature: Feature | None = None,
) -> Route:
    """A path and who handles which method there."""
    by_method = (("GET", get), ("POST", post), ("PUT", put), ("DELETE", delete))
    handlers = {method: handler for method, handler in by_method if handler is not None}
    return Route(path=path, handlers=handlers, feature=feature)


V2, X1 = "/api/v2", "/api/x/v1"
EMAIL, PROVISIONING = has_email, provisioning_can_be_read

ME = at(f"{V2}/me", get=get_me, post=post_to_me)
VERSION = Route(path=f"{V2}/diagnostics/version", handlers={"GET": get_version}, anonymous=True)

ROUTES: tuple[Route, ...] = (
    ME,
    at(f"{V2}/me/channels", get=get_my_channels),
    at(f"{V2}/me/channels/{{channel}}", get=get_my_channel, post=post_to_my_channel),
    at(f"{V2}/me/emails", get=get_my_emails, post=post_to_emails, feature=EMAIL),
    at(f"{V2}/me/emails/{{email}}", get=get_my_email, post=post_to_email, feature=EMAIL),
    at(f"{V2}/me/emails/{{email}}/attachments", post=post_attachment, feature=EMAIL),
    at(f"{V2}/me/emails/{{email}}/attachments/{{document}}", get=get_my_attachment, feature=EMAIL),
    at(f"{V2}/me/interactions/{{email}}/attachments", post=post_attachment, feature=EMAIL),
    at(
        f"{V2}/me/interactions/{{email}}/attachments/{{document}}",
        get=get_my_attachment,
        delete=delete_attachment,
        feature=EMAIL,
    ),
    at(f"{V2}/email/{{email}}", get=get_email, post=post_to_email, feature=EMAIL),
    at(f"{V2}/email/{{email}}/attachments/{{document}}", get=get_attachment, feature=EMAIL),
    at(f"{V2}/emails/{{email}}", get=get_email, post=post_to_email, feature=EMAIL),
    at(f"{V2}/emails/{{email}}/attachments/{{document}}", get=get_attachment, feature=EMAIL),
    at(f"{V2}/me/workbins", get=get_workbins, feature=EMAIL),
    at(f"{V2}/me/workbins/{{workbin}}", get=get_workbin, post=post_to_workbin, feature=EMAIL),
    at(f"{V2}/workbins", get=get_workbins, feature=EMAIL),
    at(f"{V2}/workbins/{{workbin}}", get=get_workbin, post=post_to_workbin, feature=EMAIL),
    at(f"{V2}/users/{{user}}/workbins/{{workbin}}", post=pull_from_users_workbin, feature=EMAIL),
    at(f"{V2}/me/skills", get=get_my_skills),
    at(f"{V2}/me/groups", get=get_my_groups),
    at(f"{V2}/users", get=get_users, feature=PROVISIONING),
    at(f"{V2}/users/{{user}}", get=get_user, feature=PROVISIONING),
    at(f"{V2}/users/{{user}}/skills", get=get_users_skills, feature=PROVISIONING),
    at(f"{V2}/users/{{user}}/channels/{{channel}}", post=post_to_users_channel, feature=supervisors_control),
    at(f"{V2}/skills", get=get_skills, feature=PROVISIONING),
    at(f"{V2}/skills/{{skill}}", get=get_skill, feature=PROVISIONING),
    at(f"{V2}/groups", get=get_groups, feature=PROVISIONING),
    at(f"{V2}/groups/{{group}}", get=get_group, feature=PROVISIONING),
    at(f"{V2}/queues", get=get_queues, feature=PROVISIONING),
    at(f"{V2}/queues/{{queue}}", get=get_queue, feature=PROVISIONING),
    at(f"{V2}/contacts", get=get_contacts),
    at(f"{V2}/contacts/{{contact}}", get=get_contact),
    at(f"{V2}/contacts/ucs", post=post_to_ucs_contacts, feature=EMAIL),
    at(f"{V2}/ucs/contacts", get=get_ucs_contacts, feature=EMAIL),
    at(f"{V2}/ucs/interactions", post=post_to_interactions, feature=EMAIL),
    at(f"{V2}/ucs/contacts/{{contact}}/interactions", post=post_to_contact_interactions, feature=EMAIL),
    at(f"{V2}/ucs/contacts/{{contact}}", get=get_ucs_contact, put=put_ucs_contact, feature=EMAIL),
    at(f"{V2}/response-templates", get=get_responses, feature=EMAIL),
    at(f"{V2}/response-templates/{{response}}", get=get_response, post=post_to_response, feature=EMAIL),
    at(f"{V2}/platform/contactserver/RequestGetRootCategories", post=post_root_categories, feature=EMAIL),
    at(f"{V2}/platform/contactserver/GetApprovedRootCategories", post=post_approved_root_categories, feature=EMAIL),
    at(f"{V2}/features", get=get_features),
    at(f"{V2}/features/{{feature}}", get=get_feature),
    at(f"{V2}/system/features", get=get_system_features),
    at(f"{V2}/settings", get=get_settings),
    at(f"{V2}/settings/{{section}}", get=get_settings_section),
    at(f"{V2}/services", get=get_services),
    at(f"{V2}/services/{{service}}", get=get_service),
    VERSION,
    at(f"{X1}/contacts/{{contact}}", post=post_to_own_contact, feature=EMAIL),
    at(f"{X1}/emails", get=get_found_emails, feature=EMAIL),
    at(f"{X1}/emails/{{email}}", get=get_email_details, post=post_to_own_email, feature=EMAIL),
    at(f"{X1}/emails/{{email}}/source", get=get_source, feature=EMAIL),
    at(f"{X1}/emails/{{email}}/why", get=get_why, feature=EMAIL),
    at(f"{X1}/response-templates/usage", get=get_response_usage, feature=EMAIL),
    at(f"{X1}/tokens", get=get_tokens, post=post_tokens),
    at(f"{X1}/tokens/{{token}}", delete=delete_token),
)
