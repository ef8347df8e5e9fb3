notice-upheld-subject = 證明書 { $number } 的內容與現況相符

notice-upheld-body =
    { $name } 您好：

    先前通知您，證明書 { $number }（案號 { $case }）因都市計畫資料變更而不再反映現況。該筆資料已經撤回，證明書所載使用分區與目前資料相符，您可以照常使用。
    造成不便，謹此致歉。

    查看案件：{ $link }

    { $agency }　電話：{ $phone }
