### Letters to people who watch a parcel. Every key is also in watch.en.ftl, with the same variables.
watch-confirm-subject = 請確認：{ $parcel } 有變動時通知您
watch-confirm-body = 您好：

    有人（希望是您）請我們在 { $parcel } 的使用分區有變動時，寄信到這個信箱。

    請在 { $hours } 小時內按下面的連結確認；沒有確認就不會寄，也不會留下這個信箱：
    { $link }

    不是您的話，不用理會這封信。

    { $agency }　電話 { $phone }
watch-changed-subject = { $parcel } 的使用分區資料有變動
watch-changed-body = 您好：

    新的都市計畫圖資發布後，{ $parcel } 的查詢結果和以前不一樣了。

    以前：{ $before }
    現在：{ $after }

    看完整的結果：
    { $page }

    這封信僅供參考，能作為證明的只有核發的證明書。

    不想再收到通知，按這裡一次就停：
    { $link }

    { $agency }　電話 { $phone }
watch-zone = { $zone } { $percent } %
watch-none = 圖上沒有分區 { $percent } %
watch-gone = 這個地號已經不用了
watch-became = 這個地號已經不用了，這塊土地現在是 { $parcels }
watch-on-show = （{ $name } 公開展覽中）
watch-restricted = （{ $name }）
watch-join = 、
