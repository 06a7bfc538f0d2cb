-- What an audit reads. Lists of ids are arrays.

-- name: counts
-- How many rows each table has.
select 'email', count(*) from email
union all select 'content', count(*) from content
union all select 'login', count(*) from login
union all select 'contact', count(*) from contact
union all select 'record', count(*) from record
union all select 'journal', count(*) from journal;

-- name: nodes
-- Every node that has written here.
select name, id_prefix, high_water from node order by name;

-- name: all_email
-- Every email.
select 'email', id, version, body from email;

-- name: all_content
-- Every content.
select 'content', id, version, body from content;

-- name: all_login
-- Every login.
select 'login', id, version, body from login;

-- name: all_contact
-- Every customer.
select 'contact', id, version, body from contact;

-- name: all_record
-- Every record of a rare kind.
select kind, id, version, body from record;

-- name: all_events
-- The whole journal.
select node, number, position, at, type, schema, email, agent, body from journal order by node, number, position;

-- name: stories
-- What happened to some emails, one after the other, oldest first.
select email, at, type, agent, said(body) ->> 'queue' from journal
where email = any ($1::text[]) order by email, number, position, node;

-- name: existing_email
-- Which of these emails there are.
select id from email where id = any ($1::text[]);

-- name: existing_content
-- Which of these contents there are.
select id from content where id = any ($1::text[]);

-- name: existing_login
-- Which of these logins there are.
select id from login where id = any ($1::text[]);

-- name: existing_contact
-- Which of these customers there are.
select id from contact where id = any ($1::text[]);

-- name: existing_record
-- Which of these records of one rare kind there are.
select id from record where kind = $2 and id = any ($1::text[]);
