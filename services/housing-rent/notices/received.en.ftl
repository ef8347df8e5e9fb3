notice-received-subject = We have your application ({ $case })

notice-received-body =
    Dear { $name },

    We have received your application for the { $service }, case { $case }.
    We now ask the registers; you bring no transcripts. Places go by points, not by who came first.
    If something is missing we tell you everything at once.

    The case: { $link }

    { $agency }
    Telephone { $phone }

notice-received-sms = { $agency }: application { $case } for the { $service } received. We tell you if something is missing.
