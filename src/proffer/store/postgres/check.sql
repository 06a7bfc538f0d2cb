-- Columns repeat what stands in the body. Every statement lists where they do not, one line of text each. What must
-- hold between records is the same for every database: see `audit/`.
-- (Values are compared as JSON: `->>` and jsonb refuse texts that hold \u0000.)

-- name: email_columns
-- The columns of an email repeat its body.
select 'email ' || id || ': its columns differ from its body'
from (
    select *, body::json -> 'invitation' as invitation from email
) as email
where (
    to_json(id)::text, to_json(version)::text, to_json(state)::text, to_json(queue)::text,
    coalesce(to_json(holder)::text, 'null'), coalesce(to_json(invited)::text, 'null'),
    coalesce(to_json(contact)::text, 'null'), to_json(arrived_at)::text, coalesce(to_json(finished_at)::text, 'null')
) is distinct from (
    (body::json -> 'id')::text, (body::json -> 'version')::text, (body::json -> 'state')::text,
    (body::json -> 'queue')::text, coalesce((body::json -> 'holder')::text, 'null'),
    case json_typeof(invitation) when 'object' then (invitation -> 'agent')::text else 'null' end,
    coalesce((body::json -> 'contact_id')::text, 'null'), (body::json -> 'arrived_at')::text,
    coalesce((body::json -> 'finished_at')::text, 'null')
);

-- name: content_columns
-- The columns of a content repeat its body.
select 'content ' || id || ': its columns differ from its body' from content
where (to_json(id)::text, to_json(version)::text, coalesce(to_json(blob)::text, 'null')) is distinct from
    ((body::json -> 'id')::text, (body::json -> 'version')::text, coalesce((body::json -> 'blob')::text, 'null'));

-- name: login_columns
-- The columns of a login repeat its body.
select 'login ' || id || ': its columns differ from its body' from login
where (to_json(id)::text, to_json(version)::text) is distinct from
    ((body::json -> 'agent')::text, (body::json -> 'version')::text);

-- name: record_columns
-- The version of a rare record repeats its body.
select kind || ' ' || id || ': its version differs from its body' from record
where version::text is distinct from (body::json -> 'version')::text;
