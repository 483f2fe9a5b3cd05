-- A read-only role for analysts. Roles belong to the whole server, so it may be there already.
DO $$
BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'analyst') THEN
        CREATE ROLE analyst NOLOGIN;
    END IF;
END $$;

GRANT USAGE ON SCHEMA archive, public TO analyst;
GRANT SELECT ON ALL TABLES IN SCHEMA archive, public TO analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA archive GRANT SELECT ON TABLES TO analyst;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO analyst;
