-- Columns repeat what stands in the body. Every statement lists where they do not, one line of text each. What must
-- hold between records is the same for every database: see `audit/`.

-- name: email_columns
-- The columns of an email repeat its body.
select 'email ' || id || ': its columns differ from its body' from email
where (id, version, state, queue, holder, invited, contact, arrived_at, finished_at) is not (
    body ->> '$.id', body ->> '$.version', body ->> '$.state', body ->> '$.queue', body ->> '$.holder',
    body ->> '$.invitation.agent', body ->> '$.contact_id', body ->> '$.arrived_at', body ->> '$.finished_at'
);

-- name: content_columns
-- The columns of a content repeat its body.
select 'content ' || id || ': its columns differ from its body' from content
where (id, version, blob) is not (body ->> '$.id', body ->> '$.version', body ->> '$.blob');

-- name: login_columns
-- The columns of a login repeat its body.
select 'login ' || id || ': its columns differ from its body' from login
where (id, version) is not (body ->> '$.agent', body ->> '$.version');

-- name: contact_columns
-- The columns of a customer repeat his body.
select 'contact ' || id || ': its columns differ from its body' from contact
where (id, version, merged_into) is not (body ->> '$.id', body ->> '$.version', body ->> '$.merged_into');

-- name: contact_is_found
-- A customer is found by each of his addresses.
select 'contact ' || contact.id || ': is not found by the address ' || address.value
from contact cross join json_each(body, '$.email_addresses') as address
where merged_into is null and not exists (
    select 1 from contact_term
    where field = 'email' and contact_term.value = substr(replace(address.value, char(0), ''), 1, 200)
        and contact_term.contact = contact.id
);

-- name: term_has_its_contact
-- What is found is there.
select 'contact ' || contact_term.contact || ': is found by ' || value || ', but is not there'
from contact_term left join contact on contact.id = contact_term.contact and merged_into is null
where contact.id is null;

-- name: record_columns
-- The version of a rare record repeats its body.
select kind || ' ' || id || ': its version differs from its body' from record where version is not body ->> '$.version';

-- name: history_is_whole
-- What the history should have of the journal, it has.
select 'email ' || email || ': change ' || number || ' of node ' || journal.node || ' is missing from its history'
from node cross join journal on journal.node = node.name and journal.number <= node.indexed
where email is not null and not exists (
    select 1 from history
    where history.email = journal.email and history.node = journal.node and history.number = journal.number
);
