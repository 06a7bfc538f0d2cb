-- Who writes here, asked and told once at the start.

-- name: node_of_prefix
-- Which node an id prefix belongs to.
select name from node where id_prefix = $1;

-- name: enter_node
-- This node and its id prefix.
insert into node (name, id_prefix, high_water) values ($1, $2, 0)
on conflict (name) do update set id_prefix = excluded.id_prefix;

-- name: high_water
-- The mark below which ids may have been given out.
select high_water from node where name = $1;

-- name: last_number
-- A node's last number; one that is new here goes on after the others, so that numbers tell the order of all rows.
select coalesce(
    (select max(number) from journal where node = $1),
    (select max((select max(number) from journal where journal.node = node.name)) from node),
    0
);
