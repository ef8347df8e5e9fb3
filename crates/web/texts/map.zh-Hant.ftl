### 都市計畫地圖。每個鍵在 map.en.ftl 也有，變數相同。

ways-map = 地圖
home-map = 看都市計畫地圖
home-map-says = 任一天的使用分區、地籍與公開展覽，手機也能看。
demo-try-map = 在地圖上看
demo-try-map-says = 把時間往回撥，看那時的分區；列印一張真實比例的圖。
demo-try-map-go = 開啟地圖
map-title = 都市計畫地圖
map-lead = 看任一天的使用分區、地籍與公開展覽，點一下就知道。
map-reference = 僅供參考
map-reference-says = 地圖不能代替證明。買賣、建築請申請使用分區證明書。
map-nothing = 計畫圖資尚未發布。請稍後再來，或電洽本局。
map-newer = 圖資已更新
map-newer-says = 這個連結是用較早的圖資做的；現在顯示最新圖資。要看當時登載的內容，請在「時間」設定「當時所知」的日期。

## 找
map-search = 找地號、地址、地名或座標
map-see = 在地圖上看
map-search-short = 地號、地址、地名或座標
map-search-example = 例：{$parcel}
map-search-go = 找
map-answer = 這裡是什麼
map-answer-none = 點地圖上的任一處，或輸入地號，這裡會用文字回答。
map-answer-close = 收起
map-answer-more = 完整查詢結果

## 畫面
map-picture = 都市計畫地圖
map-picture-alt = 都市計畫地圖，比例尺約 1:{ $scale }。同一範圍的內容列在「畫面內容一覽表」。
map-stage = 地圖
map-live = 可移動的地圖。方向鍵移動，加減鍵縮放，Enter 鍵查詢中心點。
map-tools = 地圖工具
map-still = 靜態地圖
map-move-north = 往北
map-move-west = 往西
map-move-east = 往東
map-move-south = 往南
map-move-nearer = 放大
map-move-farther = 縮小
map-north = 北
map-skip = 略過地圖

## 圖例與圖層
map-legend = 圖例
map-legend-says = 顏色依全國使用分區圖例；線紋是為了不靠顏色也能分辨。
map-legend-none = 這個比例看不到分區，請放大。
map-layers = 圖層
map-layers-apply = 套用
map-theme-zones = 使用分區
map-theme-parcels = 地籍線與地號
map-theme-areas = 都市計畫區
map-theme-plans = 計畫案範圍
map-theme-exhibitions = 公開展覽中
map-theme-restrictions = 限制範圍
map-theme-chosen = 查詢的宗地
map-outside = 其他機關的底圖
map-plans-choose = 只看一個計畫案
map-plans-all = 全部計畫案
map-places = 前往計畫區

## 時間
map-time = 時間
map-time-on = 哪一天的計畫
map-time-known = 當時所知（選填）
map-time-known-hint = 填某一天，就只看那一天本局已登載的內容。
map-time-go = 看那一天
map-time-slide = 計畫有變動的日子
map-time-earlier = 前一次變動
map-time-later = 後一次變動
map-time-today = 回到今天

## 列印、分享、一覽表
map-print = 列印與下載
map-print-says = 依真實比例產生 PDF，含圖例、指北針、比例尺與日期。
map-print-scale = 比例尺
map-print-scale-of = 1:{ $scale }
map-print-paper = 紙張
map-print-a4 = A4
map-print-a3 = A3
map-print-orientation = 方向
map-print-portrait = 直式
map-print-landscape = 橫式
map-print-go = 產生 PDF
map-print-hint = 列印時請選「實際大小」，不要縮放。
map-print-later = 現在無法列印
map-print-later-says = 列印服務暫時沒有回應。請過一分鐘再試；畫面內容也可以在一覽表中看到。
map-print-too-much = 這個範圍一張紙放不下
map-print-too-much-says = 請選較大的比例尺（例如 1:1000），或較小的紙張。
map-share = 這個畫面的連結
map-table-title = 畫面內容一覽表
map-table-lead = 地圖上看得到的，這裡用文字列出來。
map-table-place = 中心在橫坐標 { $east }、縱坐標 { $north }（TWD97，公尺），範圍約 { $wide } × { $high } 公尺。
map-table-on = 計畫日期
map-table-known = 當時所知
map-table-map = 看地圖
map-table-moves = 移動範圍
map-table-zones = 使用分區與公共設施用地（{ $count } 處）
map-table-parcels = 宗地（{ $count } 筆）
map-table-areas = 都市計畫區（{ $count } 處）
map-table-exhibitions = 公開展覽（{ $count } 案）
map-table-restrictions = 限制範圍（{ $count } 處）
map-table-more = 另有 { $count } 筆未列出，請放大後再看。
map-table-closer = 宗地在比例尺 1:{ $scale } 以上才列出，請放大。
map-table-nothing = 這個範圍內那一天沒有任何計畫圖資。請移動範圍或換一天。
map-head-zone = 分區或用地名稱
map-head-class = 國家分類
map-head-plan = 計畫案
map-head-area = 面積（㎡）
map-head-parcel = 地號
map-head-section = 地段
map-head-registered = 登記面積（㎡）
map-head-plan-area = 計畫區
map-head-code = 代碼
map-head-exhibition = 案名
map-head-from = 開始
map-head-until = 結束
map-head-restriction = 名稱
map-head-authority = 主管機關

## 圖面
map-sheet-title = 都市計畫土地使用分區圖
map-sheet-alt = 都市計畫地圖，比例尺 { $scale }，內容見圖例與現場查詢。
map-sheet-on = 計畫日期
map-sheet-known = 當時所知
map-sheet-release = 圖資版本
map-sheet-system = 坐標系統
map-sheet-system-says = TWD97 二度分帶（121）
map-sheet-made = 製圖日期
map-sheet-mark = 示範資料　不具效力
map-sheet-swatch = 圖例樣式
map-sheet-more = 圖例續下頁
map-sheet-reference = 本圖不得作為證明文件；正式用途請申請使用分區證明書。
map-sheet-code = 掃描條碼，在線上開啟同一畫面與同一天。

## 腳本說的話
map-js-loading = 地圖載入中…
map-js-failed = 部分圖資沒有載入，畫面可能不完整。
map-js-newer = 圖資剛剛更新了，請重新載入。
map-js-retry = 再試一次
map-js-offline = 現在離線：只看得到先前看過的範圍，查詢與列印要等連線恢復。
map-js-no-webgl = 這個瀏覽器不能顯示可移動的地圖，請用靜態地圖與一覽表。
map-js-as-of = #的計畫
map-js-today = 今天
map-js-known = #時所知
map-js-asking = 查詢中…
map-js-ask-failed = 查詢沒有回應，請再點一次。
map-js-nothing-here = 這裡沒有計畫圖資。
map-js-legend-empty = 畫面上沒有分區。
map-js-legend-closer = 放大後會看到分區。
map-js-length = 長度
map-js-area = 面積
map-js-ping = 坪
map-js-measure-length = 量距離
map-js-measure-area = 量面積
map-js-measure-start = 點地圖加上第一點；也可以用方向鍵移動、按 Enter 加點。
map-js-measure-undo = 退一點
map-js-measure-clear = 重來
map-js-measure-end = 結束測量
map-js-measure-point = 在中心加一點
map-js-link-copied = 連結已複製。
map-js-link-shown = 請複製網址列的網址。
map-js-place = 橫 #e　縱 #n（TWD97）
map-js-nearer = 放大
map-js-farther = 縮小
map-js-full = 佔滿螢幕
map-js-measure = 測量
map-js-whole = 整個計畫區

## 離線
offline-title = 現在沒有連線
offline-lead = 連線恢復後，請再開一次剛才的頁面。
offline-works = 這些現在就能用
offline-works-map = 先前看過的地圖範圍
offline-works-not = 申請、繳費、查詢進度與驗證文件需要連線；您填到一半的申請留在本局，不會遺失。
offline-phone = 或電洽本局
