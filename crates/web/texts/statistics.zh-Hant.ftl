### Words of the public statistics. Every key is also in statistics.en.ftl, with the same variables.

## The page
home-statistics-says = 各計畫區、行政區的分區面積、人口與指標，任一天都能查，也能下載。
stat-title = 統計查詢
stat-lead = 都市計畫的面積、分區、人口與指標：選一天，也可以和更早的一天比較。
stat-choose = 選日期與計畫區
stat-on = 哪一天
stat-on-hint = 例如 115.03.02 或 2026-03-02；不填就是今天。
stat-against = 和哪一天比較
stat-against-hint = 要比前面那天早；不填就不比較。
stat-area = 計畫區
stat-area-hint = 「分區面積」的圖表只算這一區。
stat-all-areas = 全部計畫區
stat-go = 看統計
stat-parts = 本頁各表
stat-slip-day = 請寫民國或西元的年月日，例如 115.03.02 或 2026-03-02。
stat-slip-future = 統計只到今天；請寫今天或更早的日期。
stat-slip-early = 我們的資料從民國前12年（西元1900年）起；請寫更晚的日期。
stat-slip-order = 比較的日期要比查詢的日期早；請把兩個日期對調，或改寫其中一個。
stat-slip-area = 查無「{ $typed }」這個計畫區，請從清單選一個。
stat-of-all = { $day }：{ $count } 個都市計畫區的統計。
stat-of-area = { $day }：{ $area }的統計。
stat-compared = 和{ $day }比較。
stat-as-ods = 下載 ODS
stat-as-csv = 下載 CSV

## Tables
stat-caption = { $title }，{ $day }
stat-by-classes = 分區面積
stat-by-areas = 各計畫區
stat-by-districts = 各行政區
stat-by-population = 人口
stat-by-indicators = 指標
stat-theme = 指標：{ $theme }
stat-chart = 各分區面積（公頃），{ $day }
stat-ha = { $area } 公頃
stat-others = 其他各分區
stat-class = 使用分區
stat-code = 代碼
stat-level = 計畫層級
stat-level-main = 主要計畫
stat-level-detailed = 細部計畫
stat-level-none = 當日沒有計畫
stat-polygons = 筆數
stat-hectares = 面積（公頃）
stat-share = 占比（%）
stat-plan-area = 計畫面積（公頃）
stat-drawn = 圖上分區（公頃）
stat-white = 圖上沒有分區
stat-white-short = 沒有分區（公頃）
stat-white-share = 沒有分區（%）
stat-whole = 計畫面積
stat-district = 行政區
stat-no-district = 段名未列
stat-parcels = 地號筆數
stat-residential = 住宅區（公頃）
stat-commercial = 商業區（公頃）
stat-industrial = 工業區（公頃）
stat-other-zones = 其他分區（公頃）
stat-facilities = 公共設施用地（公頃）
stat-counted-on = 統計日
stat-persons = 人口（人）
stat-then = { $day }
stat-difference = 增減
stat-indicator = { $name }（{ $unit }）
stat-together = 全部計畫區
stat-none = 沒有資料

## What is counted
stat-note-drawn = 面積是計畫圖上各分區圖形的面積，不裁切；主要計畫與細部計畫畫的是同一塊地，不相加。
stat-note-white = 「圖上沒有分區」是計畫範圍裡沒有分區圖形的地方，多為道路。分區圖形畫到範圍外時，各列相加會與計畫面積略有出入。
stat-note-level = 計畫層級：涵蓋較多土地的那一層計算。
stat-note-difference = 比較欄是圖上分區面積。
stat-note-parcels = 由地籍與使用分區套疊計算。一筆土地跨不同分區時，面積各歸各區；重疊的分區都計入，因此各分區相加可能大於總面積。比較欄是地籍總面積。
stat-note-population = 取查詢日以前最近一次的統計。
stat-note-together = 全部計畫區：與人口有關的指標，只算有人口資料的計畫區。
stat-source = 資料：都市計畫圖資 { $release }，{ $day }，{ $agency }。
stat-source-of = 來源：{ $source }。
stat-sample = { $source }（樣本，不是實際數字或規定）

## Units
stat-unit-m2 = 平方公尺
stat-unit-hectares = 公頃
stat-unit-percent = %
stat-unit-m2-per-person = 平方公尺／人
stat-unit-persons-per-hectare = 人／公頃
stat-unit-persons = 人
stat-unit-parcels = 筆
stat-unit-polygons = 筆

## Files
stat-col-day = 日期
stat-col-table = 統計表
stat-col-place = 計畫區或行政區
stat-col-level = 計畫層級
stat-col-class = 使用分區
stat-col-figure = 項目
stat-col-value = 數值
stat-col-unit = 單位
stat-col-source = 來源
stat-col-release = 圖資版本
stat-drawn-area = 圖上面積
stat-parcel-area = 地籍面積
stat-overlap = 分區重疊面積

## Other sites
stat-elsewhere = 其他統計網站
stat-unchecked = 這些網址還沒有經本局逐一確認；打不開時，請從該機關首頁找起。

## Programs
api-land-statistics = 某一天的土地統計：各計畫區、各行政區、分區、人口與指標；可和更早的一天比較。
api-land-against = 比較的日期，要比 on 早。
api-land-area = 計畫區代碼；只列這一區。
problem-busy = 太多人同時在查
problem-busy-detail = 請過幾秒再試一次。
