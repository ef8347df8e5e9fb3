notice-delayed-subject = 辦理時間延長（{ $case }）

notice-delayed-body =
    { $name } 您好：

    案號 { $case } 沒有在我們公布的期限內辦完，很抱歉讓您久等。
    承辦人仍在辦理中，您不必做任何事。若您不想再等，可以終止申請，我們會依規費法第 19 條全額退還規費並加計利息。

    查看進度或終止申請：{ $link }

    { $agency }
    電話 { $phone }
