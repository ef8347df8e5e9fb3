### Words of the public statistics. Every key is also in statistics.zh-Hant.ftl, with the same variables.

## The page
home-statistics-says = Zone areas, population and indicators by plan area and district, on any day, to read or download.
stat-title = Statistics
stat-lead = Areas, zones, population and indicators of the urban plans: choose a day, and an earlier one to compare with.
stat-choose = Choose days and plan area
stat-on = On which day
stat-on-hint = For example 2026-03-02; leave it empty for today.
stat-against = Compared with
stat-against-hint = An earlier day; leave it empty for no comparison.
stat-area = Plan area
stat-area-hint = “Areas by zone” then counts this area only.
stat-all-areas = All plan areas
stat-go = Show figures
stat-parts = Tables on this page
stat-slip-day = Please write year, month and day, for example 2026-03-02.
stat-slip-future = Figures end today; please write today or an earlier day.
stat-slip-early = Our data begins in 1900; please write a later day.
stat-slip-order = The day to compare with must be earlier than the day asked for; please swap the two days, or change one.
stat-slip-area = There is no plan area “{ $typed }”; please choose one from the list.
stat-of-all = { $day }: figures of { $count ->
    [one] one plan area
   *[other] { $count } plan areas
 }.
stat-of-area = { $day }: figures of { $area }.
stat-compared = Compared with { $day }.
stat-as-ods = Download ODS
stat-as-csv = Download CSV

## Tables
stat-caption = { $title }, { $day }
stat-by-classes = Areas by zone
stat-by-areas = By plan area
stat-by-districts = By district
stat-by-population = Population
stat-by-indicators = Indicators
stat-theme = Indicators: { $theme }
stat-chart = Area of each zone in hectares, { $day }
stat-ha = { $area } ha
stat-others = All other zones
stat-class = Zone
stat-code = Code
stat-level = Level of plan
stat-level-main = Main plan
stat-level-detailed = Detailed plan
stat-level-none = No plan on that day
stat-polygons = Polygons
stat-hectares = Area, ha
stat-share = Share, %
stat-plan-area = Plan area, ha
stat-drawn = Zones drawn, ha
stat-white = No zone drawn
stat-white-short = No zone drawn, ha
stat-white-share = No zone drawn, %
stat-whole = Plan area
stat-district = District
stat-no-district = Section not listed
stat-parcels = Parcels
stat-residential = Residential, ha
stat-commercial = Commercial, ha
stat-industrial = Industrial, ha
stat-other-zones = Other zones, ha
stat-facilities = Public facilities, ha
stat-counted-on = Counted on
stat-persons = Persons
stat-then = { $day }
stat-difference = Change
stat-indicator = { $name }, { $unit }
stat-together = All plan areas
stat-none = No data

## What is counted
stat-note-drawn = Areas are those of the zones as drawn on the plan maps, not clipped. Main and detailed plans are maps of the same land and are never added.
stat-note-white = “No zone drawn” is land inside the plan area without a zone on the map, mostly roads. Where zones are drawn beyond the boundary, the lines do not add up to the plan area exactly.
stat-note-level = Level of plan: the one that covers more land is counted.
stat-note-difference = The comparison is of the zones drawn.
stat-note-parcels = From parcels laid over zones. A parcel in several zones counts in each with its own part; where zones overlap both count, so that the zones may add to more than the whole. The comparison is of the parcels' whole area.
stat-note-population = The last count by the day asked for.
stat-note-together = All plan areas: indicators about people count only plan areas whose population is known.
stat-source = Data: plan data { $release }, { $day }, { $agency }.{" "}
stat-source-of = Source: { $source }.
stat-sample = { $source } (sample, no real figure or rule)

## Units
stat-unit-m2 = m²
stat-unit-hectares = ha
stat-unit-percent = %
stat-unit-m2-per-person = m² per person
stat-unit-persons-per-hectare = persons per ha
stat-unit-persons = persons
stat-unit-parcels = parcels
stat-unit-polygons = polygons

## Files
stat-col-day = Day
stat-col-table = Table
stat-col-place = Plan area or district
stat-col-level = Level of plan
stat-col-class = Zone
stat-col-figure = Figure
stat-col-value = Value
stat-col-unit = Unit
stat-col-source = Source
stat-col-release = Plan data
stat-drawn-area = Area drawn
stat-parcel-area = Parcel area
stat-overlap = Area of overlapping zones

## Other sites
stat-elsewhere = Statistics of others
stat-unchecked = The bureau has not checked every address yet; where one does not open, please begin at the agency's own site.

## Programs
api-land-statistics = Statistics of land on a day: plan areas, districts, zones, population and indicators, beside an earlier day where one is named.
api-land-against = The day to compare with; earlier than on.
api-land-area = Code of a plan area; only this one is listed.
problem-busy = Too many ask at once
problem-busy-detail = Please try again in a few seconds.
