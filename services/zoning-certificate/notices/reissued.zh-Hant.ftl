notice-reissued-subject = 更正後的證明書（{ $case }）

notice-reissued-body =
    { $name } 您好：

    案號 { $case } 的證明書已經更正，新的字號是 { $number }，有效至 { $valid_until }。
    舊的證明書即日起由新的取代；查驗舊證明書的人會看到這件事。

    下載新的證明書：{ $link }

    造成不便，謹此致歉。

    { $agency }
    電話 { $phone }
