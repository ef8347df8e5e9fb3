notice-overtaken-subject = Plan data changed: certificate { $number } no longer shows today's zoning

notice-overtaken-body =
    Dear { $name },

    On { $overtaken_on } the bureau published new plan data{ $plan ->
        [none] .
       *[other] : { $plan }.
    } By the new data, the zoning of the land in certificate { $number } (case { $case }) is no longer what the certificate says.
    The certificate still shows how things stood on the day it was issued, but please do not rely on it for today's zoning. Whoever verifies it is told the same.
    If you need a certificate of today's zoning, please apply again.

    Your case: { $link }

    { $agency }, telephone { $phone }
