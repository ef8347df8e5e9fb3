notice-refused-subject = The result ({ $case })

notice-refused-body =
    Dear { $name },

    Your application { $case } for the { $service } could not be approved, number { $number }. Facts, reasons and law stand in the letter on the page of the case.
    You may appeal to the city government through { $agency } within 30 days from the day after service.

    The case: { $link }

    { $agency }
    Telephone { $phone }
