# 土地使用分區證明：人們讀到的每一個字。鍵名由 service.yaml 與 form.yaml 的名稱組成。

service-name = 土地使用分區證明
service-summary = 證明您的土地在都市計畫裡屬於哪一種使用分區或公共設施用地。不必附地籍圖或謄本，我們會直接向地政局查詢。

channel-online = 線上申請
channel-online-hint = 隨時可以申請，繳費後沒有疑義的案件約 15 分鐘內可以下載。
channel-counter = 臨櫃申請
channel-counter-hint = 到任一服務櫃台說明地段地號即可，我們替您填寫。
channel-api = 機關介接
channel-api-hint = 機關因公務需要，由所屬系統直接申請，免繳規費。

## 頁

page-land-title = 哪些土地
page-purpose-title = 用途與份數
page-applicant-title = 申請人
page-agent-title = 代理人
page-consent-title = 同意事項

## 土地

q-parcels-label = 要證明的土地
q-parcels-hint = 請寫行政區、地段、小段與地號，一次可以寫好幾筆，用頓號、逗號或換行分開。同一地段的地號不必重複寫段名。
q-parcels-example = 左營區新庄段一小段 540、540-4，鼓山區內惟段 12-3
q-parcels-error-required = 請寫至少一筆土地，例如「左營區新庄段一小段 540」。
q-parcels-error-bad-parcels = 我們看不懂「{ $piece }」。請改成「行政區 地段 地號」，例如「左營區新庄段一小段 540-4」。
q-parcels-error-no-section = 「{ $piece }」前面還沒有寫地段。請在它前面加上地段名稱，例如「新庄段一小段 540」。
q-parcels-error-parcel-count = 您寫「等 { $stated } 筆」，我們數到 { $found } 筆。請核對地號，或刪去「等…筆」。
q-parcels-error-too-many-parcels = 一件最多 { $max } 筆，您寫了 { $found } 筆。請分成幾件申請，或改到櫃台辦理。
q-parcels-error-parcel-renumbered = 「{ $piece }」已經改號，現在是 { $became }。請改填新的地號。
q-parcels-error-parcel-unknown = 查無「{ $piece }」這個地號。請核對權狀或謄本上的地段與地號；若確定無誤，請打電話給我們。
q-parcels-error-section-ambiguous = 「{ $piece }」的段名在好幾個地方都有，請加上行政區，例如：{ $choices }。
q-parcels-error-section-unknown = 找不到「{ $piece }」的地段。是不是這些：{ $near }？
q-name-error-not-printable = 「{ $characters }」這個字無法印在證明書上。請改用常用的寫法，或打電話給我們由專人處理。
q-purpose_text-error-not-printable = 「{ $characters }」這個字無法印在證明書上。請改用常用的寫法，或打電話給我們由專人處理。
q-agent_name-error-not-printable = 「{ $characters }」這個字無法印在證明書上。請改用常用的寫法，或打電話給我們由專人處理。

## 用途、份數、領取

q-purpose-label = 用途
q-purpose-hint = 會印在證明書上，不影響核發結果。
q-purpose-choice-sale = 買賣或贈與
q-purpose-choice-loan = 貸款
q-purpose-choice-building = 建築或開發
q-purpose-choice-tax = 稅務
q-purpose-choice-duty = 公務
q-purpose-choice-other = 其他
q-purpose-error-required = 請選一項用途；不確定的話，選「其他」寫一句話就可以。
q-purpose-error-not-a-choice = 請從清單中選一項用途。

q-purpose_text-label = 請說明用途
q-purpose_text-hint = 一句話就可以，60 字以內。
q-purpose_text-example = 申請農業資材室
q-purpose_text-error-required = 您選了「其他」，請用一句話說明用途。
q-purpose_text-error-too-long = 說明最多 { $max } 字，請寫短一點。

q-copies-label = 份數
q-copies-hint = 電子檔可以自行列印，通常一份就夠。第二份起另計費用。
q-copies-example = 1
q-copies-error-required = 請寫需要幾份，至少 1 份。
q-copies-error-not-a-number = 請只寫數字，例如 1。
q-copies-error-too-small = 至少要 { $min } 份。
q-copies-error-too-large = 一件最多 { $max } 份。需要更多時，請另外申請一件。

q-delivery-label = 怎麼領取
q-delivery-hint = 電子檔與紙本效力相同，都附查驗碼。
q-delivery-choice-download = 線上下載
q-delivery-choice-email = 寄到電子郵件
q-delivery-choice-counter-print = 在櫃台列印
q-delivery-error-required = 請選一種領取方式。
q-delivery-error-not-a-choice = 這個申請方式沒有提供這種領取方式，請從清單中選一種。

## 申請人

q-applicant_kind-label = 申請人是
q-applicant_kind-hint = 任何人都可以申請，不限土地所有權人。
q-applicant_kind-choice-person = 個人
q-applicant_kind-choice-company = 公司、法人或團體
q-applicant_kind-choice-agency = 政府機關或公立學校
q-applicant_kind-error-required = 請選申請人是個人、公司還是機關。
q-applicant_kind-error-not-a-choice = 這個申請方式不接受這種申請人，請從清單中選一種。機關因公務申請，請由介接或臨櫃辦理。

q-name-label = 姓名或名稱
q-name-hint = 會印在證明書上，請寫全名。
q-name-example = 王小明
q-name-error-required = 請寫姓名或名稱，證明書上會印出來。
q-name-error-too-long = 名稱最多 { $max } 字，請寫短一點。

q-person_id-label = 身分證字號或統一證號
q-person_id-hint = 只用來確認身分與日後查詢，不會印在證明書上。
q-person_id-example = A123456789
q-person_id-error-required = 請填身分證字號；外國人請填居留證上的統一證號。
q-person_id-error-bad-person-id = 號碼是 1 個英文字母加 9 個數字（舊式統一證號是 2 個字母加 8 個數字），請再對照證件。
q-person_id-error-person-id-check-digit = 號碼裡可能有一個字打錯了，請對照證件再輸入一次。

q-business_id-label = 統一編號
q-business_id-hint = 公司、團體或機關的統一編號，8 個數字。
q-business_id-example = 04595257
q-business_id-error-required = 請填 8 個數字的統一編號。
q-business_id-error-bad-business-id = 統一編號是 8 個數字，請再對照一次。
q-business_id-error-business-id-check-sum = 統一編號裡可能有一個數字打錯了，請對照證明文件再輸入一次。

q-phone-label = 聯絡電話
q-phone-hint = 資料需要補正時，我們會打這支電話。手機也會收到簡訊。
q-phone-example = 0912-345-678 或 07-336-8333 分機 2649
q-phone-error-required = 請留一支聯絡得到您的電話。
q-phone-error-bad-phone = 手機是 09 加 8 個數字，市話請加區碼，例如 07-336-8333。

q-email-label = 電子郵件
q-email-hint = 案件進度、繳費與領件通知會寄到這裡。
q-email-example = ming@example.org
q-email-again-label = 再輸入一次電子郵件
q-email-error-required = 請填電子郵件，我們要把通知寄給您。
q-email-error-bad-email = 電子郵件要像 ming@example.org，請檢查「@」前後。
q-email-error-not-the-same = 兩次輸入的電子郵件不一樣，請再核對一次。

## 代理人

q-agent-label = 由代理人申請嗎
q-agent-hint = 替別人申請時選「是」。代理人的名字也會印在證明書上。
q-agent-error-required = 請選「是」或「否」。
q-agent-error-not-a-choice = 請選「是」或「否」。

q-agent_name-label = 代理人姓名或事務所名稱
q-agent_name-hint = 請寫全名。
q-agent_name-example = 示範地政士事務所
q-agent_name-error-required = 請寫代理人姓名；沒有代理人的話，上一題請選「否」。
q-agent_name-error-too-long = 名稱最多 { $max } 字，請寫短一點。

q-agent_relation-label = 代理人和申請人的關係
q-agent_relation-hint = 申請土地使用分區證明不必附委任書。
q-agent_relation-choice-family = 家人
q-agent_relation-choice-scrivener = 地政士
q-agent_relation-choice-architect = 建築師或技師
q-agent_relation-choice-employee = 公司或機關的職員
q-agent_relation-choice-other = 其他
q-agent_relation-error-required = 請選代理人和申請人的關係。
q-agent_relation-error-not-a-choice = 請從清單中選一項。

## 同意

q-consent-label = 我同意以電子方式送達，也讀過個人資料告知事項
q-consent-hint = 高雄市政府都市發展局為核發土地使用分區證明，蒐集您的姓名、證號與聯絡方式，在法定保存期間內於本局業務範圍利用。您可以查詢、更正或請求停止利用。不同意時，請改到櫃台申請。
q-consent-error-required = 請勾選同意，我們才能用電子方式送達。不同意的話，歡迎改到櫃台申請。
q-consent-error-must-be-yes = 請勾選同意，我們才能用電子方式送達。不同意的話，歡迎改到櫃台申請。

## 步驟

step-pay-citizen = 等您繳費
step-pay-officer = 待繳費
step-fetch-citizen = 向地政局查詢土地圖形
step-fetch-officer = 介接地籍圖形
step-overlay-citizen = 比對都市計畫圖
step-overlay-officer = 套疊分區
step-review-citizen = 承辦人正在查看
step-review-officer = 待審查
step-paper-citizen = 製作證明書
step-paper-officer = 製證、簽章

stage-paying-citizen = 繳費
stage-paying-officer = 待繳費
stage-gathering-citizen = 查詢資料
stage-gathering-officer = 蒐集資料
stage-examining-citizen = 比對圖資
stage-examining-officer = 系統比對
stage-deciding-citizen = 承辦人審查
stage-deciding-officer = 待決定
stage-correcting-citizen = 等您補正
stage-correcting-officer = 待補正（停止計時）
stage-issuing-citizen = 製作證明書
stage-issuing-officer = 製證中
stage-done-citizen = 已結案
stage-done-officer = 已結案

choice-review-issue = 核發
choice-review-issue-hint = 疑義已經釐清，照套疊結果核發。要印在證明書上的補充說明可以寫在備註。
choice-review-describe = 敘明核發
choice-review-describe-hint = 分區線未明或土地跨分區時，以「部分…、部分…」或計畫情形敘明。理由與備註都要寫，備註會印在證明書上。
choice-review-refuse = 不予核發
choice-review-refuse-hint = 例如在都市計畫範圍外或查無地號。請寫出理由，以及申請人可以向誰辦理；規費全額退還。

ending-issued = 已核發
ending-issued-next = 請下載或列印證明書。任何人都可以用上面的查驗碼確認真偽。有效期間內都市計畫有變更時，以變更後為準。
ending-refused = 不予核發
ending-refused-next = 理由寫在通知書上，已繳的規費會全額退還。若不服，可在通知送達次日起 30 日內經本局提起訴願；資料改好後也可以重新申請。
ending-withdrawn = 已撤回
ending-withdrawn-next = 案件已依您的意思結束。之後有需要，隨時可以重新申請。
ending-lapsed = 逾期結案
ending-lapsed-next = 期限內沒有收到繳費，案件已結束，沒有其他不利影響。需要時請重新申請。

doubt-geometry-unavailable = 沒有取得地籍圖形
doubt-geometry-unavailable-why = 地政局的服務沒有回應，或回應的內容不能使用。請改用地籍圖謄本或再次介接後判斷。
doubt-unknown-parcel = 查無這個地號
doubt-unknown-parcel-why = 地政資料裡沒有這個地號，可能已經分割、合併或重測改號。請查新舊地號對照，能確定時直接請申請人補正。
doubt-near-line = 靠近分區線
doubt-near-line-why = 土地的邊離分區線比圖面容許誤差還近，系統不能斷定屬於哪一邊。請以樁位成果或細部計畫圖判斷。
doubt-straddles = 跨越兩種以上分區
doubt-straddles-why = 土地同時落在兩種以上分區，逕為分割可能還沒有完成。請以「部分…、部分…」敘明。
doubt-border-piece = 邊緣有小碎片
doubt-border-piece-why = 套疊後有一小塊落在另一分區，面積小，但超過可以略去的限度。請判斷是圖面誤差還是真的跨區。
doubt-no-polygon = 計畫範圍內沒有分區圖形
doubt-no-polygon-why = 土地在都市計畫範圍內，分區圖上這裡卻是空白。請查計畫書圖。
doubt-outside-plan = 在都市計畫範圍外
doubt-outside-plan-why = 這裡不是都市計畫土地，使用分區由地政事務所登記。請告知申請人向地政事務所申請。
doubt-under-exhibition = 正在公開展覽
doubt-under-exhibition-why = 這裡有都市計畫草案正在公開展覽。草案還沒有效力，仍照現行計畫核發，並請在備註註明。
doubt-area-disagrees = 面積不符
doubt-area-disagrees-why = 地籍圖形算出的面積和登記面積差太多，圖形可能過時。請和地政局核對。
doubt-data-unsound = 圖資本身有疑義
doubt-data-unsound-why = 分區圖在這裡重疊，或沒有可以適用的誤差標準。請以計畫書圖判斷，並通知圖資承辦人。
doubt-register-differs = 地政局資料與本局圖資不一致
doubt-register-differs-why = 地政局的地籍圖形或登記面積和本局的地籍圖資不同，分區比對依地政局的回覆。請核對兩份圖形後判斷。

fee-first = 基本費（首筆）
fee-parcels = 各筆土地
fee-copies = 加印份數
evidence-geometry = 地籍圖形（地政局）
evidence-geometry-why = 您不必附地籍圖或謄本，我們直接向地政局查詢這幾筆土地的圖形，只用在這件申請。
paper-certificate = 都市計畫土地使用分區（或公共設施用地）證明書

outcome-zone = 使用分區或公共設施用地
outcome-part-zones = 部分屬某分區、部分屬另一分區
outcome-described = 僅敘明計畫情形
outcome-outside-plan = 非都市計畫土地
outcome-no-such-parcel = 查無此地號
outcome-renumbered = 地號已變更
