-- Documents are rare records that name a file (blob), and some of which expire: both are asked for.

create index document_by_blob on record (body ->> '$.blob') where kind = 'document';
create index document_expiring on record (id) where kind = 'document' and body ->> '$.expires_at' is not null;
