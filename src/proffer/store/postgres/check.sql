-- What must hold in the whole database. Every statement lists what is wrong, one line of text each.
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

-- name: holder_has_it_in_hand
-- Whoever holds an email has it in his login.
select 'email ' || email.id || ': ' || holder || ' holds it, but his login does not know' from email
where finished_at is null and holder is not null and not exists (
    select 1 from login, json_array_elements(login.body::json -> 'in_hand') as hand
    where login.id = email.holder and hand ->> 'email' = email.id
);

-- name: invited_has_it_in_hand
-- Whoever is invited has it in his login.
select 'email ' || email.id || ': ' || invited || ' is invited, but his login does not know' from email
where finished_at is null and invited is not null and not exists (
    select 1 from login, json_array_elements(login.body::json -> 'in_hand') as hand
    where login.id = email.invited and hand ->> 'email' = email.id
);

-- name: in_hand_is_held
-- What a login has in hand is held by its agent, or he is invited to it.
select 'login ' || login.id || ': has ' || (hand ->> 'email') || ' in hand, which is not his'
from login, json_array_elements(login.body::json -> 'in_hand') as hand
where not exists (
    select 1 from email where email.id = hand ->> 'email' and (email.holder = login.id or email.invited = login.id)
);

-- name: in_hand_once
-- A login has each email in hand once.
select 'login ' || login.id || ': has ' || (hand ->> 'email') || ' in hand more than once'
from login, json_array_elements(login.body::json -> 'in_hand') as hand
group by login.id, hand ->> 'email' having count(*) > 1;

-- name: content_has_an_email
-- No content without its email.
select 'content ' || id || ': there is no such email' from content
where not exists (select 1 from email where email.id = content.id);

-- name: journal_without_gaps
-- The numbers of a node have no gaps.
select 'journal of node ' || node || ': ' || (max(number) - min(number) + 1 - count(distinct number)) || ' numbers missing'
from journal group by node having count(distinct number) <> max(number) - min(number) + 1;

-- name: journal_positions
-- The events of a change are counted from 0.
select 'journal of node ' || node || ': change ' || number || ' has gaps' from journal
group by node, number having max(position) + 1 <> count(*);

-- name: received_exists
-- Every email that was taken in is there.
select 'email ' || email || ': was received, but there is no such email' from journal
where type = 'EmailReceived' and not exists (select 1 from email where email.id = journal.email);
