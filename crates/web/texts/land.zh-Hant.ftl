### Words of the look-up of land. Every key is also in land.en.ftl, with the same variables.

## The question
land-title = 查土地的使用分區
land-lead = 寫一筆土地、一個地址或一組座標，馬上知道它在都市計畫的哪一區。免費，不用登入。
land-ask = 地號、地址或座標
land-go = 查詢
land-hint = 例如：前鎮區鎮東段 12-3、22.6273, 120.3014、178188, 2503182。可以一次寫好幾筆地號。
land-when = 查過去某一天的情形
land-on = 哪一天的分區
land-on-hint = 例如 105.05.20 或 2016-05-20；不填就是今天。
land-known = 依哪一天為止的資料
land-known-hint = 想重現當時的答覆時才填；不填就用現在的資料。
land-slip-day = 請寫民國或西元的年月日，例如 105.05.20 或 2016-05-20。
land-many = 一次查很多筆：上傳清單
land-typed = 您寫的是：{ $typed }
land-open = { $count } 筆還沒有答案
land-tries = 可以這樣試試
land-try-parcel = 地號：行政區、段名、地號都寫，例如「前鎮區鎮東段 12-3」。
land-try-address = 地址：寫到門牌，例如「苓雅區四維三路2號」。
land-try-coordinates = 座標：TWD97 的公尺數，或經緯度，例如「178188, 2503182」「22.6273, 120.3014」。
land-try-phone = 打電話問我們：

## The answer in a sentence
land-today = 現在
land-on-day = 在{ $day }
land-on-known = 在{ $day }（依{ $known }為止的資料）
land-gist-one = { $parcel } { $day }的使用分區是「{ $zone }」。
land-gist-several = { $parcel } { $day }分屬：{ $zones }。
land-gist-unclear = { $parcel } { $day }落在分區線旁，圖上分不清是哪一區，要由專人查對。
land-gist-no-zone = { $parcel } { $day }在都市計畫範圍內，但圖上沒有畫分區，多半是道路。這不是「都市計畫外」；要用的話請申請證明，由專人查對。
land-gist-outside = { $parcel } { $day }不在我們的都市計畫範圍內；使用分區請向地政事務所查詢。
land-share = { $zone } { $percent } %
land-none = 圖上沒有分區
land-until = 這個地號只用到{ $day }。
land-became-now = 這塊土地現在的地號：
land-reference = 僅供參考。能作為證明的只有核發的證明書。
land-apply = 申請{ $service }
land-watch = 有變動時通知我

## Places
land-this-place = 這個位置
land-here-zone = { $place }{ $day }在「{ $zone }」（{ $plan }）。
land-here-no-zone = { $place }{ $day }在{ $area }範圍內，但圖上沒有畫分區，多半是道路；這不是「都市計畫外」。
land-here-outside = { $place }{ $day }不在我們的都市計畫範圍內；使用分區請向地政事務所查詢。
land-here-no-parcel = 這個位置在我們的地籍資料裡沒有地號。
land-metres = 座標 TWD97 / TM2：東 { $x }，北 { $y } 公尺
land-from-67 = 由 TWD67 換算，可能差到 3 公尺；靠近分區線時請改用 TWD97。
land-from-degrees = 由經緯度換算。手機定位可能差好幾公尺，靠近分區線時請改查地號。
land-from-address = 門牌的座標是門口的位置，不一定就在您要查的那筆土地上。
land-choose = 有好幾個地方可能是您要找的：
land-too-many = 您寫了 { $count } 筆，這一頁一次最多查 { $most } 筆。請改用清單。
land-out-of-reach = 這兩個數字不是臺灣本島的座標。
land-no-addresses = 現在沒有辦法查地址。請改寫地號或座標，或晚一點再試。
land-no-such-address = 查無這個地址。

## What was not found
land-missing-bad-parcels = 我們看不懂「{ $piece }」。
land-missing-no-section = 「{ $piece }」前面還沒有寫地段。
land-missing-section-ambiguous = 「{ $piece }」的段名在好幾個地方都有，請選一個：
land-missing-section-unknown = 找不到「{ $piece }」的地段。是不是這些？
land-missing-section-none = 找不到「{ $piece }」的地段。請核對權狀或謄本上的段名。
land-missing-parcel-renumbered = 「{ $piece }」已經改號，這塊土地現在的地號是：
land-missing-parcel-unknown = 查無「{ $piece }」這個地號。請核對權狀或謄本上的地段與地號。
land-existed = 這個地號存在的期間：{ $days }。

## Tables
land-pieces = 各部分的分區
land-zone = 使用分區
land-m2 = 面積（平方公尺）
land-ping = 坪
land-percent = 占比（%）
land-class-border = { $zone }（靠近分區線，要查對）
land-class-within = { $zone }（在測量誤差內，不算）
land-coverage = 建蔽率
land-floor-area = 容積率
land-plan = 都市計畫
land-level-main = 主要計畫
land-level-detailed = 細部計畫
land-announced = { $day }發布實施，{ $number }
land-code = 分區代碼
land-not-in-data = 圖資裡沒有，請看計畫書
land-areas = 面積
land-area = { $m2 } 平方公尺（{ $ping } 坪）
land-registered = 登記面積
land-computed = 圖上面積
land-key = 地段與地號代碼
land-sketch = 示意圖
land-drawn = 圖上畫了哪些分區
land-doubts = 為什麼還要查對
land-exhibitions = 正在公開展覽的變更草案
land-exhibition = { $name }：{ $from }起展覽到{ $until }。草案還沒有效力，現行計畫不變。
land-restrictions = 禁限建與其他限制
land-restriction = 限制
land-authority = 主管機關
land-since = 期間
land-span = { $from }到{ $until }
land-span-open = { $from }起
land-no-restriction = 我們的資料裡，這筆土地沒有禁限建或其他限制。
land-basis = 答案的依據
land-basis-on = 分區的日期
land-basis-known = 資料截至
land-known-now = 現在
land-basis-release = 圖資版本
land-basis-tolerances = 判讀標準版本

## Doubts, for citizens
land-doubt-near-line = 離分區線很近
land-doubt-near-line-why = 土地的邊離分區線比圖面容許的誤差還近，單看圖不能斷定屬於哪一邊。
land-doubt-border-piece = 邊緣有一小塊
land-doubt-border-piece-why = 有一小塊落在另一區，太窄又不能不管，要由專人看是圖面誤差還是真的跨區。
land-doubt-no-polygon = 有一部分圖上沒有分區
land-doubt-no-polygon-why = 在計畫範圍內，圖上卻是空白，多半是道路；要看計畫書圖。
land-doubt-outside-plan = 有一部分在都市計畫範圍外
land-doubt-outside-plan-why = 範圍外的土地，使用分區登記在地政事務所。
land-doubt-area-disagrees = 面積不符
land-doubt-area-disagrees-why = 圖上算出的面積和登記面積差得比容許的多，圖形可能舊了。
land-doubt-data-unsound = 圖資本身有疑義
land-doubt-data-unsound-why = 分區圖在這裡重疊，或沒有可以用的誤差標準，要看計畫書圖。

## Programs
api-land-key = 地段 4 碼與地號 8 碼
api-land-on = 分區的日期；不填就是今天
api-land-known = 依哪一天為止的資料；不填就用現在的資料
api-land-q = 地號、座標或地址
api-land-parcel = 一筆土地的使用分區（僅供參考）
api-land-lookup = 依文字查詢，含疑義、公開展覽與限制
api-land-lookups = 一次查最多 1,000 筆，需要金鑰
api-land-missing = 查不到的原因，以及可能的地號
api-land-quota = 金鑰今天的用量
api-land-limit = 每日上限
api-land-remaining = 今天還剩
api-land-reset = 幾秒後重新計算
problem-bad-day = 日期不對
problem-bad-day-detail = 請寫成 2026-11-23 的形式。
problem-bad-list = 看不懂清單
problem-bad-list-detail = 請送 JSON：parcels 是一串地號，每筆最多 200 個字。
problem-too-many = 太多了
problem-too-many-detail = 一次最多 1,000 筆；請分批查詢。
problem-quota = 今天的用量已滿
problem-quota-detail = 請等到明天，或請我們提高上限。
problem-no-plan-data = 還沒有圖資
problem-no-plan-data-detail = 計畫圖資尚未發布，請晚一點再試。
