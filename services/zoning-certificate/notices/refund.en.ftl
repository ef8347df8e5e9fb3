notice-refund-subject = Refund ({ $case })

notice-refund-body =
    Dear { $name },

    We have returned the fee of { $case }: NT$ { $refund }, with interest of NT$ { $interest }, by the way you paid.
    The day it shows depends on the bank. If your next statement does not list it, please call us and we will trace it.

    The case: { $link }

    { $agency }
    Telephone { $phone }
