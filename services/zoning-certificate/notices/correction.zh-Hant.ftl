notice-correction-subject = 請補正資料（{ $case }），期限 { $due }

notice-correction-body =
    { $name } 您好：

    您的申請 { $case } 有幾項資料需要您確認或補上：

    { $items }

    請在 { $due } 結束前，到下面的網址補正。這段期間我們的辦理時間停止計算，不影響您的權益。
    若逾期未補正，案件會由承辦人依現有資料處理；來不及時，請先打電話給我們。

    補正：{ $link }

    { $agency }
    電話 { $phone }

notice-correction-sms = { $agency }：申請 { $case } 需要補正，請於 { $due } 前辦理：{ $link }
