-- A key may be longer than an index can hold (some 2,700 bytes), and one such record would keep its whole batch out of the
-- archive. Erasures look for user ids, which have at most 128 bytes, and for the keys made of them: longer ones need no index.
--
-- Building the index reads the archive once; the archiver waits meanwhile.

DROP INDEX archive.events_key;
CREATE INDEX events_key ON archive.events (key) WHERE user_id IS NULL AND octet_length(key) <= 256;

DROP INDEX archive.dead_letters_key;
CREATE INDEX dead_letters_key ON archive.dead_letters (key) WHERE octet_length(key) <= 256;
