notice-paid-receipt-subject = Payment received ({ $case })

notice-paid-receipt-body =
    Dear { $name },

    Thank you: the fee of NT$ { $amount } for { $case } has arrived.
    We are now asking the land office for the parcels. If nothing is in doubt, the certificate is ready in about 15 minutes; if an officer has to look at it, the progress page says by when.

    Progress and receipt: { $link }

    { $agency }
    Telephone { $phone }
