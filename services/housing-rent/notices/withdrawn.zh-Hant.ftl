notice-withdrawn-subject = 已撤回（{ $case }）

notice-withdrawn-body =
    { $name } 您好：

    您的{ $service }申請 { $case } 已依您的意思撤回。申請期間內可以重新申請。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }
