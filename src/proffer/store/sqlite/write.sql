-- What the writer says. Values are numbered as store/rows.py gives them; an update names the version it follows, so
-- that a row which is not as the judge believed shows in the count of rows changed.

-- name: insert_email
-- A new email.
insert into email (id, version, state, queue, holder, invited, contact, arrived_at, finished_at, body)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);

-- name: update_email
-- The next version of an email that stays in its queue and unfinished (or finished): no index is touched.
update email set version = ?2, state = ?3, holder = ?5, invited = ?6, body = ?10
where id = ?1 and version = ?2 - 1 and queue = ?4 and contact is ?7 and arrived_at = ?8 and finished_at is ?9;

-- name: move_email
-- The next version of an email that changed its queue or contact, or came to its end.
update email set version = ?2, state = ?3, queue = ?4, holder = ?5, invited = ?6, contact = ?7, arrived_at = ?8,
    finished_at = ?9, body = ?10
where id = ?1 and version = ?2 - 1;

-- name: delete_email
-- An email that is removed.
delete from email where id = ?1 and version = ?2;

-- name: insert_content
-- Bodies and attachments of a new email.
insert into content (id, version, blob, body) values (?1, ?2, ?3, ?4);

-- name: update_content
-- The next version of a draft.
update content set version = ?2, blob = ?3, body = ?4 where id = ?1 and version = ?2 - 1;

-- name: delete_content
-- Content that is removed.
delete from content where id = ?1 and version = ?2;

-- name: insert_login
-- An agent's first login.
insert into login (id, version, body) values (?1, ?2, ?3);

-- name: update_login
-- The next version of an agent's login.
update login set version = ?2, body = ?3 where id = ?1 and version = ?2 - 1;

-- name: delete_login
-- A login that is removed, with its agent.
delete from login where id = ?1 and version = ?2;

-- name: insert_words
-- What new emails are found by.
insert into email_words (email, head, body) values (?1, ?2, ?3);

-- name: update_words
-- All of it.
update email_words set head = ?2, body = ?3 where email = ?1;

-- name: update_words_head
-- Another subject, other people, another comment.
update email_words set head = ?2 where email = ?1;

-- name: update_words_body
-- Another text.
update email_words set body = ?2 where email = ?1;

-- name: insert_contact
-- A new customer.
insert into contact (id, version, last_name, first_name, merged_into, body) values (?1, ?2, ?3, ?4, ?5, ?6);

-- name: update_contact
-- The next version of a customer.
update contact set version = ?2, last_name = ?3, first_name = ?4, merged_into = ?5, body = ?6
where id = ?1 and version = ?2 - 1;

-- name: delete_contact
-- A customer who is removed.
delete from contact where id = ?1 and version = ?2;

-- name: insert_contact_term
-- A text that a customer is found by.
insert into contact_term (field, value, contact, reversed) values (?1, ?2, ?3, ?4);

-- name: delete_contact_term
-- A text that a customer is no longer found by.
delete from contact_term where field = ?1 and value = ?2 and contact = ?3 and reversed = ?4;

-- name: insert_record
-- A new record of a rare kind.
insert into record (kind, id, version, body) values (?1, ?2, ?3, ?4);

-- name: update_record
-- The next version of a record of a rare kind.
update record set version = ?3, body = ?4 where kind = ?1 and id = ?2 and version = ?3 - 1;

-- name: delete_record
-- A record of a rare kind that is removed.
delete from record where kind = ?1 and id = ?2 and version = ?3;

-- name: insert_event
-- One event of a change.
insert into journal (node, number, position, at, type, schema, email, agent, body)
values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9);

-- name: store_mark
-- The high-water mark of the ids given out.
update node set high_water = ?2 where name = ?1 and high_water < ?2;

-- name: email_versions
-- Versions of some emails (a JSON array of ids).
select id, version from email where id in (select value from json_each(?1));

-- name: content_versions
-- Versions of some contents.
select id, version from content where id in (select value from json_each(?1));

-- name: login_versions
-- Versions of some logins.
select id, version from login where id in (select value from json_each(?1));

-- name: contact_versions
-- Versions of some customers.
select id, version from contact where id in (select value from json_each(?1));

-- name: record_versions
-- Versions of some records of one rare kind.
select id, version from record where kind = ?2 and id in (select value from json_each(?1));
