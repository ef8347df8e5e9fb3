### Words for tiles of maps. Every key is also in tiles.zh-Hant.ftl.

tiles-zones = Land use zones
tiles-parcels = Parcels
tiles-plan-areas = Plan areas
tiles-plans = Plan cases: the land of their zones
tiles-exhibitions = Public exhibitions
tiles-restrictions = Restrictions
tiles-labels = Names
tiles-tilings = Tilings of the tiles
tiles-of = The collection as vector tiles

ogc-fault-no-tile-set = There are no tiles named “{ $name }”. There are: { $served }.
ogc-fault-tile-ending = Nothing is at this address. Tiles end in .mvt, their descriptions in .json: /tiles/live/zones.json says where they are.
ogc-fault-tile-numbers = A tile is named by three whole numbers: zoom, column, row. Correct the address.
ogc-fault-tile-zoom = There are tiles for the zooms 0 to { $most }. Enlarge the deepest ones for a closer look.
ogc-fault-tile-outside = At this zoom columns and rows go from 0 to { $last }. Correct the address.
ogc-fault-tile-release = No release of plan data is known as “{ $release }”. The live one is { $live }: { $address }
ogc-fault-tile-release-gone = The release “{ $release }” is no longer live, and its tiles are gone. The live one is { $live }: { $address }
ogc-fault-tile-format = The format “{ $value }” is not served. Ask for f=mvt or leave it out.
ogc-fault-tile-one-day = A map shows one day. Name a single day in datetime.
ogc-fault-no-tiles = No tiles can be drawn of the live release. Please tell the office.
ogc-fault-no-tiling = There is no tiling “{ $name }”. There is: { $served }.
