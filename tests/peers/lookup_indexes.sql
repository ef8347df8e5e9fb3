CREATE INDEX ON parcels (number);
CREATE INDEX ON plans (id);
CREATE INDEX ON zones USING gist (geom);
VACUUM ANALYZE parcels;
VACUUM ANALYZE plans;
VACUUM ANALYZE zones;
