-- Records (their whole truth is `body`, JSON; the other columns repeat what is asked for or checked) and the journal.

-- (The checks avoid `in (…)`: with it they cost as much as the rest of an update.)

-- One row per email, rewritten at every step of its life. No index looks at a column that changes with its state:
-- the partial ones change when it is finished or moves to another queue. `body` comes last, so that counting states
-- reads no overflow pages.
create table email (
    id text not null primary key,
    version integer not null,
    state text not null,
    queue text not null,
    holder text,
    invited text,
    contact text,
    arrived_at integer not null,
    finished_at integer,
    body text not null,
    constraint version_counts_from_one check (version >= 1),
    constraint state_is_known check (
        state = 'Queued' or state = 'Offered' or state = 'Held' or state = 'Shelved' or state = 'Outbox'
        or state = 'Sent' or state = 'Failed' or state = 'Stopped' or state = 'Canceled'
    ),
    constraint offered_means_invited check ((state = 'Offered') = (invited is not null)),
    constraint held_means_a_holder check (state <> 'Held' or holder is not null),
    constraint nobody_holds_the_rest check (holder is null or state = 'Held' or state = 'Offered'),
    constraint ended_means_finished_at check (
        case state
            when 'Queued' then finished_at is null
            when 'Offered' then finished_at is null
            when 'Held' then finished_at is null
            when 'Shelved' then finished_at is null
            when 'Outbox' then finished_at is null
            else finished_at is not null
        end
    )
) strict;

create index email_open on email (queue, arrived_at, id) where finished_at is null;
create index email_finished on email (queue, arrived_at, id, state) where finished_at is not null;
create index email_by_contact on email (contact, arrived_at, id) where contact is not null;
create index email_by_arrival on email (arrived_at, id);

-- Bodies and attachments of an email, apart from its hot row. `blob` names the original message's file.
create table content (
    id text not null primary key,
    version integer not null check (version >= 1),
    blob text,
    body text not null
) strict;

create index content_by_blob on content (blob) where blob is not null;

-- One row per agent: the contact-centre session and what is in hand.
create table login (
    id text not null primary key,
    version integer not null check (version >= 1),
    body text not null
) strict;

-- The rare kinds, until one of them needs a query.
create table record (
    kind text not null,
    id text not null,
    version integer not null check (version >= 1),
    body text not null,
    primary key (kind, id)
) strict;

-- What happened, in commit order. `number` has no gaps per node; `position` counts the events of one change from 0.
-- Rows are only ever added. Whoever trims it keeps each node's last number.
create table journal (
    node text not null,
    number integer not null check (number >= 1),
    position integer not null check (position >= 0),
    at integer not null,
    type text not null,
    schema integer not null,
    email text,
    agent text,
    body text not null,
    primary key (node, number, position)
) strict, without rowid;

create index journal_by_email on journal (email) where email is not null;
create index journal_received on journal (at) where type = 'EmailReceived';

-- Who writes here. No id that a committed change names is above `high_water`.
create table node (
    name text not null primary key,
    id_prefix text not null unique check (length(id_prefix) = 5),
    high_water integer not null check (high_water >= 0)
) strict;
