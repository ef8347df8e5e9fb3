notice-paid-receipt-subject = 已收到您的繳費（{ $case }）

notice-paid-receipt-body =
    { $name } 您好：

    案號 { $case } 的規費新臺幣 { $amount } 元已經收到，謝謝您。
    我們現在向地政局查詢土地圖形；沒有疑義時，約 15 分鐘內就能下載證明書。需要承辦人查看時，我們會在進度頁寫明期限。

    查看進度與收據：{ $link }

    { $agency }
    電話 { $phone }
