notice-refund-subject = 退費通知（{ $case }）

notice-refund-body =
    { $name } 您好：

    案號 { $case } 的規費新臺幣 { $refund } 元，加計利息 { $interest } 元，已依您原來的繳費方式退還。
    入帳日期依銀行作業而定。若下一期帳單或存摺上還看不到，請打電話給我們，我們替您查。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }
