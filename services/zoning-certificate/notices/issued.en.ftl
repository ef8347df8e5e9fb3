notice-issued-subject = Certificate issued ({ $case })

notice-issued-body =
    Dear { $name },

    Your { $service } has been issued. Its number is { $number } and it is valid until { $valid_until }.
    If the urban plan changes before that day, the changed plan governs.

    Download: { $link }

    Whoever receives it can check it with the verification code. If something in it is wrong, please tell us and we will correct it.

    { $agency }
    Telephone { $phone }

notice-issued-sms = { $agency }: { $case } has been issued. Download: { $link }
