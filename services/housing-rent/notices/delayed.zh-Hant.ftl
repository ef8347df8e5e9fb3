notice-delayed-subject = 審查會晚一點（{ $case }）

notice-delayed-body =
    { $name } 您好：

    您的{ $service }申請 { $case } 沒有在預定期間內審完，我們很抱歉。審查仍在進行，您不必做任何事。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }
