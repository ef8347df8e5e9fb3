### Words of the pages. Every key is also in zh-Hant.ftl, with the same variables.

## The whole site
site-name = Urban Development Counter
title-join = {" · "}
comma = {", "}
colon = {": "}
full-stop = {". "}
paren-open = {" ("}
paren-close = )
skip = Skip to main content
anchor-top = Top block
anchor-main = Main content block
anchor-bottom = Bottom block
demo-strip-label = About the demonstration
closing-label = About this page
demo-strip = This is a demonstration city: its people, land and cases are made up, and its papers have no force.
dc-subject = urban development; land use zoning; online services
dc-type = text
dc-coverage = Kaohsiung City
search-label = Search this site
search-hint = Parcel, case, keyword
search-go = Search
ways-label = Main menu
ways-services = Services
ways-find = Find my case
ways-verify = Verify a paper
ways-sitemap = Site map
ways-list = Work list
ways-sign-out = Sign out
switch-to = 中文
crumbs-label = You are here
crumbs-home = Home
owner-updated = Last updated
owner-unit = Kept by { $unit }
useful-ask = Was this page of use?
useful-yes = Yes
useful-no = No
footer-label = Footer menu
footer-phone = Telephone
footer-privacy = Privacy and security
footer-accessibility = Accessibility statement
footer-officers = For officers
footer-demo = Demonstration city. Not for real applications.

## Days, moments, money
day-long = { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[other] December
    } { $year }
day-both = { $weekday ->
        [1] Monday
        [2] Tuesday
        [3] Wednesday
        [4] Thursday
        [5] Friday
        [6] Saturday
       *[other] Sunday
    }, { $day } { $month ->
        [1] January
        [2] February
        [3] March
        [4] April
        [5] May
        [6] June
        [7] July
        [8] August
        [9] September
        [10] October
        [11] November
       *[other] December
    } { $year } (ROC year { $other_year })
day-short = { $weekday ->
        [1] Mon
        [2] Tue
        [3] Wed
        [4] Thu
        [5] Fri
        [6] Sat
       *[other] Sun
    } { $day } { $month ->
        [1] Jan
        [2] Feb
        [3] Mar
        [4] Apr
        [5] May
        [6] Jun
        [7] Jul
        [8] Aug
        [9] Sep
        [10] Oct
        [11] Nov
       *[other] Dec
    }
moment = { $day }, { $clock }
clock = { $hour }:{ $minute }
money = NT${ $amount }
span-seconds = { $count ->
        [one] { $count } second
       *[other] { $count } seconds
    }
span-minutes = { $count ->
        [one] { $count } minute
       *[other] { $count } minutes
    }
span-hours = { $count ->
        [one] { $count } hour
       *[other] { $count } hours
    }

## Fields and forms
field-example = For example: { $example }
field-optional = (optional)
field-slip = To put right:{" "}
field-consent = Consent
field-most = At most { $count } characters
field-dollars = NT$
group-remove = Remove { $what }
field-left = { $count } characters left
field-over = { $count } characters too many; please shorten it
slips-title = { $count ->
        [one] Please look at one thing again
       *[other] Please look at { $count } things again
    }
slips-mark = To put right:{" "}
form-back = Back
form-step = Step { $at } of { $of }
form-continue = Save and continue
form-later = Keep it and go on later
kept-at = Saved at { $clock }
kept-before = Saved at{" "}
kept-after = {""}
task-done = Done
task-begun = In progress
task-todo = Not started
task-waiting = Cannot start yet
tasks-done = { $done } of { $all } parts done. Take them in any order; every page is saved.
tasks-check = Check and send
summary-none = Not given
summary-change = Change
summary-change-what = : { $what }
notice-warning = Warning:{" "}

## Parts
deadline-by = By{" "}
deadline-why = How this day was found
deadline-provisional = Provisional until the official calendar is announced
step-done = Done
step-now = Now
step-next = Next
step-stopped = Ended
step-holder = With { $who }
pager-label = Pages
pager-shown = { $shown } of { $total } shown
pager-newer = Previous
pager-older = Next
fee-caption = Fee in New Taiwan dollars
fee-what = Item
fee-count = Count
fee-each = Each
fee-sum = Sum
fee-total = Total
fee-sample = Sample tariff
fee-since = in force since
flow-as-list = The same as a list
flow-then = . Then: { $what }
sketch-legend = Legend
sketch-words = This map in words
bars-table = The numbers as a table
bars-what = Item

## Home and search
home-title = Home
home-heading = What brings you here today?
home-ask = A parcel, an address, a case number, or a question
home-go = Look it up
home-ask-hint = For example: Gushan Shifan section 1208, ZC-115-004217, how long does a certificate take
home-errands = What people come for
home-promises = Do we keep our word
home-exhibitions = On public exhibition
home-closes = Open until
home-days-left = { $days ->
        [one] one day left
       *[other] { $days } days left
    }
home-no-exhibition = No plan is on public exhibition now.
home-news = Notices
home-no-news = There are no new notices.
search-title = Results for “{ $query }”
search-count = { $count ->
        [one] One result
       *[other] { $count } results
    }
search-none = Nothing was found. You could try this:
search-try-parcel = For land, write section and number, such as “Shifan section 2, 1208”.
search-try-number = For a case, write its whole number, such as “ZC-115-004217”.
search-try-phone = Or call us:
services-title = Services
services-closed = Not taken now

## A service
service-start = Start now
service-who = Who may apply
service-ready = Have ready
service-looked-up = We look these up; you need not bring them
service-cost = Cost
service-flow = What happens after you apply
service-other-ways = Other ways to apply
service-law = The law
service-time = How long it really takes
service-half = Half of the cases are issued, once paid, within
service-nine = Nine of ten are issued within
service-straight = Issued without an officer
service-not-measured = There are too few cases yet to say.
service-officer-days = When an officer must look, at most { $days } working days.

## Applying
parcels-title = Which land is it about?
parcels-hint = One parcel a line, at most { $most }. Section and number are enough; the district may be left out.
parcels-example = For example: 鼓山區示範段二小段 1208-3
parcels-where = Where do I find the number?
parcels-where-words = The title deed, the land register transcript and the land tax bill all show section (地段) and number (地號). A street address is not a land number.
parcels-look = Look them up
parcels-look-again = Look them up again
parcels-results = { $count ->
        [one] What we found for one line
       *[other] What we found for { $count } lines
    }
parcels-typed = You wrote: { $typed }
parcels-area = Registered area { $area }
parcels-found = Found
parcels-ambiguous = Choose one
parcels-renumbered = Renumbered
parcels-unknown = Not found
parcels-elsewhere = Not issued here
parcels-remove = Remove{" "}
check-title = Check your answers
check-lead = You may still withdraw before it is issued; what is wrong is put right fastest now.
check-looked-up = We will look up
check-fee = What it costs
check-declares = By sending you declare
check-send = Send
check-send-pay = Send and go to payment
code-title = Type the code we mailed you
code-sent-before = We sent a code of six digits to{" "}
code-sent-after = .
code-why-apply = This makes sure that the certificate will reach you.
code-why-find-case = The case is shown only to the one who applied.
code-why-resume = The kept application is opened only for the one who began it.
code-label = Code
code-hint = Six digits, good for { $minutes } minutes
code-go = Confirm
code-none = No mail?
code-none-spam = Look among the junk mail; sometimes it takes a minute or two.
code-none-wrong = Is the address wrong?
code-change = Change it
code-again = Send a new code
code-demo = The demonstration city sends no real mail.
code-demo-link = Open the demo mailbox
resume-title-ask = Keep it for later
resume-title-sent = The link is on its way
resume-title-welcome = Welcome back
resume-title-gone = This application is no longer kept
resume-ask = We mail you a link to come back. Everything you typed is kept.
resume-email = Where shall we send it?
resume-email-hint = Used for this link only.
resume-send = Send me the link
resume-sent = Open the link in the mail to { $to } and go on from here.
resume-until = Kept until
resume-back = Back to the application
resume-welcome = Everything is here; go on where you stopped.
resume-go = Go on
resume-gone = What is past its time is deleted to protect your data. Please begin again; we are sorry for the trouble.
resume-anew = Begin again

## Paying
pay-title = Payment
pay-heading = Please pay { $amount }
pay-hosted = The button leads to the secure page of { $operator }. Your card number never reaches us.
pay-go = Go to payment
pay-other = Somebody else pays
pay-other-words = Give this link to whoever pays. It shows the case number and the amount, nothing about you.
pay-other-link = Link for the payer
paid-title-waiting = Waiting for the bank
paid-title-paid = Your payment has arrived
paid-title-failed = The payment did not go through
paid-words-waiting = It usually takes seconds. You may close this page; nothing is lost, and we mail you the result.
paid-words-paid = The case goes on; there is nothing more to do.
paid-words-failed = The bank says nothing was taken. Please try again or choose another way.
paid-asked = Last asked at
paid-asking = Asking…
paid-look = Look again
paid-case = See the case
paid-retry = Try again
paid-phone = If money did leave your account, call us:
receipt-title = Your application has arrived
receipt-number = Your case number
receipt-sent = A confirmation is on its way to { $to }.
receipt-next = What happens next
receipt-when = When it will be ready
receipt-usual = Usually within { $span }.
receipt-back = How to come back
receipt-back-words = With the case number and your e-mail you see it any time under “Find my case”.
receipt-case = See the case
receipt-print = You can print this page and bring it to a counter.

## A case
case-number = Case { $number }
case-asked = { $count ->
        [one] One thing to correct
       *[other] { $count } things to correct
    }
case-correct = Correct now
case-owed = { $amount } is still to be paid
case-pay = Pay now
case-valid-until = Valid until
case-verify-code = Verification code
case-verify = Verify this paper
case-download = Download
case-void = No longer stands
case-steps = Progress
case-seen = As of
case-asking = Updating…
case-files = Files
case-contact = Whom to ask
case-withdraw = Withdraw the application
case-answers = What you told us
find-title = Find my case
find-lead = Give the case number and the e-mail you applied with; we mail you a code.
find-go = Send me the code
find-none = No case number?
find-none-words = It is in the subject of the confirmation mail. If that is gone too, call us:
correction-title = Correct your application
correction-back = Back to the case
correction-lead = { $count ->
        [one] Only one thing needs to change
       *[other] Only these { $count } things need to change
    }; all else stays. Put it right and send once.
correction-item = Item { $at }
correction-send = Send
correction-late = Not enough time? Call the officer before the last day and ask for more.
withdraw-title = Withdraw this application?
withdraw-lead = It ends the case and cannot be undone.
withdraw-go = Withdraw
withdraw-back = Keep it and go back

## Verifying
verify-title = Verify a paper
verify-lead = Is a paper from this bureau genuine, and does it still stand?
verify-by-code = By its code
verify-code = The code on the paper
verify-code-hint = 12 letters and digits, such as 7F3K-9QXM-2DWH
verify-go = Verify
verify-by-file = By the file
verify-file = Choose the PDF
verify-file-hint = Checks the seal and whether anything was changed. At most { $most }.
verify-go-file = Upload and verify
verify-kept = The file is used for this check only and then deleted.
verdict-valid = This paper stands
verdict-valid-means = The bureau issued it, it says what is shown below, and it stands today.
verdict-expired = This paper has expired
verdict-expired-means = The bureau issued it, but its time has passed. Apply anew if you need one.
verdict-superseded = This paper was superseded
verdict-superseded-means = The bureau issued it, but something newer has taken its place.
verdict-revoked = This paper was revoked
verdict-revoked-means = The bureau issued it and has taken it back. It must not be used.
verdict-unknown = We do not know this paper
verdict-unknown-means = The bureau issued no paper with this code, or never sealed this file. Check what you typed; if in doubt, ask where the paper comes from.
verdict-changed = This file was changed
verdict-changed-means = It carries our seal, but its content was changed afterwards. Do not rely on it; its code shows what the original says.
verified-code-only = Only the code was checked. Compare your paper with what is shown; uploading the file also checks the seal.
verified-at = Checked at
verified-another = Verify another paper

## Officers
sign-in-title = Officers sign in
sign-in-demo = Officers of the demonstration city
sign-in-single = Use the city's single account
sign-in-own = With account and password
sign-in-account = Account
sign-in-password = Password
sign-in-go = Sign in
sign-in-journal = Every look at personal data is recorded.
sign-in-wrong = The name or the password is not right. Please try again.
sign-in-locked = Too many tries. This account rests; please try again in { $minutes } minutes.
role-counter = Counter
role-reviewer = Reviewer
role-auditor = Auditor
role-administrator = Administrator
role-plan-data = Plan data
list-title = Work list
list-counter = Counter entry
list-views = Lists
list-filter = Filter the cases
list-query = Case or parcel
list-apply = Apply
list-caption = Cases, first due first
list-due = Due
list-case = Case
list-about = About
list-why = Why a person is needed
list-step = Step and officer
list-no-doubt = No doubts
list-nobody = Nobody yet
list-empty = All done. New cases appear here.
list-join = {", "}
list-and-more = { $first } and { $more } more
view-mine = Mine
view-due = To decide
view-unit = All of the unit
filter-all = All
filter-service = Service
filter-doubt = Doubt
risk-late = Overdue
risk-today = Due today
risk-soon = Due soon
risk-fine = In time
risk-paused = Clock stopped
desk-leaf = Other cases
desk-previous = Previous
desk-next = Next
desk-findings = Findings and evidence
desk-says = What the system found
desk-doubts = Doubts
desk-no-doubt = No doubts
desk-evidence = Evidence
desk-stale = Not fresh
desk-answers = The application
desk-journal = Journal ({ $count } lines)
desk-journal-caption = Journal of the case
desk-seq = No.
desk-when = When
desk-who = Who
desk-what = What
desk-decide = Decide
desk-choice = What to do
desk-reasons = Reasons
desk-reasons-hint = Kept in the file; a refusal quotes them.
desk-remarks = Remarks
desk-remarks-hint = Printed on the certificate.
desk-decide-go = Decide
desk-preview = Preview the paper
desk-ask = Ask for a correction
desk-ask-hint = One complete list. Only what is ticked reopens; the clock stops.
desk-ask-says = What is wrong
desk-ask-days = Days to answer
desk-ask-most = At most { $days } days ({ $law })
desk-ask-go = Send the request
ask-nothing = Tick at least one item to be corrected.
ask-unsaid = Say what is wrong with this item, so that the applicant knows what to do.
ask-days-wrong = Write a number of days from 1 to { $days }.
desk-waits = The applicant has been asked; the clock stands still
desk-readings = Readings ({ $count })
desk-readings-caption = Who has read this case
desk-why = Purpose
desk-links = Files and data
desk-paper = Download the certificate
desk-person-show = Show personal data in full (this is recorded)
desk-person-hide = Mask personal data
desk-area-registered = registered { $area } m²
desk-area-measured = drawn { $area } m² (no registered area)
desk-area-unknown = area not known
desk-share = about { $percent } %
desk-plan = { $plan }, in force from { $day } ({ $number })
desk-found-with = Plan data { $release }, tolerances { $tolerances }
desk-replied = Reply of { $source }
desk-plan-data = Plan data
desk-ability = { $ability }, tolerances { $tolerances }
desk-sketch-caption = North is up. For orientation only; it fixes no border.
desk-sketch-alt = Sketch: { $parcel } lies in { $zones }.
desk-sketch-alt-none = Sketch: { $parcel }; no zone is drawn here.
figures-outside-plan = About { $percent } % lies outside
figures-no-polygon = { $area } m² without a zone, about { $percent } %
figures-straddles = { $count } zones
figures-border-piece = The piece is { $thickness } m wide on average
figures-near-line = The zone line is { $distance } m away; the map allows { $limit } m
figures-under-exhibition = On exhibition: { $plan }
figures-register-differs = Land office { $theirs } m², our copy { $ours } m², { $apart } m² in only one of them, lines up to { $moved } m apart; registered there { $registered_theirs } m², here { $registered_ours } m²
figures-area-disagrees = Registered { $registered } m², drawn { $measured } m²; { $limit } m² may differ
figures-data-unsound = Zones overlap by { $area } m²
deed-take-title = Take this case
deed-take-hint = It then stands in your own list.
deed-take-go = Take it
deed-give-back-title = Give it back
deed-give-back-hint = Others of the unit can then take it.
deed-give-back-go = Give back
money-title = Reconciliation
money-lead = Every night the payment service's list of the day before is held against our books. A payment it took and we had not heard of is booked then; what else differs stands here for a person to look at.
money-days = The last days
money-day = Day
money-matched = Fit
money-open = Differ
money-differences = Payments that differ
money-trade = Trade number
money-there = Payment service, NT$
money-here = Our books, NT$
money-standing = What differs
money-none = –
money-empty = No day has been held against the list yet.
money-missing-here = Paid there, unknown here
money-missing-there = Booked here, not listed there
money-amount-differs = The amounts differ
money-status-differs = Listed there as not paid
money-duplicate = Listed twice there
money-outlays = What asking others cost
money-what = Whom
money-count = Questions
money-twd = NT$
money-land-office = Land office
money-other = Another system
deed-cash-title = Paid in cash
deed-cash-hint = Press after counting NT$ { $amount }; the receipt is recorded under your name.
deed-cash-go = Cash received
deed-cash-back-title = Give back the fee in cash
deed-cash-back-hint = NT$ { $amount } was paid in cash and is owed back. Press after handing it over; it is recorded under your name.
deed-cash-back-go = Cash handed back
deed-reissue-title = Correct and reissue
deed-reissue-hint = Obvious slips may be corrected (Administrative Procedure Act, article 101). The land is looked up anew; the old certificate stands until the new one is made.
deed-reissue-go = Reissue
deed-revoke-title = Revoke the certificate
deed-revoke-hint = From then on everybody who verifies it sees that it is revoked. It cannot be undone.
deed-revoke-go = Revoke
refused-no-case = The case is not there. Please open it again from the list.
refused-already-open = It has been received already. Please open it from the list.
refused-not-now = The case is no longer at this step; nothing was saved. Please look at it as it stands now.
refused-no-such-choice = Please choose a decision.
refused-reasons-missing = This decision needs reasons. Please write them.
refused-remarks-missing = This decision prints remarks on the certificate. Please write them.
refused-not-asked = One item was not asked for. Please tick again.
refused-empty-correction = Tick what is to be corrected and write the days.
refused-fee-would-change = That would change the fee. It needs an application of its own.
refused-no-such-paper = No certificate stands at the moment. Please open the case again.
refused-no-such-step = The service lacks this step. Please tell the administrators.
refused-no-fee = The tariff cannot tell this fee. Please tell the administrators.
refused-wrong-definition = The case runs under another version. Please tell the administrators.
refused-moved = Somebody else worked on this case just now; nothing was saved. Please look again and repeat.
refused-glyphs = “{ $characters }” cannot be printed on the certificate. Please write it otherwise.
purpose-examine = Looked at the case
purpose-see-person = Saw personal data in full
purpose-download = Downloaded the certificate
who-applicant = Applicant
who-officer = Officer
who-agency = Agency: { $name }
who-gateway = Outside system: { $name }
who-system = System
log-opened = Application received
log-entered = Step: { $what }
log-charged = Fee of NT$ { $what } asked for
log-waived = No fee
log-paid = Fee of NT$ { $what } received
log-misfit = NT$ { $what } came that does not fit; to go back
log-asked = Asked: { $what }
log-answered = Answered: { $what }
log-unanswered = No answer: { $what }
log-found = Compared by the system
log-routed = Routed by the system
log-decided = Decided: { $what }
log-correction-asked = Applicant asked to correct { $what } items; the clock stands still
log-corrected = Corrected by the applicant
log-correction-lapsed = Not corrected in time; goes on with what there is
log-overdue = Time limit passed
log-withdrawn = Withdrawn by the applicant
log-paper-ordered = Certificate ordered
log-paper-filed = Certificate filed: { $what }
log-paper-revoked = Certificate revoked
log-paper-overtaken = Plan data changed: certificate no longer shows today's zoning { $what }
log-paper-upheld = Plan data agrees with the certificate again
log-refund-ordered = Refund of NT$ { $what } ordered
log-refund-settled = Refund made
log-reopened = Reopened for a corrected certificate
log-closed = Closed: { $what }
counter-title = Counter entry
counter-land = Land
counter-fee = To pay
counter-reckon = Look up and reckon
counter-send = Take in and charge

## Demonstration
demo-title = Getting the demonstration city ready
demo-ready = The demonstration city is ready
demo-lead = A made-up Kaohsiung with parcels, plans and cases. Try anything.
demo-whole = Over all
demo-percent = { $percent } %
demo-wait = The page changes by itself when ready; if not, reload it.
demo-asking = Updating…
demo-try = Things to try
demo-holds = What the city holds
demo-land = Laying out parcels and plans
demo-parcels = { $count } parcels
demo-cases = Made-up cases
demo-papers = Certificates
demo-of = { $done } of { $all }
demo-has-cases = { $count } made-up cases
demo-has-papers = { $count } certificates
demo-try-apply = Get a certificate
demo-try-apply-says = Under two minutes from form to download; the code is in the demonstration mailbox.
demo-try-apply-go = See the services
demo-try-officer = Be an officer for a day
demo-try-officer-says = See how doubtful cases are decided; no password needed.
demo-try-officer-go = Sign in
demo-try-verify = Verify a certificate
demo-try-verify-says = Upload the one you downloaded, then change one byte and try again.
demo-try-verify-go = Verify
demo-try-mail = Read the mailbox
demo-try-mail-says = Every letter to made-up people is here.
demo-try-mail-go = Open the mailbox
mailbox-title = Demo mailbox
mailbox-lead = All mail of the demonstration city is here; none is really sent.
mailbox-list = Mails
mailbox-from = From { $from } to { $to }
mailbox-choose = Choose a mail.
mailbox-empty = No mail yet. It appears when you have done a step.
gallery-title = Components
gallery-lead = Pages are made of these; each has a template, examples and a note.
gallery-elsewhere = Seen around this page, or on the service and officer pages.

## About the site
sitemap-title = Site map
sitemap-blocks = Blocks of a page and their keys
sitemap-blocks-words = Every page has a top block, a main content block and a bottom block. These keys lead to them:
sitemap-u = Top block: home, search, main menu, language
sitemap-c = Main content block: what this page says
sitemap-z = Bottom block: contact, privacy, accessibility
sitemap-s = Site search
sitemap-firefox = In Firefox use Shift + Alt + key, on a Mac Control + Option + key.
sitemap-pages = All pages
access-title = Accessibility statement
access-lead = Every page here is meant for everybody.
access-how = What we do
access-keyboard = Everything works with the keyboard alone, and you see where you are.
access-contrast = Text has a contrast of 7:1 or more, in light and dark, and forced colours are respected.
access-zoom = Nothing is cut off at 200 % or on a phone.
access-script = You can apply without JavaScript.
access-map = Every drawing is also told in words or a table.
access-checked = How it is checked
access-checked-words = All pages were last checked by a tool on
access-mark = The aim is level AA of the national web accessibility rules; the mark has not been applied for.
access-known = What is known not to work yet
access-none = Nothing at present.
access-tell = If something is hard for you
access-tell-words = Call us; we will serve you another way and mend it:
privacy-title = Privacy and security
privacy-lead = We collect only what the errand needs, keep it as the law says and then destroy it.
privacy-what = What we collect
privacy-what-words = What you tell us when you apply, and what other registers answer for your certificate. Each form says beforehand what for (Personal Data Protection Act, §8).
privacy-how = How it is protected
privacy-sealed = Personal data is encrypted, each case under its own key.
privacy-masked = It is masked on screens unless the work needs it.
privacy-journal = Every look at it is recorded and cannot be erased.
privacy-cookie = Cookies only keep forms and sign-ins safe. We do not track you.
privacy-nobody = No page loads anything from other sites.
privacy-kept = How long it is kept
privacy-rights = Your rights
privacy-rights-words = You may ask to see, copy, correct, stop or delete your data. Call us:

## What went wrong
fault-400 = We could not read that
fault-400-next = Go back and try again; what you typed is usually still there.
fault-403 = This page needs the right way in
fault-403-next = The page may have been open too long, or the link is somebody else's. Open the page again; to see a case use its number and your e-mail.
fault-404 = We cannot find that page
fault-404-next = The address may be mistyped or the page has moved. Try the search above or start at the home page.
fault-409 = Something changed in the meantime
fault-409-next = The case moved on after you opened the page, so nothing was saved. Open it again and look before you decide.
fault-413 = That is too large
fault-413-next = Make the file smaller or send it in parts.
fault-429 = Please wait a moment
fault-429-next = There were too many requests in a short time. Nothing is lost.
fault-500 = Something went wrong on our side
fault-500-next = It is not your fault, and we have been told. What was saved is safe; please try again in a few minutes.
fault-503 = The service is resting
fault-503-next = It is being maintained, or another system is away. For urgent matters call us or come to a counter.
fault-wait = Please try again in { $span }.
fault-home = Home page
fault-phone = You can also call us:
fault-trace = and tell us this number:

## Put together by handlers
yes = Yes
no = No
code-wrong = The code is wrong or has expired. Look at the letter again, or have a new one sent.
code-mail-subject = { $code } is your code
code-mail-body = Your code is { $code }. It is good for { $minutes } minutes, for: { $service }. If this was not you, ignore this letter.
check-declares-true = What I have entered is true.
check-declares-fee = Work begins when the fee is paid; if no certificate can be issued, the whole fee is returned.
case-overdue = We have missed our own time limit
case-overdue-rights = You may wait, or withdraw: then the fee is returned with interest (Charges and Fees Act §19).
holder-you = you
holder-system = the system
event-opened = Application received
event-paid = Fee of NT$ { $amount } received
event-misfit = A payment of NT$ { $amount } did not fit and goes back
event-waived = No fee
event-answered = Looked up: { $what }
event-unanswered = No answer: { $what }; our own records or an officer settle it
event-found = Laid over the plan in force
event-assessed = Checked against the rules and scored
event-ranked = Put in order: place { $place } of { $of }
event-decided = An officer decided
event-correction-asked = You were asked to correct
event-corrected = Correction received
event-correction-lapsed = The time to correct has passed; we go on with what we have
event-overdue = Our time limit has passed
event-paper-filed = { $what } made, number { $number }
event-paper-revoked = Certificate revoked
event-paper-overtaken = Plan data changed: the certificate no longer shows today's zoning
event-paper-upheld = Plan data agrees with the certificate again
event-refund-ordered = Refund of NT$ { $amount } ordered
event-refund-settled = Refund made
event-reopened = Corrected and made again
due-first-day = { $day } itself is not counted
due-working-days = { $count } working days from the next day
due-ends = The period ends on { $day }
due-moved = That is a holiday, so { $day }
due-monday-noon = That is a Saturday, so { $day } at noon
pay-operator = ECPay (a stand-in in the demonstration)
pay-way-card = Credit card
pay-way-taiwan-pay = Taiwan Pay
withdraw-means-unpaid = Nothing is paid yet, and nothing will be owed.
withdraw-means-paid = Work has begun, so the fee is not returned.
withdraw-means-late = We are late, so the fee is returned with interest.
withdraw-means-again = You may apply again at any time.
withdraw-reason = Why you withdraw
link-mail-subject = The link of your case
link-mail-body = This link opens your case: { $link }. If this was not you, ignore this letter.
find-sent-title = If the details belong together, the link has been sent
find-sent-words = Open your mail and follow the link in it. If nothing comes, check number and address, or call us.
promise-median = Median time to issue in the last thirty days
promise-straight = Issued without waiting for an officer
promise-basis = { $count } cases of the last thirty days
home-find = Find my case
home-find-says = With its number and your e-mail; the link comes by mail.
home-verify = Verify a certificate
home-verify-says = By its code or by the file.
service-who-anybody = Anybody, not only the owner; an agent may apply for you.
service-fee-way = Way
service-fee-parcel = Per parcel
service-fee-copy = Per further copy
service-fee-first = First parcel
service-fee-caption = Fees in New Taiwan dollars
flow-who-you = you
flow-who-system = the system
flow-who-unit = the unit in charge
flow-clear = clear
flow-doubt = doubts
service-interim = By the plan, applicants on line are identified by citizen or business certificate. Until that sign-in is in use, a confirmed e-mail address stands in.
service-interim-title = Who you are
service-counter = At a counter
service-counter-words = At the bureau or a district counter of the scheme; staff fill it in with you and you take it along.
verify-most = 20 MB
verify-slip-file = Choose a PDF file.
verify-slip-code = Enter the code; it has twenty-six characters.
verified-number = Number
verified-issued = Issued on
verified-holder = Applicant
verified-data = Data version
verified-facts = What it says
verified-parcels = Parcels and zones
verified-parcel = Parcel
verified-zone = Zone
verified-plan = Plan
verified-signer = Signed by
verified-time = Time-stamp
verified-level = Level
verified-seal = Electronic seal
search-service = Service
useful-thanks = Thank you for telling us
kept-years = kept for { $count } years after the case ends
find-number = Case number
find-email = The e-mail address of the application
find-slip-email = Enter a complete e-mail address.
later-title = Go on from here later
later-words = The link below opens your application again, on any device, until { $day }. Keep it to yourself.

## Programs of other offices
problem-no-key = A key is needed
problem-no-key-detail = Send your agency's key as Bearer in the Authorization header.
problem-not-open = This key does not open this service
problem-not-open-detail = Ask us to open the service for your key.
problem-not-found = Not found
problem-not-found-detail = It does not exist or is not your agency's. Check the address and the case number.
problem-bad-body = The body is not a JSON object
problem-bad-body-detail = Send a JSON object with one member a question: a text, a number, true or false, or a list of texts.
problem-answers = Some answers need correcting
problem-answers-detail = Correct every item of errors and send again; no case was opened.
problem-no-idempotency-key = The Idempotency-Key is missing
problem-no-idempotency-key-detail = Give every application an Idempotency-Key of 1 to 200 characters, the same one when you repeat it.
problem-idempotency-key-used = The Idempotency-Key was used for another request
problem-idempotency-key-used-detail = Use another Idempotency-Key for another content.
problem-conflict = Not possible now
problem-conflict-detail = Look at the case as it stands now, then decide.
problem-broken = Something went wrong on our side
problem-broken-detail = Please repeat it later with the same Idempotency-Key.
problem-stranger = The service has no question “{ $name }”.
api-about = Applying and looking up cases by program.
api-idempotency-key = Your own name of this application; repeated with the same one, it opens one case only.
api-created = Received
api-case = Where a case stands
api-paper = The certificate (PDF)
api-webhook-put = Be told at this address when one of your cases moves
api-webhook-secret = Set. The secret signs every event and is shown this once.
api-webhook-get = The address events go to
api-webhook-end = Be told no longer
api-webhook-ended = Ended
api-event = One of your cases moved. Takau-Signature holds the time and HMAC-SHA256 over time, dot and body with your secret; Takau-Event is the same however often an event comes.
api-event-taken = Taken; any other answer brings the event again
problem-bad-address = This is no address events could be sent to
problem-bad-address-detail = Send a JSON object with one member, url: an https address without user name or fragment.
api-problem = What went wrong and why

## Campaigns and pre-screening

service-screen = Try it first, without a name
service-upcoming = Not open yet: from { $moment }
service-upcoming-words = { $campaign } takes applications from { $moment }. Until then you can try the pre-screening and get your papers ready.
service-over = The period is over
service-over-words = { $campaign } closed on { $moment }. When the next one is announced its date stands here.
campaign-period = Open from { $from } to { $until }. Places go by points, not by who came first.
campaign-funds = Places and budgets
campaign-fund = Source of money
campaign-places = Places
campaign-budget = Budget (NT$)
closed-title = The period is over; this application was not sent
closed-kept = What you typed is not lost: we keep it until { $day }.
field-choose = Please choose
sample = Sample
screen-title = Would I qualify?
screen-lead = No name, and nothing is kept. These are the very rules that decide.
screen-judge = Show me
screen-yes = As far as you say, you would qualify
screen-yes-words = The rest we look up after you apply. This is no decision.
screen-no = As far as you say, you would not qualify yet
screen-no-words = Below it says which condition, and by how much. Try again when things change, or call us.
screen-unknown = It cannot be told yet
screen-unknown-words = Some questions are open; answer them and it can be told.
screen-amount = Subsidy a month
screen-points = Points
screen-points-words = The weights are samples until the bureau fills in the official annex.
screen-line-yes = holds
screen-line-no = does not hold
screen-line-unknown = we look it up
screen-lines = One by one
screen-back = Back to the service
screen-dollars = NT$ { $amount }

assessed-title = Criteria
assessed-criterion = Criterion
assessed-answer = Result
assessed-declared = Declared
assessed-registered = Registered
assessed-yes = holds
assessed-no = does not hold
assessed-unknown = cannot be told
assessed-score = Score sheet
assessed-line = Item
assessed-source = Source
assessed-sum = Sum (within the caps of each group)
assessed-figures = Figures
