-- Columns repeat what stands in the body. Every statement lists where they do not, one line of text each. What must
-- hold between records is the same for every database: see `audit/`.
-- (`said` looks into bodies that hold \u0000.)

-- name: email_columns
-- The columns of an email repeat its body.
select 'email ' || id || ': its columns differ from its body'
from (select *, said(body) as said from email) as email
where (id, version::text, state, replace(queue, '\', '/'), holder, invited) is distinct from (
    said ->> 'id', said ->> 'version', said ->> 'state', replace(said ->> 'queue', '\', '/'), said ->> 'holder',
    said #>> '{invitation,agent}'
) or (contact, arrived_at::text, finished_at::text) is distinct from (
    said ->> 'contact_id', said ->> 'arrived_at', said ->> 'finished_at'
);

-- name: content_columns
-- The columns of a content repeat its body.
select 'content ' || id || ': its columns differ from its body' from content
where (id, version::text, blob) is distinct from (said(body) ->> 'id', said(body) ->> 'version', said(body) ->> 'blob');

-- name: login_columns
-- The columns of a login repeat its body.
select 'login ' || id || ': its columns differ from its body' from login
where (id, version::text) is distinct from (said(body) ->> 'agent', said(body) ->> 'version');

-- name: contact_columns
-- The columns of a customer repeat his body.
select 'contact ' || id || ': its columns differ from its body' from contact
where (id, version::text, merged_into) is distinct from (
    said(body) ->> 'id', said(body) ->> 'version', said(body) ->> 'merged_into'
);

-- name: contact_is_found
-- A customer is found by each of his addresses.
select 'contact ' || id || ': is not found by the address ' || address.value
from contact cross join json_array_elements_text(said(body) -> 'email_addresses') as address (value)
where merged_into is null and strpos(body, '\u0000') = 0 and not exists (
    select 1 from contact_term
    where field = 'email' and contact_term.value = left(address.value, 200) and contact_term.contact = contact.id
);

-- name: term_has_its_contact
-- What is found is there.
select 'contact ' || contact_term.contact || ': is found by ' || value || ', but is not there'
from contact_term left join contact on contact.id = contact_term.contact and merged_into is null
where contact.id is null;

-- name: record_columns
-- The version of a rare record repeats its body.
select kind || ' ' || id || ': its version differs from its body' from record
where version::text is distinct from said(body) ->> 'version';
