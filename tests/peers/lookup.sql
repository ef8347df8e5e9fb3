-- One parcel ($1) on a day ($2): every piece in a zone in force and known now with its area and border, and a last
-- row (no zone) with the parcel's own area and the border of what no zone covers. Each intersection is made once.
WITH parcel AS MATERIALIZED (
    SELECT registered, geom FROM parcels
    WHERE number = $1 AND from_on <= $2::text::date AND (until_on IS NULL OR until_on >= $2::text::date)
      AND known_until IS NULL
), pieces AS MATERIALIZED (
    SELECT zones.id, zones.plan, zones.class, zones.name, zones.coverage, zones.floor_area,
           ST_Intersection(parcel.geom, zones.geom) AS geom
    FROM parcel JOIN zones ON ST_Intersects(zones.geom, parcel.geom)
    WHERE zones.from_on <= $2::text::date AND (zones.until_on IS NULL OR zones.until_on >= $2::text::date)
      AND zones.known_until IS NULL
)
SELECT pieces.id, pieces.class, pieces.name, pieces.coverage, pieces.floor_area, plans.id, plans.area, plans.name,
       plans.level, plans.announced_on::text, plans.number, plans.scale,
       ST_Area(pieces.geom), ST_Perimeter(pieces.geom), NULL::bigint
FROM pieces JOIN plans ON plans.id = pieces.plan AND plans.known_until IS NULL
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, ST_Area(geom),
       CASE WHEN ST_Area(geom) - (SELECT sum(ST_Area(pieces.geom)) FROM pieces) > 5e-7
            THEN ST_Perimeter(ST_Difference(geom, (SELECT ST_Union(pieces.geom) FROM pieces))) END,
       registered
FROM parcel
