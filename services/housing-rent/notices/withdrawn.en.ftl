notice-withdrawn-subject = Withdrawn ({ $case })

notice-withdrawn-body =
    Dear { $name },

    Your application { $case } for the { $service } is withdrawn as you wished. While the campaign is open you may apply again.

    The case: { $link }

    { $agency }
    Telephone { $phone }
