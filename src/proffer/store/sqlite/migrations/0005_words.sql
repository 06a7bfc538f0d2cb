-- What emails are found by: their words, cut and folded by interaction/search_words.py, so that every database finds the
-- same. `seq` grows with time, so the newest are found first without sorting. (Rows for emails that are there already
-- are made by store/word_rows.py.)

create table email_words (
    seq integer primary key autoincrement,
    email text not null unique,
    head text not null,
    body text not null
) strict;

create virtual table email_words_index using fts5 (
    head, body, content = 'email_words', content_rowid = 'seq', tokenize = 'unicode61 remove_diacritics 0'
);

create trigger email_words_inserted after insert on email_words begin
    insert into email_words_index (rowid, head, body) values (new.seq, new.head, new.body);
end;

create trigger email_words_updated after update on email_words begin
    insert into email_words_index (email_words_index, rowid, head, body)
    values ('delete', old.seq, old.head, old.body);
    insert into email_words_index (rowid, head, body) values (new.seq, new.head, new.body);
end;

create trigger email_words_deleted after delete on email_words begin
    insert into email_words_index (email_words_index, rowid, head, body)
    values ('delete', old.seq, old.head, old.body);
end;
