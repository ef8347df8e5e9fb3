notice-withdrawn-subject = 已撤回申請（{ $case }）

notice-withdrawn-body =
    { $name } 您好：

    案號 { $case } 已依您的意思撤回。
    可以退還的規費，我們會另外寄出退費通知；進度頁也查得到。之後有需要，隨時可以重新申請。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }
