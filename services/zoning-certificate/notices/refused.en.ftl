notice-refused-subject = Result: certificate not issued ({ $case })

notice-refused-body =
    Dear { $name },

    We could not issue the { $service } you applied for under { $case }, for these reasons:

    { $reasons }

    The fee goes back to you in full; you need not ask for it.
    If you disagree, you may lodge an administrative appeal with the Kaohsiung City Government, through { $agency }, within 30 days from the day after you received this notice.
    You may also apply again with corrected data. If it is not clear what to correct, please call us.

    The case: { $link }

    { $agency }
    Telephone { $phone }
