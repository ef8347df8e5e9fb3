### Letters to people who watch a parcel. Every key is also in watch.zh-Hant.ftl, with the same variables.
watch-confirm-subject = Please confirm: we tell you when { $parcel } changes
watch-confirm-body = Hello,

    somebody, we hope you, asked us to write to this address when the zones of { $parcel } change.

    Please confirm within { $hours } hours; if you do not, nothing is sent and the address is not kept:
    { $link }

    If it was not you, please ignore this letter.

    { $agency }, telephone { $phone }
watch-changed-subject = The zones of { $parcel } have changed
watch-changed-body = Hello,

    with the new plan data, what we answer about { $parcel } is not what it was.

    Before: { $before }
    Now: { $after }

    The whole answer:
    { $page }

    This letter is for reference only; the only evidence is an issued certificate.

    To get no more of these letters, once is enough:
    { $link }

    { $agency }, telephone { $phone }
watch-zone = { $zone } { $percent } %
watch-none = no zone drawn { $percent } %
watch-gone = the number is no longer in use
watch-became = the number is no longer in use; the land is now { $parcels }
watch-on-show = { " " }(on exhibition: { $name })
watch-restricted = { " " }({ $name })
watch-join = { ", " }
