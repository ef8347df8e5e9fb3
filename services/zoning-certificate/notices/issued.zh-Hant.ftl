notice-issued-subject = 證明書已核發（{ $case }）

notice-issued-body =
    { $name } 您好：

    您申請的{ $service }已經核發，字號 { $number }，有效至 { $valid_until }。
    有效期間內，都市計畫若有變更，以變更後的計畫為準。

    下載證明書：{ $link }

    收到證明書的人可以用上面的查驗碼確認真偽。若內容有誤，請告訴我們，我們會更正。

    { $agency }
    電話 { $phone }

notice-issued-sms = { $agency }：{ $case } 已核發，請下載：{ $link }
