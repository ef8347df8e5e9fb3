notice-lapsed-subject = Case closed after its deadline ({ $case })

notice-lapsed-body =
    Dear { $name },

    No payment for { $case } came in time, so the case has ended.
    There is no other disadvantage for you. If you still need a certificate, please apply again; online you can do so at any time.

    Apply again or see the case: { $link }

    { $agency }
    Telephone { $phone }
