-- Which changes tell of an email, brought up to date in bundles.

-- name: indexed
-- How far it goes for a node.
select indexed from node where name = ?1;

-- name: index_up_to
-- The changes of a node after those it has, up to a number. (Ignored: a second event of one change.)
insert or ignore into history (email, node, number)
select email, node, number from journal
where node = ?1 and number > (select indexed from node where name = ?1) and number <= ?2 and email is not null;

-- name: indexed_up_to
-- How far it goes now.
update node set indexed = ?2 where name = ?1;
