notice-correction-subject = Please put something right ({ $case }) by { $due }

notice-correction-body =
    Dear { $name },

    Some details of your application { $case } need your attention:

    { $items }

    Please put them right by the end of { $due } at the address below. Our own time stands still meanwhile, so you lose nothing.
    If nothing comes by then, an officer goes on with what we have. If you need more time, please call us first.

    Put it right: { $link }

    { $agency }
    Telephone { $phone }

notice-correction-sms = { $agency }: please put right application { $case } by { $due }: { $link }
