### 地圖圖磚的文字。每一個鍵也在 tiles.en.ftl。

tiles-zones = 土地使用分區
tiles-parcels = 地籍宗地
tiles-plan-areas = 都市計畫區
tiles-plans = 都市計畫案：其分區所及的土地
tiles-exhibitions = 公開展覽
tiles-restrictions = 禁限建及其他限制
tiles-labels = 名稱
tiles-tilings = 圖磚的分割方式
tiles-of = 以向量圖磚取得此資料集

ogc-fault-no-tile-set = 沒有名為「{ $name }」的圖磚。可用的有：{ $served }。
ogc-fault-tile-ending = 此網址沒有內容。圖磚以 .mvt 結尾，說明以 .json 結尾；請由 /tiles/live/zones.json 查得圖磚的位置。
ogc-fault-tile-numbers = 圖磚以三個整數指定：縮放層級、欄、列。請更正網址。
ogc-fault-tile-zoom = 圖磚的縮放層級為 0 至 { $most }。要看得更近，請放大最深一層的圖磚。
ogc-fault-tile-outside = 此縮放層級的欄與列為 0 至 { $last }。請更正網址。
ogc-fault-tile-release = 查無名為「{ $release }」的計畫資料版本。目前的版本是 { $live }：{ $address }
ogc-fault-tile-release-gone = 版本「{ $release }」已不是目前的版本，其圖磚已撤下。目前的版本是 { $live }：{ $address }
ogc-fault-tile-format = 不提供「{ $value }」格式。請使用 f=mvt 或省略此參數。
ogc-fault-tile-one-day = 一張地圖只呈現一天。請在 datetime 指定單一日期。
ogc-fault-no-tiles = 目前的版本無法繪製圖磚。請通知本機關。
ogc-fault-no-tiling = 沒有名為「{ $name }」的分割方式。可用的是：{ $served }。
