-- The embedded store finds an email's history by a table of its own from here on; here the index `journal_by_email`
-- stays. What this one needs to look into histories and records is a way around \u0000, which customers send:

-- A body as PostgreSQL can look into it: it refuses a whole document for one \u0000. In a document that has one, that
-- and every backslash become slashes.
create function said(body text) returns json language sql immutable
return case when strpos(body, '\u0000') = 0 then body else replace(replace(body, '\\', '/'), '\u0000', '/') end::json;
