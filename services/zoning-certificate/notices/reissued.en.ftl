notice-reissued-subject = Corrected certificate ({ $case })

notice-reissued-body =
    Dear { $name },

    The certificate of { $case } has been corrected. The new number is { $number }, valid until { $valid_until }.
    It replaces the old one from today; whoever checks the old one will be told so.

    Download the new certificate: { $link }

    We are sorry for the inconvenience.

    { $agency }
    Telephone { $phone }
