notice-overtaken-subject = 都市計畫資料已變更，證明書 { $number } 不再反映現況

notice-overtaken-body =
    { $name } 您好：

    本局於 { $overtaken_on } 公開新的都市計畫資料{ $plan ->
        [none] 。
       *[other] ：{ $plan }。
    }依新資料，證明書 { $number }（案號 { $case }）所載土地的使用分區與證明書上的內容已經不同。
    證明書仍證明核發當日的情形，但不宜再作為目前使用分區的依據。查驗這張證明書的人也會看到這件事。
    如果您仍需要目前的證明，請重新申請。

    查看案件：{ $link }

    { $agency }　電話：{ $phone }
