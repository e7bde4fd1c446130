-- What Dagster wrote down of runs that ended more than 90 days ago: log lines, and the beginning and end of steps.
-- What was materialised, observed and checked stays, so cells stay green and plots keep their points.
DELETE FROM event_logs
WHERE asset_key IS NULL
  AND "timestamp" < now() AT TIME ZONE 'UTC' - interval '90 days';
VACUUM (ANALYZE) event_logs;
