notice-issued-subject = 核定通知（{ $case }）

notice-issued-body =
    { $name } 您好：

    您的{ $service }申請 { $case } 已核定，文號 { $number }。
    核定函可以從案件頁下載。從當月或次月起按月撥入您的帳戶，最長十二個月。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }

notice-issued-sms = { $agency }：{ $case } 租金補貼已核定，請至案件頁下載核定函。
