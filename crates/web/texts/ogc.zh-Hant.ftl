### 給圖資程式看的文字：OGC API、WMS、WMTS。每個鍵值在 ogc.en.ftl 都有。

## 介面與資料集
ogc-title = 本市土地：使用分區、地籍、都市計畫
ogc-about = 本市都市計畫的使用分區、宗地、計畫區、計畫案、公開展覽與限制範圍，可查任一日的有效狀態。僅供參考；需要正式效力時，請申請證明書。
ogc-zones = 土地使用分區
ogc-zones-about = 土地使用分區與公共設施用地。未指定 datetime 時為今日有效者。
ogc-parcels = 宗地
ogc-parcels-about = 地籍圖上的宗地、登記面積，以及舊地號變成什麼。未指定 datetime 時為今日存在者。
ogc-plan-areas = 都市計畫區
ogc-plan-areas-about = 本市各都市計畫區與其範圍。
ogc-plans = 都市計畫案
ogc-plans-about = 各計畫案的層級、公告與計畫圖比例尺。圖形為所屬計畫區的範圍。
ogc-exhibitions = 公開展覽
ogc-exhibitions-about = 公開展覽中的計畫變更草案，尚無效力。未指定 datetime 時為今日展覽中者。
ogc-restrictions = 限制範圍
ogc-restrictions-about = 使用分區以外的土地限制與其主管機關。未指定 datetime 時為今日有效者。
ogc-link-self = 本文件
ogc-link-api = 可以查什麼（OpenAPI 3.0）
ogc-link-conformance = 遵循的標準
ogc-link-data = 資料集
ogc-link-items = 圖徵
ogc-link-queryables = 可以用來篩選的欄位
ogc-link-next = 下一頁
ogc-link-collection = 資料集
ogc-problem = 哪裡不對，以及下一步

## 欄位
ogc-fact-class = 全國分類代碼
ogc-fact-name = 名稱
ogc-fact-coverage = 計畫書所載建蔽率
ogc-fact-floor-area = 計畫書所載容積率
ogc-fact-area-m2 = 圖上面積（平方公尺）
ogc-fact-plan = 計畫案編號
ogc-fact-plan-name = 計畫案名稱
ogc-fact-plan-area = 計畫區代碼
ogc-fact-level = 計畫層級：main 為主要計畫，detailed 為細部計畫
ogc-fact-announced-on = 發布實施日
ogc-fact-number = 公告文號
ogc-fact-map-scale = 計畫圖比例尺分母
ogc-fact-section = 地段代碼
ogc-fact-section-name = 地段名稱
ogc-fact-district = 行政區
ogc-fact-land-number = 地號
ogc-fact-registered-area-m2 = 登記面積（平方公尺）
ogc-fact-became = 異動：renumbered 為改編，split 為分割，merged 為合併
ogc-fact-became-on = 異動日
ogc-fact-opens-on = 公開展覽首日
ogc-fact-closes-on = 公開展覽末日
ogc-fact-kind = 限制種類
ogc-fact-authority = 主管機關
ogc-fact-in-force-from = 生效首日
ogc-fact-in-force-until = 生效末日
ogc-fact-known-from = 本局登錄首日
ogc-fact-known-until = 本局登錄末日
ogc-fact-geometry = 範圍

## 參數
ogc-parameter-id = 圖徵編號
ogc-parameter-bbox = 只要與此範圍相交的圖徵：四個數字，順序依 bbox-crs 的座標軸。
ogc-parameter-bbox-crs = bbox 的坐標系統。
ogc-parameter-crs = 回覆的坐標系統。
ogc-parameter-limit = 每頁圖徵數。
ogc-parameter-datetime = 在此日有效（2026-03-02），或在期間內任一日有效（2020-01-01/2026-03-02、../2026-03-02）。未指定時為今日。
ogc-parameter-known = 以本局在此日所知的資料回答。未指定時以目前所知回答。
ogc-parameter-filter = 以共通查詢語言 CQL2 寫的條件：比較、AND、OR、NOT、LIKE、BETWEEN、IN、IS NULL、S_INTERSECTS 與日期關係。
ogc-parameter-filter-lang = 條件的寫法。
ogc-parameter-filter-crs = 條件中圖形的坐標系統。
ogc-parameter-after = 下一頁的鍵值，依連結所給。
ogc-parameter-f = 回覆格式。

## 無法受理的原因
ogc-title-bad = 無法理解這個查詢
ogc-title-not-found = 找不到
ogc-title-gone = 圖資已更新
ogc-title-denied = 未對外公開
ogc-title-broken = 我們的系統出了問題
ogc-kind-text = 文字
ogc-kind-number = 數字
ogc-kind-day = 日期
ogc-expected-operand = 欄位名稱、單引號內的文字、數字或 DATE('2026-03-02')
ogc-expected-closing-quote = 結尾的引號
ogc-expected-number = 數字
ogc-expected-end = AND、OR 或結束
ogc-expected-open = 左括號
ogc-expected-close = 右括號
ogc-expected-comma = 逗號
ogc-expected-null = NULL 或 NOT NULL
ogc-expected-text = 單引號內的文字
ogc-expected-and = 兩個值之間的 AND
ogc-expected-not-what = NOT 之後的 LIKE、BETWEEN 或 IN
ogc-expected-comparison = 比較，例如 = 或 LIKE
ogc-expected-time = 欄位名稱、DATE('2026-03-02') 或 INTERVAL('2026-01-01', '..')
ogc-expected-geometry = 欄位 geometry 或一個圖形
ogc-expected-op = 有 op 與 args 的物件
ogc-expected-args = 與運算相符的引數個數
ogc-fault-query-long = 查詢太長。請縮短到 { $most } 位元組以下。
ogc-fault-twice = 「{ $name }」出現兩次。請只寫一次。
ogc-fault-not-decodable = 「{ $value }」不是百分號編碼的 UTF-8。請將每個值以 UTF-8 及 %XX 編碼。
ogc-fault-unknown-parameter = 這裡沒有「{ $name }」這個參數。請刪去；可用的有：{ $served }。
ogc-fault-bad-format = 不提供「{ $value }」格式。請用 f=json 或省略。
ogc-fault-bad-crs = { $name } 的「{ $value }」不是這裡提供的坐標系統。請用下列之一：{ $served }。
ogc-fault-bad-limit = 「{ $value }」不是圖徵數。請用 1 到 { $most } 的整數。
ogc-fault-bad-bbox = 「{ $value }」不是範圍。請寫四個以逗號分隔的數字：先下角、後上角，順序依 bbox-crs 的座標軸。
ogc-fault-bad-day = { $name } 的「{ $value }」不是日期。請寫成 2026-03-02 或 2026-03-02T09:00:00+08:00。
ogc-fault-span-backwards = 「{ $value }」的結束早於開始。請先寫較早的日期。
ogc-fault-one-day = 單一圖徵一次只能查一日。請在 datetime 寫一日，或向 items 查一段期間。
ogc-fault-bad-value = { $name } 的「{ $value }」不是{ $kind }。請更正或省略這個參數。
ogc-fault-bad-after = 「{ $value }」不是頁面的鍵值。請依所給的連結前往下一頁。
ogc-fault-renewed = 您翻頁時圖資已更新。請從第一頁重新開始。
ogc-fault-no-collection = 沒有「{ $name }」這個資料集。有：{ $served }。
ogc-fault-no-feature = 沒有「{ $id }」這個圖徵。請到該資料集的 items 查找。
ogc-fault-not-then = 「{ $id }」在 { $on } 無效。請以 datetime 指定另一日，或以 datetime=../.. 向 items 查其所有日期。
ogc-fault-nowhere = { $path } 沒有東西。請從 /ogc 開始，依連結前往。
ogc-fault-no-release = 尚未發布圖資。請稍後再來。
ogc-fault-denied = 這些圖資未對外公開。請洽本局。
ogc-fault-busy = 目前繪製中的圖太多。請幾秒後再試。
ogc-fault-broken = 無法作出回覆。請稍後再試。
ogc-fault-no-place = { $value } 不是 { $crs } 裡的位置。請檢查數字與座標軸順序。
ogc-fault-geometry-long = 圖形的點太多。最多 { $most } 點。
ogc-fault-geometry-empty = 圖形沒有點。請至少寫一點。
ogc-fault-geometry-open = 線至少兩點，環至少四點且首尾相同。請將環閉合。
ogc-fault-geometry-work = 這個查詢的工作量太大。請縮小範圍，或用點數較少的圖形。
ogc-fault-filter-long = 條件太長。請縮短到 { $most } 位元組以下。
ogc-fault-filter-lang = 不提供「{ $value }」這種條件語言。請用 cql2-text 或 cql2-json。
ogc-fault-filter-unread = 條件在第 { $at } 字「{ $found }」處無法讀取。那裡應該是{ $expected }。
ogc-fault-filter-ended = 條件太早結束。後面應該是{ $expected }。
ogc-fault-filter-deep = 條件的層數太多。括號最多 { $most } 層。
ogc-fault-filter-no-json = 條件從第 { $at } 字起不是 JSON。請更正，或用 filter-lang=cql2-text。
ogc-fault-filter-misfit = 條件中的 { $found } 不適用。那裡應該是{ $expected }。
ogc-fault-filter-name = 這裡沒有「{ $name }」這個欄位。請用下列之一：{ $served }。
ogc-fault-filter-function = 不提供 { $name }。提供的有：{ $served }，以及比較。
ogc-fault-filter-geometry = 不提供 { $name } 圖形。提供的有：{ $served }。
ogc-fault-filter-bbox = 範圍有四個數字，先下角、後上角。請更正。
ogc-fault-filter-unlike = { $one }不能與{ $other }比較（{ $name }）。請用同類的值；日期寫成 DATE('2026-03-02')。
ogc-fault-filter-truth = 沒有欄位的值是 { $value }。請與文字、數字或日期比較。
ogc-fault-filter-like-of-literal = LIKE 的左邊要是欄位。請先寫欄位。
ogc-fault-filter-null-of-literal = IS NULL 的左邊要是欄位。請先寫欄位。
ogc-fault-filter-intersects = S_INTERSECTS 需要欄位 { $served } 與一個圖形。請各寫一個。

## 圖片：WMS 與 WMTS
ogc-style-default = 顏色、紋樣與名稱
ogc-style-outline = 只有界線
ogc-info-nothing = 這些圖層在此處沒有東西。
ogc-fault-bad-picture = 這個範圍與大小無法繪圖。請檢查範圍與像素數。
ogc-fault-wms-missing = 缺少 { $name }。請加入。
ogc-fault-wms-service = 此處的服務不是「{ $value }」。請在 /wms 用 SERVICE=WMS，在 /wmts 用 SERVICE=WMTS。
ogc-fault-wms-request = 不提供「{ $value }」。請用 GetCapabilities 列出的項目。
ogc-fault-wms-format = 圖片不提供「{ $value }」格式。請用 image/png。
ogc-fault-wms-info-format = 位置資訊不提供「{ $value }」格式。請用下列之一：{ $served }。
ogc-fault-wms-layer = 沒有「{ $name }」這個圖層。有：{ $served }。
ogc-fault-wms-style = 沒有「{ $name }」這個樣式。有：{ $served }；也可以留空。
ogc-fault-wms-styles = 樣式數要與圖層數相同或留空，圖層最多 { $most } 個。請更正。
ogc-fault-wms-bbox = 「{ $value }」不是範圍。請寫四個以逗號分隔的數字：先下角、後上角，後者較大。
ogc-fault-wms-size = { $name } 的「{ $value }」不是像素數。請用 1 到 { $most } 的整數。
ogc-fault-wms-colour = 「{ $value }」不是顏色。請寫成 0xRRGGBB。
ogc-fault-wms-point = { $name } 在圖片之外。請用 0 到 { $most } 的整數。
ogc-fault-wmts-set = 沒有「{ $value }」這個圖磚矩陣集。有：{ $served }。
ogc-fault-wmts-matrix = 沒有「{ $value }」這個圖磚矩陣。請用 0 到 { $most } 的整數。
ogc-fault-wmts-tile = 這個矩陣沒有「{ $value }」這個圖磚。請用 0 到 { $most } 的整數。
