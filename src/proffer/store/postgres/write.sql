-- What the writer says. A statement takes one array for each value that store/rows.py gives, in its order, and writes all
-- rows of a group at once; an update names the version it follows, so that a row which is not as the judge believed shows
-- in the count of rows. `joined.py` joins the statements a group needs into one.

-- name: insert_email
-- New emails.
insert into email (id, version, state, queue, holder, invited, contact, arrived_at, finished_at, body)
select * from unnest(
    $1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
    $10::text[]
);

-- name: update_email
-- The next versions of emails that stay in their queue and unfinished (or finished): no index is touched.
update email set version = new.version, state = new.state, holder = new.holder, invited = new.invited, body = new.body
from unnest(
    $1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
    $10::text[]
) as new (id, version, state, queue, holder, invited, contact, arrived_at, finished_at, body)
where email.id = new.id and email.version = new.version - 1 and email.queue = new.queue
    and email.contact is not distinct from new.contact and email.arrived_at = new.arrived_at
    and email.finished_at is not distinct from new.finished_at;

-- name: move_email
-- The next versions of emails that changed their queue or contact, or came to their end.
update email set version = new.version, state = new.state, queue = new.queue, holder = new.holder,
    invited = new.invited, contact = new.contact, arrived_at = new.arrived_at, finished_at = new.finished_at,
    body = new.body
from unnest(
    $1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::bigint[], $9::bigint[],
    $10::text[]
) as new (id, version, state, queue, holder, invited, contact, arrived_at, finished_at, body)
where email.id = new.id and email.version = new.version - 1;

-- name: delete_email
-- Emails that are removed.
delete from email using unnest($1::text[], $2::int[]) as old (id, version)
where email.id = old.id and email.version = old.version;

-- name: insert_content
-- Bodies and attachments of new emails.
insert into content (id, version, blob, body) select * from unnest($1::text[], $2::int[], $3::text[], $4::text[]);

-- name: update_content
-- The next versions of drafts.
update content set version = new.version, blob = new.blob, body = new.body
from unnest($1::text[], $2::int[], $3::text[], $4::text[]) as new (id, version, blob, body)
where content.id = new.id and content.version = new.version - 1;

-- name: delete_content
-- Content that is removed.
delete from content using unnest($1::text[], $2::int[]) as old (id, version)
where content.id = old.id and content.version = old.version;

-- name: insert_login
-- Agents' first logins.
insert into login (id, version, body) select * from unnest($1::text[], $2::int[], $3::text[]);

-- name: update_login
-- The next versions of agents' logins.
update login set version = new.version, body = new.body
from unnest($1::text[], $2::int[], $3::text[]) as new (id, version, body)
where login.id = new.id and login.version = new.version - 1;

-- name: delete_login
-- Logins that are removed, with their agents.
delete from login using unnest($1::text[], $2::int[]) as old (id, version)
where login.id = old.id and login.version = old.version;

-- name: insert_words
-- What new emails are found by.
insert into email_words (email, head, body) select email, as_vector(head), as_vector(body)
from unnest($1::text[], $2::text[], $3::text[]) as new (email, head, body);

-- name: update_words
-- All of it.
update email_words set head = as_vector(new.head), body = as_vector(new.body)
from unnest($1::text[], $2::text[], $3::text[]) as new (email, head, body) where email_words.email = new.email;

-- name: update_words_head
-- Another subject, other people, another comment.
update email_words set head = as_vector(new.head)
from unnest($1::text[], $2::text[]) as new (email, head) where email_words.email = new.email;

-- name: update_words_body
-- Another text.
update email_words set body = as_vector(new.body)
from unnest($1::text[], $2::text[]) as new (email, body) where email_words.email = new.email;

-- name: insert_contact
-- New customers.
insert into contact (id, version, last_name, first_name, merged_into, body)
select * from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[]);

-- name: update_contact
-- The next versions of customers.
update contact set version = new.version, last_name = new.last_name, first_name = new.first_name,
    merged_into = new.merged_into, body = new.body
from unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::text[], $6::text[])
    as new (id, version, last_name, first_name, merged_into, body)
where contact.id = new.id and contact.version = new.version - 1;

-- name: delete_contact
-- Customers who are removed.
delete from contact using unnest($1::text[], $2::int[]) as old (id, version)
where contact.id = old.id and contact.version = old.version;

-- name: insert_contact_term
-- Texts that customers are found by.
insert into contact_term (field, value, contact, reversed)
select * from unnest($1::text[], $2::text[], $3::text[], $4::text[]);

-- name: delete_contact_term
-- Texts that customers are no longer found by.
delete from contact_term using unnest($1::text[], $2::text[], $3::text[], $4::text[])
    as old (field, value, contact, reversed)
where contact_term.field = old.field and contact_term.value = old.value and contact_term.contact = old.contact
    and contact_term.reversed = old.reversed;

-- name: insert_record
-- New records of rare kinds.
insert into record (kind, id, version, body) select * from unnest($1::text[], $2::text[], $3::int[], $4::text[]);

-- name: update_record
-- The next versions of records of rare kinds.
update record set version = new.version, body = new.body
from unnest($1::text[], $2::text[], $3::int[], $4::text[]) as new (kind, id, version, body)
where record.kind = new.kind and record.id = new.id and record.version = new.version - 1;

-- name: delete_record
-- Records of rare kinds that are removed.
delete from record using unnest($1::text[], $2::text[], $3::int[]) as old (kind, id, version)
where record.kind = old.kind and record.id = old.id and record.version = old.version;

-- name: insert_event
-- The events of the changes.
insert into journal (node, number, position, at, type, schema, email, agent, body)
select * from unnest(
    $1::text[], $2::bigint[], $3::int[], $4::bigint[], $5::text[], $6::int[], $7::text[], $8::text[], $9::text[]
);

-- name: store_mark
-- The high-water marks of the ids given out.
update node set high_water = new.mark from unnest($1::text[], $2::bigint[]) as new (name, mark)
where node.name = new.name and node.high_water < new.mark;

-- name: email_versions
-- Versions of some emails, whose rows are locked in the order of their ids.
select id, version from email where id = any ($1::text[]) order by id for update;

-- name: content_versions
-- Versions of some contents.
select id, version from content where id = any ($1::text[]) order by id for update;

-- name: login_versions
-- Versions of some logins.
select id, version from login where id = any ($1::text[]) order by id for update;

-- name: contact_versions
-- Versions of some customers.
select id, version from contact where id = any ($1::text[]) order by id for update;

-- name: record_versions
-- Versions of some records of one rare kind.
select id, version from record where kind = $2 and id = any ($1::text[]) order by id for update;
