-- What an audit reads. A JSON array stands for a list of ids.

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
select email, at, type, agent, queue from (
    select journal.email, journal.at, journal.type, journal.agent, journal.body ->> '$.queue' as queue,
        journal.number, journal.position, journal.node
    from json_each(?1) as asked cross join history on history.email = asked.value
    cross join journal on journal.node = history.node and journal.number = history.number
        and journal.email = history.email
    union all
    select email, at, type, agent, body ->> '$.queue', number, position, journal.node
    from node cross join journal on journal.node = node.name and journal.number > node.indexed
    where email in (select value from json_each(?1))
) order by email, number, position, node;

-- name: existing_email
-- Which of these emails there are.
select id from email where id in (select value from json_each(?1));

-- name: existing_content
-- Which of these contents there are.
select id from content where id in (select value from json_each(?1));

-- name: existing_login
-- Which of these logins there are.
select id from login where id in (select value from json_each(?1));

-- name: existing_contact
-- Which of these customers there are.
select id from contact where id in (select value from json_each(?1));

-- name: existing_record
-- Which of these records of one rare kind there are.
select id from record where kind = ?2 and id in (select value from json_each(?1));
