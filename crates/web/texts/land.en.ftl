### Words of the look-up of land. Every key is also in land.zh-Hant.ftl, with the same variables.

## The question
land-title = Which zone is this land in?
land-lead = Write a parcel, an address or coordinates and see at once which zone of the urban plan it lies in. Free, without signing in.
land-ask = Parcel, address or coordinates
land-go = Look up
land-example = 前鎮區獅甲段540-4
land-hint = For example: {$parcel}, 22.6273, 120.3014, or 178188, 2503182. Several parcels at once are fine.
land-when = Look at a day in the past
land-on = Zones on which day
land-on-hint = For example 2016-05-20; leave it empty for today.
land-known = As known on which day
land-known-hint = Only to see again what was answered then; leave it empty for what is known now.
land-slip-day = Please write year, month and day, for example 2016-05-20.
land-many = Many parcels at once: send a list
land-typed = You wrote: { $typed }
land-open = { $count ->
    [one] One parcel has no answer yet
   *[other] { $count } parcels have no answer yet
 }
land-tries = Try it like this
land-try-parcel = A parcel: district, section and number, for example “{$parcel}”.
land-try-address = An address: down to the door number, for example “苓雅區四維三路2號”.
land-try-coordinates = Coordinates: metres of TWD97, or latitude and longitude, for example “178188, 2503182” or “22.6273, 120.3014”.
land-try-phone = Call us:

## The answer in a sentence
land-today = now
land-on-day = on { $day }
land-on-known = on { $day } (as known on { $known })
land-gist-one = { $parcel } lies { $day } in the zone “{ $zone }”.
land-gist-several = { $parcel } lies { $day } in: { $zones }.
land-gist-unclear = { $parcel } lies { $day } along a zone line; the map cannot tell which zone it is, and an officer has to check.
land-gist-no-zone = { $parcel } lies { $day } inside the urban plan, but no zone is drawn here: it is most likely a road. That is not “outside the plan”; apply for a certificate and an officer will check.
land-gist-outside = { $parcel } lies { $day } outside our urban plans; please ask the land office for its zone.
land-share = { $zone } { $percent } %
land-none = no zone drawn
land-until = This number was in use until { $day }.
land-became-now = The land now has the number:
land-reference = For reference only. The only evidence is an issued certificate.
land-apply = Apply: { $service }
land-watch = Tell me when it changes

## Places
land-this-place = This place
land-here-zone = { $place } lies { $day } in “{ $zone }” ({ $plan }).
land-here-no-zone = { $place } lies { $day } inside { $area }, but no zone is drawn here: it is most likely a road. That is not “outside the plan”.
land-here-outside = { $place } lies { $day } outside our urban plans; please ask the land office for its zone.
land-here-no-parcel = Our cadastre has no parcel at this place.
land-metres = TWD97 / TM2: { $x } m east, { $y } m north
land-from-67 = Converted from TWD67, off by up to 3 m; near a zone line please use TWD97.
land-from-degrees = Converted from latitude and longitude. A phone's position can be off by several metres; near a zone line please ask for the parcel.
land-from-address = An address is the place of its door, which may not be on the parcel you mean.
land-choose = Several places may be meant:
land-too-many = You wrote { $count } parcels; this page answers { $most } at once. Please send a list.
land-out-of-reach = These two numbers are no coordinates on the island of Taiwan.
land-no-addresses = Addresses cannot be looked up just now. Please write a parcel or coordinates, or try again later.
land-no-such-address = Nobody knows this address.

## What was not found
land-missing-bad-parcels = We could not read “{ $piece }”.
land-missing-no-section = There is no section before “{ $piece }”.
land-missing-section-ambiguous = Several places have a section of the name in “{ $piece }”. Please choose:
land-missing-section-unknown = No section of the name in “{ $piece }” was found. Did you mean one of these?
land-missing-section-none = No section of the name in “{ $piece }” was found. Please check the name on your title deed.
land-missing-parcel-renumbered = “{ $piece }” has a new number; the land is now:
land-missing-parcel-unknown = There is no parcel “{ $piece }”. Please check section and number on your title deed.
land-existed = The number existed: { $days }.{ " " }

## Tables
land-pieces = The parts and their zones
land-zone = Zone
land-m2 = Area, m²
land-ping = Ping
land-percent = Share, %
land-class-border = { $zone } (near a zone line, to be checked)
land-class-within = { $zone } (within the survey's tolerance, does not count)
land-coverage = Building coverage
land-floor-area = Floor area ratio
land-plan = Urban plan
land-level-main = Main plan
land-level-detailed = Detailed plan
land-announced = In force since { $day }, { $number }
land-code = Zone code
land-not-in-data = Not in the data; see the plan
land-areas = Areas
land-area = { $m2 } m² ({ $ping } ping)
land-registered = Registered
land-computed = On the map
land-key = Code of section and number
land-sketch = Sketch
land-drawn = Which zones are drawn
land-doubts = Why it should be checked
land-exhibitions = Drafts on public exhibition
land-exhibition = { $name }: on exhibition from { $from } to { $until }. A draft has no effect yet; the plan in force stays.
land-restrictions = Building bans and other restrictions
land-restriction = Restriction
land-authority = Authority
land-since = Days
land-span = { $from } to { $until }
land-span-open = since { $from }
land-no-restriction = Our data has no building ban or other restriction on this parcel.
land-basis = What the answer rests on
land-basis-on = Zones of
land-basis-known = As known
land-known-now = now
land-basis-release = Version of the plan data
land-basis-tolerances = Version of the tolerances

## Doubts, for citizens
land-doubt-near-line = Very close to a zone line
land-doubt-near-line-why = The parcel's edge is closer to a zone line than the map can tell, so the map alone does not say which side it is on.
land-doubt-border-piece = A small piece at the border
land-doubt-border-piece-why = A small piece falls into another zone: too narrow to count and too wide to leave out. An officer has to see whether it is an error of the map.
land-doubt-no-polygon = Part of it has no zone on the map
land-doubt-no-polygon-why = Inside the plan the map is blank here, most likely a road; the plan itself has to be looked at.
land-doubt-outside-plan = Part of it lies outside the urban plan
land-doubt-outside-plan-why = The zone of land outside is in the land office's register.
land-doubt-area-disagrees = Areas do not agree
land-doubt-area-disagrees-why = The area on the map differs from the registered one by more than is allowed; the map may be old.
land-doubt-data-unsound = The map itself is in doubt
land-doubt-data-unsound-why = Zones overlap here, or no tolerance applies; the plan itself has to be looked at.

## Programs
api-land-key = Section (4 digits) and land number (8 digits)
api-land-on = Zones of this day; today without it
api-land-known = As known on this day; as known now without it
api-land-q = A parcel, coordinates or an address
api-land-parcel = The zones of one parcel, for reference
api-land-lookup = A question as people ask it, with doubts, drafts on exhibition and restrictions
api-land-lookups = Up to 1,000 parcels at once, with a key
api-land-missing = Why there is no answer, and what may be meant
api-land-quota = How the key stands today
api-land-limit = Look-ups a day
api-land-remaining = Left today
api-land-reset = Seconds until the next day
problem-bad-day = Not a day
problem-bad-day-detail = Write it like 2026-11-23.
problem-bad-list = Not a list
problem-bad-list-detail = Send JSON: parcels is a list of parcels, each of at most 200 characters.
problem-too-many = Too many
problem-too-many-detail = At most 1,000 at once; ask in several requests.
problem-quota = The day's look-ups are used up
problem-quota-detail = Wait until tomorrow, or ask us for more.
problem-no-plan-data = No plan data
problem-no-plan-data-detail = The plan data is not published yet; try again later.

## Lists
many-title = Many parcels at once
many-lead = Send a list or paste it, up to { $most } parcels, and fetch the answers as a file.
many-by-file = Send a file
many-file = File with the list
many-file-hint = ODS, XLSX or CSV of up to { $mib } MB.
many-columns = Head the columns 行政區, 地段, 小段, 地號, or write each parcel in full in one cell. Set the column of numbers to “text”, or 10-5 becomes a date.
many-by-text = Or paste it
many-text = One parcel a line
many-text-hint = For example: {$parcel}
many-go = Look them up
many-kept = The list stays in memory for { $minutes } minutes and is not stored; no account is needed.
many-single = Look up one parcel
many-doing = Looking up
many-done = Done
many-progress = Progress
many-of = { $answered } of { $total }
many-wait = The answers appear when all is done.
many-look = Look again
many-answered = { $total ->
    [one] One parcel.
   *[other] { $total } parcels.
 }
many-count-one = In one zone
many-count-several = In two or more zones
many-count-check = To be checked (near a zone line, or no zone drawn)
many-count-missing = No answer
many-downloads = Fetch the answers
many-as-ods = Fetch ODS
many-as-xlsx = Fetch XLSX
many-as-csv = Fetch CSV
many-first = The first answers
many-missing = Lines without an answer (at most 50 are shown)
many-line = Line
many-written = As written
many-why = Why
many-another = Send another list
many-date = The spreadsheet made a date of this cell, and nobody knows what the number was. Set the column to “text” and fill it in again.
many-outcome = Outcome
many-area = Area of this part
many-reading = Reading
many-reading-zone = Zone
many-reading-border = Near a zone line, to be checked
many-reading-within = Within the survey's tolerance, does not count
many-announced = In force since
many-number = Number of the announcement
many-sheet = Zones
land-parcel = Parcel
many-slip-nothing = Please choose a file or paste at least one parcel.
many-slip-too-many = At most { $most } parcels at once; please send several lists.
many-slip-too-big = A file may have { $mib } MB; please send several.
many-slip-unpacks = This file is too big once unpacked; please keep only the columns of the parcels.
many-slip-empty = This file is empty.
many-slip-old = This is an old or locked workbook. Please save it as XLSX or ODS without a password.
many-slip-unreadable = This file cannot be opened. Please save it as ODS, XLSX or CSV.

## Watching a parcel
watch-title = Tell me when it changes
watch-lead = When new plan data changes what we answer about { $parcel }, we write to you.
watch-email = E-mail
watch-email-hint = Used for these letters only and kept sealed; each letter has a link that ends them.
watch-go = Send me a letter to confirm
watch-kept = The link in that letter is good for { $hours } hours; if you do not confirm, your address is not kept.
watch-back = Back to this parcel
watch-slip-email = An e-mail address looks like ming@example.org. Please check both sides of the “@”.
watch-sent = Please look at your mail
watch-sent-words = If you are not told about this parcel already, a letter is on its way; please follow its link within { $hours } hours.
watch-is-asked = Please confirm: we write to you when { $parcel } changes.
watch-is-on = We write to you when { $parcel } changes.
watch-confirm = Yes, tell me
watch-no = No, delete my address
watch-end = Stop, and delete my address
watch-on = Confirmed
watch-on-words = We write to you when what we answer about { $parcel } changes.
watch-ended = Stopped
watch-ended-words = You get no more letters about { $parcel }, and your address is deleted.
