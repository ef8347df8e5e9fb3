-- The tables `takau bench lookup` asks PostGIS about: parcels, zones and plans with the days they are in force and
-- known; filled by COPY. `lookup_indexes.sql` follows when they are full.
CREATE TABLE parcels (
    number      bigint NOT NULL,
    registered  bigint NOT NULL,
    from_on     date   NOT NULL,
    until_on    date,
    known_from  date   NOT NULL,
    known_until date,
    geom        geometry(Polygon, 3826) NOT NULL
);
CREATE TABLE plans (
    id           text   NOT NULL,
    area         text   NOT NULL,
    name         text   NOT NULL,
    level        text   NOT NULL,
    announced_on date   NOT NULL,
    number       text   NOT NULL,
    scale        bigint NOT NULL,
    known_from   date   NOT NULL,
    known_until  date
);
CREATE TABLE zones (
    id          text NOT NULL,
    plan        text NOT NULL,
    class       text NOT NULL,
    name        text NOT NULL,
    coverage    text,
    floor_area  text,
    from_on     date NOT NULL,
    until_on    date,
    known_from  date NOT NULL,
    known_until date,
    geom        geometry(MultiPolygon, 3826) NOT NULL
);
