### Words for map programs: OGC API, WMS and WMTS. Every key is also in ogc.zh-Hant.ftl.

## The interface and its collections
ogc-title = Land of the city: zones, parcels, plans
ogc-about = Zones, parcels, plan areas, plan cases, exhibitions and restrictions of the city's urban plans, as in force on any day. For reference only; apply for a certificate where it must count.
ogc-zones = Land use zones
ogc-zones-about = Land use zones and public facility sites. Without datetime, those in force today.
ogc-parcels = Parcels
ogc-parcels-about = Parcels of the cadastral map with their registered area and what old numbers became. Without datetime, those that exist today.
ogc-plan-areas = Plan areas
ogc-plan-areas-about = The city's plan areas with their boundaries.
ogc-plans = Plan cases
ogc-plans-about = Plan cases with level, announcement and map scale. The geometry is the boundary of the plan area the case belongs to.
ogc-exhibitions = Public exhibitions
ogc-exhibitions-about = Plan changes on public exhibition: drafts, without force. Without datetime, those open today.
ogc-restrictions = Restrictions
ogc-restrictions-about = Restrictions on land beside the zones, each with its authority. Without datetime, those in force today.
ogc-link-self = This document
ogc-link-api = What can be asked, as OpenAPI 3.0
ogc-link-conformance = Standards kept
ogc-link-data = Collections
ogc-link-items = The features
ogc-link-queryables = What can be filtered by
ogc-link-next = Next page
ogc-link-collection = The collection
ogc-problem = What was wrong, and the next step

## Facts
ogc-fact-class = National class code
ogc-fact-name = Name
ogc-fact-coverage = Building coverage as the plan words it
ogc-fact-floor-area = Floor area ratio as the plan words it
ogc-fact-area-m2 = Area on the map, m²
ogc-fact-plan = Id of the plan case
ogc-fact-plan-name = Name of the plan case
ogc-fact-plan-area = Code of the plan area
ogc-fact-level = Level of the plan: main or detailed
ogc-fact-announced-on = Day of the announcement
ogc-fact-number = Number of the announcement
ogc-fact-map-scale = Denominator of the plan map's scale
ogc-fact-section = Code of the cadastral section
ogc-fact-section-name = Name of the cadastral section
ogc-fact-district = District
ogc-fact-land-number = Land number
ogc-fact-registered-area-m2 = Registered area, m²
ogc-fact-became = What happened to it: renumbered, split or merged
ogc-fact-became-on = Day it happened
ogc-fact-opens-on = First day of the exhibition
ogc-fact-closes-on = Last day of the exhibition
ogc-fact-kind = Kind of restriction
ogc-fact-authority = Authority
ogc-fact-in-force-from = First day in force
ogc-fact-in-force-until = Last day in force
ogc-fact-known-from = First day in our books
ogc-fact-known-until = Last day in our books
ogc-fact-geometry = The extent

## Parameters
ogc-parameter-id = Id of a feature
ogc-parameter-bbox = Only features with a place in this box: four numbers in the order of the axes of bbox-crs.
ogc-parameter-bbox-crs = Reference system of bbox.
ogc-parameter-crs = Reference system of the answer.
ogc-parameter-limit = Features on a page.
ogc-parameter-datetime = In force on this day (2026-03-02), or on any day of a span (2020-01-01/2026-03-02, ../2026-03-02). Today when missing.
ogc-parameter-known = As this office would have answered on this day. As known now when missing.
ogc-parameter-filter = A condition in the Common Query Language, CQL2: comparisons, AND, OR, NOT, LIKE, BETWEEN, IN, IS NULL, S_INTERSECTS and relations of days.
ogc-parameter-filter-lang = How the filter is written.
ogc-parameter-filter-crs = Reference system of geometries in the filter.
ogc-parameter-after = Key of a next page, as its link gives it.
ogc-parameter-f = Format of the answer.

## Refusals
ogc-title-bad = The request cannot be understood
ogc-title-not-found = Not found
ogc-title-gone = The plan data were renewed
ogc-title-denied = Not open to the public
ogc-title-broken = Something went wrong on our side
ogc-kind-text = a text
ogc-kind-number = a number
ogc-kind-day = a day
ogc-expected-operand = a property, a text in single quotes, a number or DATE('2026-03-02')
ogc-expected-closing-quote = a closing quotation mark
ogc-expected-number = a number
ogc-expected-end = AND, OR or the end
ogc-expected-open = an opening bracket
ogc-expected-close = a closing bracket
ogc-expected-comma = a comma
ogc-expected-null = NULL or NOT NULL
ogc-expected-text = a text in single quotes
ogc-expected-and = AND between the two values
ogc-expected-not-what = LIKE, BETWEEN or IN after NOT
ogc-expected-comparison = a comparison such as = or LIKE
ogc-expected-time = a property, DATE('2026-03-02') or INTERVAL('2026-01-01', '..')
ogc-expected-geometry = the property geometry or a geometry literal
ogc-expected-op = an object with op and args
ogc-expected-args = as many arguments as the operation has
ogc-fault-query-long = The query is too long. Keep it below { $most } bytes.
ogc-fault-twice = “{ $name }” is given twice. Give it once.
ogc-fault-not-decodable = “{ $value }” is not percent-encoded UTF-8. Encode every value as UTF-8 with %XX.
ogc-fault-unknown-parameter = “{ $name }” is no parameter here. Leave it out; served are: { $served }.
ogc-fault-bad-format = The format “{ $value }” is not served. Ask for f=json or leave it out.
ogc-fault-bad-crs = “{ $value }” in { $name } is no reference system served here. Use one of: { $served }.
ogc-fault-bad-limit = “{ $value }” is no number of features. Use a whole number from 1 to { $most }.
ogc-fault-bad-bbox = “{ $value }” is no box. Write four numbers with commas: lower corner, then upper corner, in the order of the axes of bbox-crs.
ogc-fault-bad-day = “{ $value }” in { $name } is no day. Write it as 2026-03-02 or 2026-03-02T09:00:00+08:00.
ogc-fault-span-backwards = “{ $value }” ends before it begins. Write the earlier day first.
ogc-fault-one-day = One feature is asked about on one day. Use a single day in datetime, or ask the items for a span.
ogc-fault-bad-value = “{ $value }” in { $name } is not { $kind }. Correct the value or leave the parameter out.
ogc-fault-bad-after = “{ $value }” is no key of a page. Follow the link to the next page as it is given.
ogc-fault-renewed = The plan data were renewed while you were paging. Begin again with the first page.
ogc-fault-no-collection = There is no collection “{ $name }”. There are: { $served }.
ogc-fault-no-feature = There is no feature “{ $id }”. Look it up among the items of the collection.
ogc-fault-not-then = “{ $id }” was not in force on { $on }. Name another day with datetime, or ask the items with datetime=../.. for all its days.
ogc-fault-nowhere = There is nothing at { $path }. Begin at /ogc and follow its links.
ogc-fault-no-release = No plan data have been published yet. Please come back later.
ogc-fault-denied = This land is not shown to the public. Ask the office.
ogc-fault-busy = Too many pictures are being drawn at this moment. Please repeat the request in a few seconds.
ogc-fault-broken = The answer could not be made. Please repeat the request later.
ogc-fault-no-place = { $value } is no place in { $crs }. Check the numbers and the order of the axes.
ogc-fault-geometry-long = The geometry has too many positions. Use at most { $most }.
ogc-fault-geometry-empty = The geometry has no position. Write at least one.
ogc-fault-geometry-open = A line needs two positions and a ring four, its last equal to its first. Close the ring.
ogc-fault-geometry-work = The question takes too much work. Use a smaller area or a geometry with fewer positions.
ogc-fault-filter-long = The filter is too long. Keep it below { $most } bytes.
ogc-fault-filter-lang = The filter language “{ $value }” is not served. Use cql2-text or cql2-json.
ogc-fault-filter-unread = The filter cannot be read at character { $at }, “{ $found }”. Write { $expected } there.
ogc-fault-filter-ended = The filter ends too early. Go on with { $expected }.
ogc-fault-filter-deep = The filter is nested too deeply. Use at most { $most } levels of brackets.
ogc-fault-filter-no-json = The filter is no JSON from character { $at } on. Correct it, or use filter-lang=cql2-text.
ogc-fault-filter-misfit = { $found } does not fit in the filter. Write { $expected } there.
ogc-fault-filter-name = There is no property “{ $name }” here. Use one of: { $served }.
ogc-fault-filter-function = { $name } is not served. Served are: { $served }, and comparisons.
ogc-fault-filter-geometry = { $name } is not served as a geometry. Served are: { $served }.
ogc-fault-filter-bbox = A box has four numbers, the lower corner before the upper. Correct the box.
ogc-fault-filter-unlike = { $one } cannot be compared with { $other } ({ $name }). Compare like with like; days are written DATE('2026-03-02').
ogc-fault-filter-truth = No property is { $value } or not. Compare it with a text, a number or a day.
ogc-fault-filter-like-of-literal = LIKE needs a property on its left. Write the property first.
ogc-fault-filter-null-of-literal = IS NULL needs a property on its left. Write the property first.
ogc-fault-filter-intersects = S_INTERSECTS needs the property { $served } and one geometry literal. Write one of each.

## Pictures: WMS and WMTS
ogc-style-default = Colour, pattern and name
ogc-style-outline = Borders only
ogc-info-nothing = Nothing of these layers lies here.
ogc-fault-bad-picture = No picture can be drawn of this box and size. Check the box and the number of pixels.
ogc-fault-wms-missing = { $name } is missing. Add it to the request.
ogc-fault-wms-service = “{ $value }” is not the service at this address. Use SERVICE=WMS at /wms and SERVICE=WMTS at /wmts.
ogc-fault-wms-request = The request “{ $value }” is not served. Use one that GetCapabilities names.
ogc-fault-wms-format = Pictures are not served as “{ $value }”. Ask for image/png.
ogc-fault-wms-info-format = Answers about a place are not served as “{ $value }”. Ask for one of: { $served }.
ogc-fault-wms-layer = There is no layer “{ $name }”. There are: { $served }.
ogc-fault-wms-style = There is no style “{ $name }”. There are: { $served }; or leave it empty.
ogc-fault-wms-styles = Styles must be as many as layers, or empty, and layers at most { $most }. Correct the lists.
ogc-fault-wms-bbox = “{ $value }” is no box. Write four numbers with commas: lower corner, then upper corner, each greater than the other.
ogc-fault-wms-size = “{ $value }” in { $name } is no number of pixels. Use a whole number from 1 to { $most }.
ogc-fault-wms-colour = “{ $value }” is no colour. Write it as 0xRRGGBB.
ogc-fault-wms-point = { $name } lies outside the picture. Use a whole number from 0 to { $most }.
ogc-fault-wmts-set = There is no tile matrix set “{ $value }”. There is: { $served }.
ogc-fault-wmts-matrix = There is no tile matrix “{ $value }”. Use a whole number from 0 to { $most }.
ogc-fault-wmts-tile = There is no tile “{ $value }” in this matrix. Use a whole number from 0 to { $most }.
