### 他機關圖層的文字。每一個鍵也在 layers.en.ftl。

ogc-fault-layer-unknown = 這裡不提供這個名稱的圖層。圖層清單在 /layers。
ogc-fault-layer-outside = 這個圖層沒有這張圖磚。縮放層級請見 /layers 的清單；欄與列是網路地圖格網的整數。
ogc-fault-layer-empty = 這個圖層在此處沒有內容。請看別處。
ogc-fault-layer-resting = 這個圖層的伺服器目前沒有回應。請於 { $seconds } 秒後再試；其他圖層仍可使用。
ogc-fault-layer-unusable = 這個圖層的伺服器沒有給出可用的圖。請於 { $seconds } 秒後再試；其他圖層仍可使用。
