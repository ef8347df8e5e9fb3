notice-received-subject = 收到您的申請（{ $case }）

notice-received-body =
    { $name } 您好：

    我們收到您的{ $service }申請，案件編號 { $case }。
    接下來由我們向戶政、財稅、地政、社政機關查詢，您不必附謄本。補貼依評點排序，不是先到先得。
    缺什麼會一次告訴您。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }

notice-received-sms = { $agency }：已收到{ $service }申請 { $case }。缺件會再通知您。
