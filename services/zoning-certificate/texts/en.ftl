# Zoning certificate: every word a person reads. Keys are made from the names in service.yaml and form.yaml.

service-name = Zoning certificate
service-summary = States which land-use zone or public-facility reserve your land has in the urban plan. You need no cadastral map or transcript: we ask the land office ourselves.

channel-online = Online
channel-online-hint = Apply at any time. Once you have paid, a certificate without open questions is ready in about 15 minutes.
channel-counter = At a counter
channel-counter-hint = Tell us the section and land number at any service counter; we fill in the form for you.
channel-api = By an agency's program
channel-api-hint = Agencies on official duty apply directly from their own system, free of charge.

## Pages

page-land-title = Which land
page-purpose-title = Purpose and copies
page-applicant-title = Applicant
page-agent-title = Representative
page-consent-title = Consent

## Land

q-parcels-label = Land to be certified
q-parcels-hint = Write district, section, subsection and land number. You may list several, separated by commas or line breaks; the section need not be repeated.
q-parcels-example = 左營區新庄段一小段 540、540-4，鼓山區內惟段 12-3
q-parcels-error-required = Please write at least one parcel, for example “左營區新庄段一小段 540”.
q-parcels-error-bad-parcels = We could not read “{ $piece }”. Please write district, section and number, for example “左營區新庄段一小段 540-4”.
q-parcels-error-no-section = There is no section before “{ $piece }”. Please put its name in front, for example “新庄段一小段 540”.
q-parcels-error-parcel-count = You wrote that there are { $stated } parcels; we counted { $found }. Please check the numbers or leave out the count.
q-parcels-error-too-many-parcels = One application takes at most { $max } parcels; you listed { $found }. Please split them into several applications or come to a counter.
q-parcels-error-parcel-renumbered = “{ $piece }” has a new number: { $became }. Please enter the new number.
q-parcels-error-parcel-unknown = There is no parcel “{ $piece }”. Please check the section and number on your title deed; if they are right, call us.
q-parcels-error-section-ambiguous = Several places have a section of the name in “{ $piece }”. Please add the district, for example: { $choices }.
q-parcels-error-section-unknown = No section of the name in “{ $piece }” was found. Did you mean one of these: { $near }?
q-name-error-not-printable = “{ $characters }” cannot be printed on the certificate. Please use a common form of the character, or call us and we will handle it.
q-purpose_text-error-not-printable = “{ $characters }” cannot be printed on the certificate. Please use a common form of the character, or call us and we will handle it.
q-agent_name-error-not-printable = “{ $characters }” cannot be printed on the certificate. Please use a common form of the character, or call us and we will handle it.

## Purpose, copies, delivery

q-purpose-label = Purpose
q-purpose-hint = Printed on the certificate. It has no influence on the result.
q-purpose-choice-sale = Sale or gift
q-purpose-choice-loan = Loan
q-purpose-choice-building = Building or development
q-purpose-choice-tax = Tax
q-purpose-choice-duty = Official duty
q-purpose-choice-other = Something else
q-purpose-error-required = Please choose a purpose. If you are not sure, choose “Something else” and write one sentence.
q-purpose-error-not-a-choice = Please choose a purpose from the list.

q-purpose_text-label = What is it for
q-purpose_text-hint = One sentence of up to 60 characters.
q-purpose_text-example = Farm tool shed
q-purpose_text-error-required = You chose “Something else”. Please say in one sentence what it is for.
q-purpose_text-error-too-long = At most { $max } characters. Please shorten it.

q-copies-label = Copies
q-copies-hint = You may print the file yourself, so one is usually enough. Further copies cost extra.
q-copies-example = 1
q-copies-error-required = Please say how many copies you need, at least 1.
q-copies-error-not-a-number = Please write a number only, for example 1.
q-copies-error-too-small = At least { $min } copy is needed.
q-copies-error-too-large = One application gives at most { $max } copies. For more, please apply once again.

q-delivery-label = How you want to receive it
q-delivery-hint = The file and the printed paper have the same effect, and both carry a verification code.
q-delivery-choice-download = Download
q-delivery-choice-email = By e-mail
q-delivery-choice-counter-print = Printed at the counter
q-delivery-error-required = Please choose how you want to receive it.
q-delivery-error-not-a-choice = This is not offered for this way of applying. Please choose from the list.

## Applicant

q-applicant_kind-label = The applicant is
q-applicant_kind-hint = Anybody may apply, not only the owner of the land.
q-applicant_kind-choice-person = A person
q-applicant_kind-choice-company = A company, foundation or association
q-applicant_kind-choice-agency = An agency or a public school
q-applicant_kind-error-required = Please choose a person, a company or an agency.
q-applicant_kind-error-not-a-choice = This way of applying does not take this kind of applicant. Please choose from the list; agencies on duty apply through their system or at a counter.

q-name-label = Name
q-name-hint = Printed on the certificate. Please write it in full.
q-name-example = 王小明
q-name-error-required = Please write the name; it is printed on the certificate.
q-name-error-too-long = At most { $max } characters. Please shorten it.

q-person_id-label = National ID or UI number
q-person_id-hint = Only to confirm who you are and for later enquiries. It is not printed on the certificate.
q-person_id-example = A123456789
q-person_id-error-required = Please give your national ID number, or the UI number on your residence card.
q-person_id-error-bad-person-id = The number is one letter and nine digits (an old UI number: two letters and eight digits). Please compare it with your card.
q-person_id-error-person-id-check-digit = One character may be mistyped. Please compare it with your card and type it again.

q-business_id-label = Unified business number
q-business_id-hint = The eight digits of the company, association or agency.
q-business_id-example = 04595257
q-business_id-error-required = Please give the unified business number of eight digits.
q-business_id-error-bad-business-id = A unified business number has eight digits. Please check it again.
q-business_id-error-business-id-check-sum = One digit may be mistyped. Please compare it with the certificate and type it again.

q-phone-label = Telephone
q-phone-hint = We call this number if something has to be put right. Mobile numbers also get text messages.
q-phone-example = 0912-345-678 or 07-336-8333 ext. 2649
q-phone-error-required = Please leave a number we can reach you at.
q-phone-error-bad-phone = A mobile number is 09 and eight digits; a land line needs its area code, for example 07-336-8333.

q-email-label = E-mail
q-email-hint = News of your application, the payment and the certificate go here.
q-email-example = ming@example.org
q-email-again-label = E-mail once again
q-email-error-required = Please give an e-mail address so that we can write to you.
q-email-error-bad-email = An e-mail address looks like ming@example.org. Please check both sides of the “@”.
q-email-error-not-the-same = The two addresses differ. Please check them once more.

## Representative

q-agent-label = Does a representative apply
q-agent-hint = Choose “yes” if you apply for somebody else. The representative's name is printed too.
q-agent-error-required = Please choose yes or no.
q-agent-error-not-a-choice = Please choose yes or no.

q-agent_name-label = Name of the representative or firm
q-agent_name-hint = Please write it in full.
q-agent_name-example = 示範地政士事務所
q-agent_name-error-required = Please write the representative's name, or answer “no” to the question before.
q-agent_name-error-too-long = At most { $max } characters. Please shorten it.

q-agent_relation-label = Relation to the applicant
q-agent_relation-hint = No letter of authority is needed for a zoning certificate.
q-agent_relation-choice-family = Family
q-agent_relation-choice-scrivener = Land administration agent
q-agent_relation-choice-architect = Architect or engineer
q-agent_relation-choice-employee = Employee of the company or agency
q-agent_relation-choice-other = Something else
q-agent_relation-error-required = Please choose the relation to the applicant.
q-agent_relation-error-not-a-choice = Please choose from the list.

## Consent

q-consent-label = I agree to electronic service and have read the privacy notice
q-consent-hint = To issue the certificate, the Urban Development Bureau of Kaohsiung City collects your name, number and contact details and uses them for its duties during the period the law prescribes. You may inspect, correct or stop the use of them. If you do not agree, please apply at a counter.
q-consent-error-required = Please tick the box so that we can serve the certificate electronically. If you do not agree, you are welcome at a counter.
q-consent-error-must-be-yes = Please tick the box so that we can serve the certificate electronically. If you do not agree, you are welcome at a counter.

## Steps

step-pay-citizen = Waiting for your payment
step-pay-officer = Awaiting payment
step-fetch-citizen = Asking the land office for the parcels
step-fetch-officer = Fetching cadastral geometry
step-overlay-citizen = Comparing with the urban plan
step-overlay-officer = Zoning overlay
step-review-citizen = An officer is looking at it
step-review-officer = To be reviewed
step-paper-citizen = Making the certificate
step-paper-officer = Printing and sealing

stage-paying-citizen = Payment
stage-paying-officer = Awaiting payment
stage-gathering-citizen = Looking up
stage-gathering-officer = Gathering evidence
stage-examining-citizen = Comparing maps
stage-examining-officer = Automatic examination
stage-deciding-citizen = Review by an officer
stage-deciding-officer = To be decided
stage-correcting-citizen = Waiting for your correction
stage-correcting-officer = Awaiting correction (clock stopped)
stage-issuing-citizen = Making the certificate
stage-issuing-officer = Being issued
stage-done-citizen = Closed
stage-done-officer = Closed

choice-review-issue = Issue
choice-review-issue-hint = The doubt is settled; issue what the overlay found. Additions to be printed may be written under remarks.
choice-review-describe = Issue with a description
choice-review-describe-hint = For an unclear line or land in several zones: describe it as “part …, part …” or state the plan. Reasons and remarks are both needed; the remarks are printed.
choice-review-refuse = Refuse
choice-review-refuse-hint = For example outside the plan area, or no such parcel. State the reasons and whom the applicant can turn to; the fee goes back in full.

ending-issued = Issued
ending-issued-next = Please download or print the certificate. Anybody can check it with its verification code. If the urban plan changes while it is valid, the change governs.
ending-refused = Not issued
ending-refused-next = The reasons are in the notice, and the fee goes back in full. You may lodge an administrative appeal through the Bureau within 30 days from the day after you received it; you may also apply again with corrected data.
ending-withdrawn = Withdrawn
ending-withdrawn-next = The case has ended as you wished. You may apply again at any time.
ending-lapsed = Closed after the deadline
ending-lapsed-next = No payment came in time, so the case has ended. There is no other disadvantage; please apply again when you need to.

doubt-geometry-unavailable = No cadastral geometry
doubt-geometry-unavailable-why = The land office's service did not answer, or its answer cannot be used. Please use a cadastral transcript or ask again.
doubt-unknown-parcel = No such land number
doubt-unknown-parcel-why = The land register has no such number; it may have been split, merged or renumbered. Please look up the new number and ask the applicant to correct it.
doubt-near-line = Close to a zone line
doubt-near-line-why = The parcel's edge is closer to a zone line than the map's tolerance, so the system cannot tell the side. Please judge by the boundary piles or the detailed plan.
doubt-straddles = In two or more zones
doubt-straddles-why = The parcel lies in several zones; its division may not be done yet. Please describe it as “part …, part …”.
doubt-border-piece = Small piece at the border
doubt-border-piece-why = A small piece falls into another zone. It is too large to be left out; please judge whether it is an error of the map.
doubt-no-polygon = No zone drawn here
doubt-no-polygon-why = The parcel lies inside the plan area, but the zoning map is blank here. Please look at the plan documents.
doubt-outside-plan = Outside the urban plan
doubt-outside-plan-why = This is not land of an urban plan; its zone is in the land register. Please refer the applicant to the land office.
doubt-under-exhibition = Plan on public exhibition
doubt-under-exhibition-why = A draft plan for this place is on exhibition. It has no effect yet: issue by the plan in force and mention it in the remarks.
doubt-area-disagrees = Areas do not agree
doubt-area-disagrees-why = The area of the geometry differs too much from the registered one; the geometry may be out of date. Please check with the land office.
doubt-data-unsound = The map itself is in doubt
doubt-data-unsound-why = Zones overlap here, or no tolerance applies. Please judge by the plan documents and tell the map's keeper.
doubt-register-differs = The land office and our copy differ
doubt-register-differs-why = The land office draws or registers this parcel otherwise than our copy of the cadastre. The finding rests on the land office's answer. Please look at both drawings and judge which holds.

fee-first = Base fee (first parcel)
fee-parcels = Parcels
fee-copies = Further copies
evidence-geometry = Cadastral geometry (land office)
evidence-geometry-why = You need not attach a map or transcript: we ask the land office for these parcels and use the answer for this application only.
paper-certificate = Certificate of land-use zone (or public-facility reserve) under the urban plan

outcome-zone = Land-use zone or public-facility reserve
outcome-part-zones = Part in one zone, part in another
outcome-described = Plan described only
outcome-outside-plan = Not land of an urban plan
outcome-no-such-parcel = No such land number
outcome-renumbered = Land number has changed
