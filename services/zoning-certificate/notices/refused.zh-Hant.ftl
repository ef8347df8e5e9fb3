notice-refused-subject = 申請結果：不予核發（{ $case }）

notice-refused-body =
    { $name } 您好：

    您的申請 { $case } 無法核發{ $service }，理由如下：

    { $reasons }

    已繳的規費會全額退還，您不必另外申請。
    若對這項決定不服，可以在收到本通知的次日起 30 日內，繕具訴願書經由{ $agency }向高雄市政府提起訴願。
    資料更正後，也歡迎重新申請；不清楚怎麼改時，請打電話給我們。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }
