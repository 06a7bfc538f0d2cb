-- What readers ask.

-- name: email
-- One email.
select body from email where id = $1;

-- name: content
-- The content of one email.
select body from content where id = $1;

-- name: login
-- One agent's login.
select body from login where id = $1;

-- name: contact
-- One customer.
select body from contact where id = $1;

-- name: record
-- One record of a rare kind.
select body from record where id = $1 and kind = $2;

-- name: many_email
-- Some emails (an array of ids).
select id, body from email where id = any ($1::text[]);

-- name: many_content
-- The contents of some emails.
select id, body from content where id = any ($1::text[]);

-- name: many_login
-- Some logins.
select id, body from login where id = any ($1::text[]);

-- name: many_contact
-- Some customers.
select id, body from contact where id = any ($1::text[]);

-- name: many_record
-- Some records of one rare kind.
select id, body from record where kind = $2 and id = any ($1::text[]);

-- name: open_records
-- Everything that router, timers and caches are rebuilt from.
select 'email' as kind, body from email where finished_at is null
union all select 'login', body from login
union all select kind, body from record where kind = 'http_session'
union all select kind, body from record where kind = 'document' and said(body) ->> 'expires_at' is not null;

-- name: journal
-- The events of one email, oldest first: by number, for clocks step back.
select node, number, position, at, type, schema, email, agent, body from journal
where email = $1 order by number, position, node;

-- name: emails
-- Emails by condition; the two gaps are filled from a fixed list, never from a request.
select body from email where {conditions} order by arrived_at {direction}, id {direction} limit $1 offset $2;

-- name: words
-- The newest emails before a place that have these words, each with its place; in the first column the place down to which
-- was looked, if not to the end. Words that seldom stand together ($4: without their order) are taken from their index
-- and sorted, frequent ones looked for from the newest on, some way. Left to the planner, its guess of how many there are
-- would decide, and for seldom words that is wrong by a factor of a hundred. At least one row, of nothing.
with top as materialized (
    select least($2, (select coalesce(max(seq), 0) + 1 from email_words)) as place
),
few as materialized (
    select seq, email, (head || body) @@ $1::tsquery as fits
    from email_words where (head || body) @@ $4::tsquery and seq < $2 limit 5001
),
counted as materialized (select count(*) as number from few),
found as (
    (select seq, email from few where fits and (select number from counted) < 5001 order by seq desc limit $3)
    union all
    (select seq, email from email_words
    where (select number from counted) = 5001 and (head || body) @@ $1::tsquery
        and seq < (select place from top) and seq >= (select place from top) - 20000 order by seq desc limit $3)
)
select case when number = 5001 and place > 20000 then place - 20000 end as bottom, found.seq, email.body
from counted cross join top left join (found join email on email.id = found.email) on true
order by found.seq desc;

-- name: contacts
-- Customers by what they are found by; both gaps are filled from fixed lists, never from a request.
select body from contact where merged_into is null and {conditions} order by {order} limit $1 offset $2;

-- name: contacts_counted
-- How many there are of them.
select count(*) from contact where merged_into is null and {conditions};

-- name: open_counts
-- How many unfinished emails are in each state.
select state, count(*) from email where finished_at is null group by state;

-- name: finished_counts
-- How many emails came to each end.
select state, count(*) from email where finished_at is not null group by state;

-- name: received_count
-- How many emails were ever taken in, by the journal.
select 'received', count(*) from journal where type = 'EmailReceived';

-- name: blobs_named
-- Which of these blobs (an array of names) some content or document names.
select blob from content where blob = any ($1::text[])
union select said(body) ->> 'blob' from record
where kind = 'document' and said(body) ->> 'blob' = any ($1::text[]);

-- name: was_committed
-- Whether a number of a node is in the journal.
select exists (select 1 from journal where node = $1 and number = $2);
