notice-refused-subject = 審查結果（{ $case }）

notice-refused-body =
    { $name } 您好：

    您的{ $service }申請 { $case } 未能核定，文號 { $number }。事實、理由與法條寫在通知函上，可以從案件頁下載。
    不服時，可以在送達次日起 30 日內，繕具訴願書經由{ $agency }向高雄市政府提起訴願。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }
