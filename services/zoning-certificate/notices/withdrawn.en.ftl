notice-withdrawn-subject = Application withdrawn ({ $case })

notice-withdrawn-body =
    Dear { $name },

    { $case } has been withdrawn as you asked.
    If a refund is due, a separate notice follows; the progress page shows it too. You may apply again at any time.

    The case: { $link }

    { $agency }
    Telephone { $phone }
