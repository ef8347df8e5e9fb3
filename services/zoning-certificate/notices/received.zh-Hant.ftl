notice-received-subject = 您的申請已收到：{ $service }（{ $case }）

notice-received-body =
    { $name } 您好：

    我們已收到您的申請，案號是 { $case }。
    應繳規費新臺幣 { $amount } 元；若是 0 元，就不必繳費，案件已經開始辦理。
    需要繳費時，請在 { $due } 前完成，逾期案件會自動結束，屆時可以重新申請。

    查看進度與繳費：{ $link }

    { $agency }
    電話 { $phone }

notice-received-sms = { $agency }：已收到申請 { $case }，規費 { $amount } 元。進度與繳費：{ $link }
