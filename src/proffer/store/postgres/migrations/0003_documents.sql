-- Documents are rare records that name a file (blob), and some of which expire: both are asked for.

create index document_by_blob on record ((said(body) ->> 'blob')) where kind = 'document';
create index document_expiring on record (id) where kind = 'document' and said(body) ->> 'expires_at' is not null;
