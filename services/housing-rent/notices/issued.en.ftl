notice-issued-subject = Approved ({ $case })

notice-issued-body =
    Dear { $name },

    Your application { $case } for the { $service } is approved, number { $number }.
    The letter can be downloaded from the page of the case. Payments begin this month or next, for up to twelve months.

    The case: { $link }

    { $agency }
    Telephone { $phone }

notice-issued-sms = { $agency }: { $case } is approved. The letter is on the page of the case.
