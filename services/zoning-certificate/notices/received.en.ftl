notice-received-subject = We have received your application: { $service } ({ $case })

notice-received-body =
    Dear { $name },

    We have received your application. Its number is { $case }.
    The fee is NT$ { $amount }. If it is 0, there is nothing to pay and we have already begun.
    Otherwise please pay by { $due }; after that day the case ends by itself, and you may apply again.

    Progress and payment: { $link }

    { $agency }
    Telephone { $phone }

notice-received-sms = { $agency }: application { $case } received, fee NT$ { $amount }. Progress and payment: { $link }
