notice-correction-subject = 請補件，{ $due }前（{ $case }）

notice-correction-body =
    { $name } 您好：

    您的{ $service }申請 { $case } 還缺下列資料，請在{ $due }（含）以前從案件頁補上：

    { $items }

    只有這幾項會重新打開。逾期未補時：只影響評點的不計分，影響資格的依法駁回。

    查看案件：{ $link }

    { $agency }
    電話 { $phone }

notice-correction-sms = { $agency }：{ $case } 請於{ $due }前補件，連結在電子郵件裡。
