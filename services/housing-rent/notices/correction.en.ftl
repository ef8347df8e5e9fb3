notice-correction-subject = Please complete your application by { $due } ({ $case })

notice-correction-body =
    Dear { $name },

    Your application { $case } for the { $service } still lacks the following. Please add it on the page of the case by { $due }:

    { $items }

    Only these items reopen. What is not shown in time earns no points; where it concerns a condition the application is refused.

    The case: { $link }

    { $agency }
    Telephone { $phone }

notice-correction-sms = { $agency }: please complete { $case } by { $due }; the link is in your mail.
