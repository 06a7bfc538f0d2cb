-- Customers get a table of their own, in which they are looked for. `merged_into` names the one a contact has become;
-- names are as they are compared. `contact_term` has a row for each text a contact is found by, forwards and from behind;
-- none for a contact that was merged. (Rows of both come out of `record` by store/contacts_moved.py: SQL has no case
-- folding of its own.)

create table contact (
    id text collate "C" not null primary key,
    version integer not null check (version >= 1),
    last_name text collate "C" not null,
    first_name text collate "C" not null,
    merged_into text collate "C",
    body text not null
);

create index contact_by_name on contact (last_name, first_name, id) where merged_into is null;
create index contact_by_first_name on contact (first_name, last_name, id) where merged_into is null;

create table contact_term (
    field text collate "C" not null,
    value text collate "C" not null,
    contact text collate "C" not null,
    reversed text collate "C" not null,
    primary key (field, value, contact)
);

create index contact_term_from_behind on contact_term (field, reversed, contact);
