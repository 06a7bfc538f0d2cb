"""The whole configuration of the contact centre as one immutable, numbered value."""

from __future__ import annotations

from functools import cached_property

from proffer.center.agent_state import BUILT_IN, AgentState, Disposition
from proffer.center.options import Options
from proffer.center.queue import Mailbox, Queue
from proffer.center.standard_response import ResponseCategory, StandardResponse
from proffer.center.user import AgentGroup, Skill, User
from proffer.record import Key, Record

CENTER_KEY: Key = ("center", "current")


class Center(Record, frozen=True, kw_only=True, dict=True):
    """Everything configured. Its `version` is its number; `apply` replaces it whole. Names are unique."""

    contact_center_id: str = ""  # dashed UUID, made once per installation
    applied_at: int = 0  # epoch milliseconds; when it was put in force
    users: tuple[User, ...] = ()
    skills: tuple[Skill, ...] = ()
    groups: tuple[AgentGroup, ...] = ()
    queues: tuple[Queue, ...] = ()
    mailboxes: tuple[Mailbox, ...] = ()
    custom_states: tuple[AgentState, ...] = ()
    dispositions: tuple[Disposition, ...] = ()
    response_categories: tuple[ResponseCategory, ...] = ()
    responses: tuple[StandardResponse, ...] = ()
    options: Options = Options()

    @property
    def key(self) -> Key:
        return CENTER_KEY

    @cached_property
    def user_by_id(self) -> dict[str, User]:
        return {user.id: user for user in self.users}

    @cached_property
    def user_by_name(self) -> dict[str, User]:
        """By user name in case-folded form (contract 3.1)."""
        return {user.user_name.casefold(): user for user in self.users}

    @cached_property
    def user_by_employee_id(self) -> dict[str, User]:
        return {user.employee_id: user for user in self.users}

    @cached_property
    def queue_by_name(self) -> dict[str, Queue]:
        return {queue.name: queue for queue in self.queues}

    @cached_property
    def queue_by_id(self) -> dict[str, Queue]:
        return {queue.id: queue for queue in self.queues}

    @cached_property
    def group_by_name(self) -> dict[str, AgentGroup]:
        return {group.name: group for group in self.groups}

    @cached_property
    def skill_by_name(self) -> dict[str, Skill]:
        return {skill.name: skill for skill in self.skills}

    @cached_property
    def mailbox_by_address(self) -> dict[str, Mailbox]:
        """By address and by alias, lower case."""
        found = {alias: box for box in self.mailboxes for alias in box.aliases}
        return found | {box.address: box for box in self.mailboxes}

    @cached_property
    def from_addresses(self) -> tuple[str, ...]:
        """What agents may send from, lower case: option from-addresses, else every address mail comes in by."""
        return self.options.from_addresses or tuple(
            address for box in self.mailboxes for address in (box.address, *box.aliases)
        )

    @cached_property
    def own_addresses(self) -> frozenset[str]:
        """Addresses that are ours, lower case: nobody outside is reached by them."""
        return frozenset(self.mailbox_by_address) | frozenset(self.from_addresses)

    @cached_property
    def state_by_operation(self) -> dict[str, AgentState]:
        return {state.operation_name: state for state in (*BUILT_IN, *self.custom_states)}

    @cached_property
    def state_by_id(self) -> dict[str, AgentState]:
        return {state.id: state for state in (*BUILT_IN, *self.custom_states)}

    @cached_property
    def response_by_id(self) -> dict[str, StandardResponse]:
        return {response.id: response for response in self.responses}

    @cached_property
    def response_category_by_name(self) -> dict[str, ResponseCategory]:
        return {category.name: category for category in self.response_categories}

    def capacity_of(self, user: User) -> int:
        """How many emails routing may give this agent at once (contract 12.7)."""
        return self.options.email_capacity if user.capacity is None else user.capacity
