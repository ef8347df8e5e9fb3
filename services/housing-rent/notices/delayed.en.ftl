notice-delayed-subject = The review takes longer ({ $case })

notice-delayed-body =
    Dear { $name },

    The review of your application { $case } for the { $service } is not finished in the time we meant to take. We are sorry. It goes on, and you need do nothing.

    The case: { $link }

    { $agency }
    Telephone { $phone }
