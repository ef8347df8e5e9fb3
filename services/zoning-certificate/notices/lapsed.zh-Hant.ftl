notice-lapsed-subject = 案件已逾期結束（{ $case }）

notice-lapsed-body =
    { $name } 您好：

    期限內沒有收到案號 { $case } 的繳費，案件已經結束。
    這對您沒有其他不利影響。仍然需要證明時，請重新申請，線上隨時可以辦理。

    重新申請或查看案件：{ $link }

    { $agency }
    電話 { $phone }
