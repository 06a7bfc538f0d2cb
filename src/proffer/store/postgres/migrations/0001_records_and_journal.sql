-- Records (their whole truth is `body`, JSON; the other columns repeat what is asked for or checked) and the journal.

-- `body` is text: jsonb refuses \u0000, which customers send, and costs parsing at every write. Texts that are compared
-- are collated by their code points, as everywhere else.

-- One row per email, rewritten at every step of its life. No index looks at a column that changes with its state, and
-- pages keep room for the next version (fillfactor): so an update touches one page and no index (HOT).
create table email (
    id text collate "C" not null primary key,
    version integer not null,
    state text not null,
    queue text collate "C" not null,
    holder text collate "C",
    invited text collate "C",
    contact text collate "C",
    arrived_at bigint not null,
    finished_at bigint,
    body text not null,
    constraint version_counts_from_one check (version >= 1),
    constraint state_is_known check (
        state in ('Queued', 'Offered', 'Held', 'Shelved', 'Outbox', 'Sent', 'Failed', 'Stopped', 'Canceled')
    ),
    constraint offered_means_invited check ((state = 'Offered') = (invited is not null)),
    constraint held_means_a_holder check (state <> 'Held' or holder is not null),
    constraint nobody_holds_the_rest check (holder is null or state in ('Held', 'Offered')),
    constraint ended_means_finished_at check (
        case
            when state in ('Queued', 'Offered', 'Held', 'Shelved', 'Outbox') then finished_at is null
            when state in ('Sent', 'Failed', 'Stopped', 'Canceled') then finished_at is not null
            else true  -- `state_is_known` says so
        end
    )
) with (fillfactor = 70);

create index email_open on email (queue, arrived_at, id) where finished_at is null;
create index email_finished on email (queue, arrived_at, id) where finished_at is not null;
create index email_by_contact on email (contact, arrived_at, id) where contact is not null;
create index email_by_arrival on email (arrived_at, id);

-- Bodies and attachments of an email, apart from its hot row. `blob` names the original message's file.
create table content (
    id text collate "C" not null primary key,
    version integer not null check (version >= 1),
    blob text collate "C",
    body text not null
);

create index content_by_blob on content (blob) where blob is not null;

-- One row per agent: the contact-centre session and what is in hand.
create table login (
    id text collate "C" not null primary key,
    version integer not null check (version >= 1),
    body text not null
) with (fillfactor = 70);

-- The rare kinds, until one of them needs a query.
create table record (
    kind text collate "C" not null,
    id text collate "C" not null,
    version integer not null check (version >= 1),
    body text not null,
    primary key (kind, id)
);

-- What happened, in commit order. `number` has no gaps per node; `position` counts the events of one change from 0.
-- Rows are only ever added. Whoever trims it keeps each node's last number.
create table journal (
    node text collate "C" not null,
    number bigint not null check (number >= 1),
    position integer not null check (position >= 0),
    at bigint not null,
    type text collate "C" not null,
    schema integer not null,
    email text collate "C",
    agent text collate "C",
    body text not null,
    primary key (node, number, position)
);

create index journal_by_email on journal (email) where email is not null;
create index journal_received on journal (at) where type = 'EmailReceived';

-- Who writes here. No id that a committed change names is above `high_water`.
create table node (
    name text collate "C" not null primary key,
    id_prefix text collate "C" not null unique check (length(id_prefix) = 5),
    high_water bigint not null check (high_water >= 0)
);
