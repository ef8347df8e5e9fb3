### The planning map. Every key is also in map.zh-Hant.ftl, with the same variables.

ways-map = Map
home-map = Look at the planning map
home-map-says = Zones, parcels and exhibitions on any day, on a phone too.
demo-try-map = See it on the map
demo-try-map-says = Slide time back and see the zones of then; print a sheet at true scale.
demo-try-map-go = Open the map
map-title = Planning map
map-lead = Zones, parcels and exhibitions on any day. Tap anywhere to be told what it is.
map-reference = For reference only
map-reference-says = The map is no evidence. To sell or to build, apply for a zoning certificate.
map-nothing = No plan data are published yet. Please come back later, or telephone us.
map-newer = The plan data are newer now
map-newer-says = This link was made with earlier data; you see the newest. To see what was recorded then, set a day under “Time”, “As known on”.

## Finding
map-search = Find a parcel, address, place or coordinates
map-see = See it on the map
map-search-short = Parcel, address, coordinates
map-search-example = For example: {$parcel}
map-search-go = Find
map-answer = What is here
map-answer-none = Tap anywhere on the map, or type a parcel: the answer comes here in words.
map-answer-close = Close
map-answer-more = The whole answer

## The picture
map-picture = Planning map
map-picture-alt = Planning map at about 1:{ $scale }. The table of what is on the map says the same in words.
map-stage = Map
map-live = A map that moves. Arrow keys move it, plus and minus zoom, Enter asks about its middle.
map-tools = Map tools
map-still = Still map
map-move-north = North
map-move-west = West
map-move-east = East
map-move-south = South
map-move-nearer = Zoom in
map-move-farther = Zoom out
map-north = N
map-skip = Skip the map

## Legend and layers
map-legend = Legend
map-legend-says = Colours are those of the national legend; the patterns are there so that nobody has to rely on colour.
map-legend-none = Zones cannot be told apart at this scale; zoom in.
map-layers = Layers
map-layers-apply = Apply
map-theme-zones = Zones
map-theme-parcels = Parcels and numbers
map-theme-areas = Plan areas
map-theme-plans = Land of plan cases
map-theme-exhibitions = On exhibition
map-theme-restrictions = Restrictions
map-theme-chosen = The parcel asked about
map-outside = Base maps of other offices
map-plans-choose = One plan case only
map-plans-all = All plan cases
map-places = Go to a plan area

## Time
map-time = Time
map-time-on = Plans of which day
map-time-known = As known on (optional)
map-time-known-hint = With a day here you see only what was recorded by then.
map-time-go = Show that day
map-time-slide = Days on which plans changed
map-time-earlier = Change before
map-time-later = Change after
map-time-today = Back to today

## Printing, sharing, the table
map-print = Print and download
map-print-says = A PDF at true scale, with legend, north arrow, scale bar and day.
map-print-scale = Scale
map-print-scale-of = 1:{ $scale }
map-print-paper = Paper
map-print-a4 = A4
map-print-a3 = A3
map-print-orientation = Orientation
map-print-portrait = Upright
map-print-landscape = Lying
map-print-go = Make the PDF
map-print-hint = Print at “actual size”, without scaling.
map-print-later = Printing is not possible right now
map-print-later-says = The printing service does not answer. Please try again in a minute; the table lists what is on the map.
map-print-too-much = That is too much land for one sheet
map-print-too-much-says = Choose a larger scale, such as 1:1000, or smaller paper.
map-share = Link to this view
map-table-title = What is on the map
map-table-lead = What can be seen on the map, in words.
map-table-place = The middle is at { $east } east and { $north } north (TWD97, metres); about { $wide } by { $high } metres around it.
map-table-on = Plans of
map-table-known = As known on
map-table-map = Show the map
map-table-moves = Move the window
map-table-zones = Zones and sites of public facilities ({ $count })
map-table-parcels = Parcels ({ $count })
map-table-areas = Plan areas ({ $count })
map-table-exhibitions = Exhibitions ({ $count })
map-table-restrictions = Restrictions ({ $count })
map-table-more = { $count } more are not listed; zoom in to see them.
map-table-closer = Parcels are listed from 1:{ $scale } on; zoom in.
map-table-nothing = There are no plan data here on that day. Move the window or choose another day.
map-head-zone = Zone or site
map-head-class = National class
map-head-plan = Plan case
map-head-area = Area (m²)
map-head-parcel = Parcel
map-head-section = Section
map-head-registered = Registered area (m²)
map-head-plan-area = Plan area
map-head-code = Code
map-head-exhibition = Case
map-head-from = From
map-head-until = Until
map-head-restriction = Name
map-head-authority = Authority

## The sheet
map-sheet-title = Urban planning zones
map-sheet-alt = Planning map at { $scale }; the legend explains it.
map-sheet-on = Plans of
map-sheet-known = As known on
map-sheet-release = Release of plan data
map-sheet-system = Reference system
map-sheet-system-says = TWD97 / TM2 zone 121
map-sheet-made = Drawn on
map-sheet-mark = Demonstration, no legal force
map-sheet-swatch = Pattern of the class
map-sheet-more = The legend goes on overleaf
map-sheet-reference = This sheet is no evidence; for official use apply for a zoning certificate.
map-sheet-code = Scan to open the same view of the same day.

## What the script says
map-js-loading = The map is loading…
map-js-failed = Some of the map did not load; it may be incomplete.
map-js-newer = The plan data were just published anew; please load them.
map-js-retry = Try again
map-js-offline = You are offline: only what you looked at before is shown. Asking and printing need a connection.
map-js-no-webgl = This browser cannot show the moving map. The still map and the table say the same.
map-js-as-of = Plans of #
map-js-today = today
map-js-known = as known on #
map-js-asking = Asking…
map-js-ask-failed = No answer came. Please tap again.
map-js-nothing-here = There are no plan data here.
map-js-legend-empty = No zones in view.
map-js-legend-closer = Zoom in to see zones.
map-js-length = Length
map-js-area = Area
map-js-ping = ping
map-js-measure-length = Measure a distance
map-js-measure-area = Measure an area
map-js-measure-start = Tap the map for the first point; or move with the arrow keys and press Enter.
map-js-measure-undo = One back
map-js-measure-clear = Begin again
map-js-measure-end = Stop measuring
map-js-measure-point = Add the middle
map-js-link-copied = The link is copied.
map-js-link-shown = Please copy the address of this page.
map-js-place = E #e  N #n (TWD97)
map-js-nearer = Zoom in
map-js-farther = Zoom out
map-js-full = Fill the screen
map-js-measure = Measure
map-js-whole = The whole plan area

## Offline
offline-title = No connection right now
offline-lead = When you are connected again, open the page once more.
offline-works = What works now
offline-works-map = The parts of the map you looked at before
offline-works-not = Applying, paying, following a case and verifying need a connection; what you filled in so far is kept with us.
offline-phone = Or telephone us
