-- Which changes tell of an email, found without an index on the journal: one that is kept at every insert dirties a page
-- of its own for each email. The writer brings `history` up to date now and then, many emails at once and in order;
-- what came later is found at the journal's end. `indexed` is the last number of a node that `history` has.

create table history (
    email text not null,
    node text not null,
    number integer not null,
    primary key (email, node, number)
) strict, without rowid;

insert into history (email, node, number)
select distinct email, node, number from journal where email is not null order by email, node, number;

alter table node add column indexed integer not null default 0;
update node set indexed = coalesce((select max(number) from journal where journal.node = node.name), 0);
drop index journal_by_email;
