-- What emails are found by: their words, cut and folded by interaction/search_words.py, so that every database finds the
-- same. `seq` grows with time, so the newest are found first. (Rows for emails that are there already are made by
-- store/word_rows.py.)

-- Words with the places they stand at; PostgreSQL's own parser would cut them again, by the locale of the database.
create or replace function as_vector(words text) returns tsvector language sql immutable parallel safe as $$
    select coalesce(string_agg(word || ':' || least(place, 16383), ' '), '')::tsvector
    from unnest(string_to_array(words, ' ')) with ordinality as found (word, place) where word <> ''
$$;

create table email_words (
    seq bigint generated always as identity primary key,
    email text collate "C" not null unique,
    head tsvector not null,
    body tsvector not null
);

create index email_words_index on email_words using gin ((head || body));
