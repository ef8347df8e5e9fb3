notice-delayed-subject = Your application is delayed ({ $case })

notice-delayed-body =
    Dear { $name },

    We have not finished { $case } within the time we promised, and we are sorry to keep you waiting.
    An officer is still working on it and you need not do anything. If you would rather not wait, you may end the application; by article 19 of the Charges and Fees Act the fee then goes back in full, with interest.

    Progress, or end the application: { $link }

    { $agency }
    Telephone { $phone }
