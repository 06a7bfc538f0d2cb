"""What each handler answers when all goes well, and what its query can name: one line for every handler there is."""

from __future__ import annotations

from proffer.api.document.forms import (
    DOCUMENT,
    MESSAGE_SOURCE,
    Answered,
    an_object,
    collection,
    done,
    linked,
    listed,
    one,
)
from proffer.api.paths import Handler
from proffer.api.resources.attachments import get_attachment, get_my_attachment, get_source
from proffer.api.resources.channels import (
    CHANNEL,
    get_my_channel,
    get_my_channels,
    post_to_my_channel,
    post_to_users_channel,
)
from proffer.api.resources.contacts import CONTACT as CUSTOMER
from proffer.api.resources.contacts import (
    get_ucs_contact,
    get_ucs_contacts,
    post_to_contact_interactions,
    post_to_interactions,
    post_to_own_contact,
    post_to_ucs_contacts,
    put_ucs_contact,
)
from proffer.api.resources.directory import CONTACT, get_contact, get_contacts
from proffer.api.resources.email_operations import post_to_email, post_to_emails, post_to_own_email
from proffer.api.resources.emails import EMAIL, get_email, get_my_email, get_my_emails
from proffer.api.resources.features import FEATURE, get_feature, get_features, get_system_features
from proffer.api.resources.groups import GROUP, get_group, get_groups, get_my_groups
from proffer.api.resources.me import get_me, post_to_me
from proffer.api.resources.own_emails import get_email_details, get_why
from proffer.api.resources.queues import QUEUE, get_queue, get_queues
from proffer.api.resources.responses import (
    RESPONSE,
    get_response,
    get_response_usage,
    get_responses,
    post_approved_root_categories,
    post_root_categories,
    post_to_response,
)
from proffer.api.resources.search import FOUND_BY, get_found_emails
from proffer.api.resources.services import SERVICE, get_service, get_services
from proffer.api.resources.settings import get_settings, get_settings_section
from proffer.api.resources.skills import SKILL, get_my_skills, get_skill, get_skills, get_users_skills
from proffer.api.resources.tokens import delete_token, get_tokens, post_tokens
from proffer.api.resources.uploads import delete_attachment, post_attachment
from proffer.api.resources.users import USER, get_user, get_users
from proffer.api.resources.version import get_version
from proffer.api.resources.workbins import WORKBIN, get_workbin, get_workbins, post_to_workbin, pull_from_users_workbin
from proffer.wire.schema import ref
from proffer.wire.schema.building import STRING, array

SUBRESOURCES = ("subresources",)
DIRECTORY_FILTERS = ("name", "channel", "type", "filterName", "filterParameters", "phoneNumber")

ANSWERS: dict[Handler, Answered] = {
    get_me: one("user", "Me", USER, *SUBRESOURCES),
    post_to_me: Answered({"anyOf": [ref("Success"), ref("Partial")]}),
    get_my_channels: collection(CHANNEL, "Channel"),
    get_my_channel: one("channel", "Channel", CHANNEL),
    post_to_my_channel: done(),
    post_to_users_channel: done(),
    get_my_emails: collection(EMAIL, "Email", *SUBRESOURCES),
    get_my_email: one("email", "Email", EMAIL),
    get_email: one("email", "Email", EMAIL),
    post_to_email: linked(),
    post_to_emails: linked(),
    post_to_own_email: linked(),
    get_attachment: DOCUMENT,
    get_my_attachment: DOCUMENT,
    post_attachment: an_object(always={"documentId": STRING}),
    delete_attachment: done(),
    get_source: MESSAGE_SOURCE,
    get_email_details: one("email", "EmailDetails"),
    get_why: listed("invitations", "Decision"),
    get_responses: collection(RESPONSE, "ResponseTemplate"),
    get_response: one("responseTemplate", "ResponseTemplate", RESPONSE),
    post_to_response: an_object(always={"subject": STRING, "body": STRING, "bodyAsPlainText": STRING}),
    post_root_categories: an_object(always={"response": STRING, "data": ref("RootCategories")}),
    post_approved_root_categories: an_object(always={"response": STRING, "data": ref("RootCategories")}),
    get_response_usage: listed("usage", "ResponseUsage"),
    get_found_emails: an_object(*FOUND_BY, always={"emails": array(ref("FoundEmail"))}, sometimes={"next": STRING}),
    get_users: collection(USER, "User"),
    get_user: one("user", "User", USER),
    get_skills: collection(SKILL, "Skill"),
    get_skill: one("skill", "Skill", SKILL),
    get_my_skills: collection(SKILL, "Skill"),
    get_users_skills: collection(SKILL, "Skill"),
    get_groups: collection(GROUP, "Group", *SUBRESOURCES),
    get_my_groups: collection(GROUP, "Group", *SUBRESOURCES),
    get_group: one("group", "Group", GROUP, *SUBRESOURCES),
    get_workbins: collection(WORKBIN, "Workbin", "workbinIds", "agentGroup", *SUBRESOURCES),
    get_workbin: one("workbin", "Workbin", WORKBIN, *SUBRESOURCES),
    post_to_workbin: linked(),
    pull_from_users_workbin: linked(),
    get_queues: collection(QUEUE, "Queue"),
    get_queue: one("queue", "Queue", QUEUE),
    get_contacts: collection(CONTACT, "DirectoryEntry", *DIRECTORY_FILTERS, always_counted=True),
    get_contact: one("contact", "DirectoryEntry", CONTACT, "type"),
    post_to_ucs_contacts: linked(),
    post_to_contact_interactions: linked(),
    post_to_interactions: linked(),
    get_ucs_contacts: collection(CUSTOMER, "Contact", "emailAddress", "phoneNumber", always_counted=True),
    get_ucs_contact: one("contact", "Contact", CUSTOMER),
    put_ucs_contact: one("contact", "Contact"),
    post_to_own_contact: one("contact", "Contact"),
    get_features: collection(FEATURE, "Feature"),
    get_system_features: collection(FEATURE, "Feature"),
    get_feature: one("feature", "Feature", FEATURE),
    get_settings: listed("settings", "SettingsGroup", "fields"),
    get_settings_section: an_object(
        always={
            "settings": {
                "type": "array",
                "items": {"anyOf": [ref("AgentState"), ref("Disposition"), ref("Setting")]},
            }
        },
        sometimes={"key": {"const": "name"}},
    ),
    get_services: collection(SERVICE, "Service"),
    get_service: one("service", "Service", SERVICE),
    get_version: an_object(always={"version": STRING, "serverVersion": STRING}),
    get_tokens: listed("tokens", "ApiToken", "userId"),
    post_tokens: one("token", "ApiToken"),
    delete_token: done(),
}
