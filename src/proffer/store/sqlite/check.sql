-- What must hold in the whole file. Every statement lists what is wrong, one line of text each.

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

-- name: record_columns
-- The version of a rare record repeats its body.
select kind || ' ' || id || ': its version differs from its body' from record where version is not body ->> '$.version';

-- name: holder_has_it_in_hand
-- Whoever holds an email has it in his login.
select 'email ' || email.id || ': ' || holder || ' holds it, but his login does not know' from email
where finished_at is null and holder is not null and not exists (
    select 1 from login, json_each(login.body, '$.in_hand') as hand
    where login.id = email.holder and hand.value ->> '$.email' = email.id
);

-- name: invited_has_it_in_hand
-- Whoever is invited has it in his login.
select 'email ' || email.id || ': ' || invited || ' is invited, but his login does not know' from email
where finished_at is null and invited is not null and not exists (
    select 1 from login, json_each(login.body, '$.in_hand') as hand
    where login.id = email.invited and hand.value ->> '$.email' = email.id
);

-- name: in_hand_is_held
-- What a login has in hand is held by its agent, or he is invited to it.
select 'login ' || login.id || ': has ' || (hand.value ->> '$.email') || ' in hand, which is not his'
from login, json_each(login.body, '$.in_hand') as hand
where not exists (
    select 1 from email
    where email.id = hand.value ->> '$.email' and (email.holder = login.id or email.invited = login.id)
);

-- name: in_hand_once
-- A login has each email in hand once.
select 'login ' || login.id || ': has ' || (hand.value ->> '$.email') || ' in hand more than once'
from login, json_each(login.body, '$.in_hand') as hand
group by login.id, hand.value ->> '$.email' having count(*) > 1;

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
