-- Nothing: the embedded store finds an email's history by a table of its own from here on, because its index on the
-- journal dirtied a page for each email at every insert. Here the index `journal_by_email` stays; see docs/performance.md.
select 1;
