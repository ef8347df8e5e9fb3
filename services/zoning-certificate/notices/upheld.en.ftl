notice-upheld-subject = Certificate { $number } shows today's zoning again

notice-upheld-body =
    Dear { $name },

    We wrote to you that, after a change of plan data, certificate { $number } (case { $case }) no longer showed today's zoning. That data was taken back: the certificate agrees with today's data and you can use it as before.
    We are sorry for the inconvenience.

    Your case: { $link }

    { $agency }, telephone { $phone }
